# shellcheck shell=bash
# The dockerd that is started here: its configuration, its start, its identity and its end.

STARTED=$ENGINE/started   # two words: process id, and when that process started
DAEMON_LOG=$ENGINE/dockerd.log

# answers: true if a Docker engine does, wherever the client looks for one.
answers() {
    command -v docker >/dev/null && timeout 10 docker info >/dev/null 2>&1
}

# start_of PID: when it was started, in clock ticks since the machine was. A process id is used
# again, the two together are not.
start_of() {
    local stat
    read -r stat 2>/dev/null <"/proc/$1/stat" || return 1
    stat=${stat##*) } # the name before it may have spaces
    # shellcheck disable=SC2086
    set -- $stat
    echo "${20}"
}

started_pid() {
    local pid _
    read -r pid _ <"$STARTED" && echo "$pid"
}

# is_ours: true while the process that `start` started runs.
is_ours() {
    local pid start
    [[ -f $STARTED ]] && read -r pid start <"$STARTED" && [[ $(start_of "$pid") == "$start" ]]
}

# configure: writes dockerd's configuration, apart from that of an installed service.
configure() {
    local runtime=''
    if lacks_sys_resource; then
        # A copy, since this repository may move while the engine runs.
        install -m 755 "${BASH_SOURCE[0]%/*}/runc-bounded" "$ENGINE/runc-bounded"
        runtime="\"default-runtime\": \"bounded\", \"runtimes\": {\"bounded\": {\"path\": \"$ENGINE/runc-bounded\"}},"
    fi
    cat >"$ENGINE/daemon.json" <<END
{
  $runtime
  "data-root": "$ENGINE/data",
  "pidfile": "$ENGINE/dockerd.pid",
  "hosts": ["unix:///var/run/docker.sock"],
  "log-opts": {"max-size": "20m", "max-file": "2"}
}
END
}

start() {
    local pid deadline=$((SECONDS + 60))
    mkdir -p "$ENGINE"
    note_network
    configure
    rm -f "$ENGINE/dockerd.pid"
    setsid dockerd --config-file "$ENGINE/daemon.json" >"$DAEMON_LOG" 2>&1 </dev/null &
    pid=$!
    echo "$pid $(start_of "$pid")" >"$STARTED"
    until answers; do
        if ! is_ours; then
            rm -f "$STARTED"
            echo 'error: dockerd ended while it was starting' >&2
        elif (( SECONDS > deadline )); then
            echo 'error: dockerd did not answer within 60 s' >&2
        else
            sleep 0.2
            continue
        fi
        show_tail "$DAEMON_LOG"
        exit 1
    done
}

# stop: ends dockerd, which ends its containers and then its containerd; waits for all of them.
stop() {
    local pid containerd deadline=$((SECONDS + 60))
    pid=$(started_pid)
    containerd=$(cat /run/docker/containerd/containerd.pid 2>/dev/null || true)
    kill "$pid"
    while is_ours || [[ -n $containerd && -d /proc/$containerd ]]; do
        if (( SECONDS > deadline )); then
            show_tail "$DAEMON_LOG"
            fail 1 "dockerd (process $pid) did not end within 60 s"
        fi
        sleep 0.1
    done
    rm -f "$STARTED"
}
