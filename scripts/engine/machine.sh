# shellcheck shell=bash
# What a machine must allow before containers run well on it.

# lacks_sys_resource: true if even root may never have CAP_SYS_RESOURCE here (bit 24).
lacks_sys_resource() {
    local field value
    while read -r field value; do
        [[ $field == CapBnd: ]] && break
    done </proc/self/status
    (( (16#$value >> 24 & 1) == 0 ))
}

# raise_inotify_limits: each kind node watches many files; the usual limits are used up by a few.
raise_inotify_limits() {
    (( EUID == 0 )) || return 0
    at_least fs/inotify/max_user_instances 1024
    at_least fs/inotify/max_user_watches 524288
}

# at_least SETTING NUMBER
at_least() {
    local now
    now=$(<"/proc/sys/$1")
    (( now < $2 )) || return 0
    if { echo "$2" >"/proc/sys/$1"; } 2>/dev/null; then
        say "${1//\//.} raised from $now to $2, for clusters of kind"
    else
        say "${1//\//.} is $now and cannot be raised; more than a few clusters of kind may not start"
    fi
}

# mount_cgroups: where nothing has mounted them. systemd does, and so do most containers.
mount_cgroups() {
    local subsystem enabled
    ! grep --quiet ' /sys/fs/cgroup' /proc/mounts || return 0
    say 'mounting cgroups at /sys/fs/cgroup'
    if grep --quiet '^memory' /proc/cgroups; then
        mount -t tmpfs -o mode=755 cgroup_root /sys/fs/cgroup
        while read -r subsystem _ _ enabled; do
            [[ $enabled == 1 ]] || continue
            mkdir -p "/sys/fs/cgroup/$subsystem"
            mount -t cgroup -o "$subsystem" cgroup "/sys/fs/cgroup/$subsystem" || rmdir "/sys/fs/cgroup/$subsystem"
        done </proc/cgroups
        mkdir -p /sys/fs/cgroup/systemd
        mount -t cgroup -o none,name=systemd cgroup /sys/fs/cgroup/systemd
    else
        mount -t cgroup2 cgroup2 /sys/fs/cgroup
    fi
}
