# shellcheck shell=bash
# fedrig/ssh-server: a machine with an OpenSSH server, as the master of a cluster is one. Only tests
# use it. $VERSION is Debian's. Nobody gets in until a test has put a public key there: `admin`, who
# may do everything with sudo, and `guest`, who needs a password for it and has none.
uses image root
wants root debootstrap jq ssh
name=fedrig/ssh-server:$VERSION
makes "$IMAGES/ssh-server-$VERSION.tar"

build() {
    bound unshare --mount --pid --fork --kill-child --mount-proc \
        debootstrap --variant=minbase --include=openssh-server,sudo "$VERSION" root "$(debian_mirror)"
    in_root "$PWD/root" /bin/bash -euxc "$(declare -f set_up_server); set_up_server"
    rm -rf root/var/cache/* root/var/lib/apt/* root/var/log/* root/usr/share/{doc,info,locale,man}/*
    tar --sort=name --mtime=@0 --numeric-owner -C root -cf root.tar .
    add_layer root.tar
    image "$name" '{"Entrypoint": ["/bin/sh", "-c"],
        "Cmd": ["ssh-keygen -A && mkdir -p /run/sshd && exec /usr/sbin/sshd -D -e"]}' "$LAYER"
    archive "$IMAGES/ssh-server-$VERSION.tar"
}

# set_up_server: inside the root file system. Host keys are made when the container starts.
set_up_server() {
    local user
    rm -f /etc/ssh/ssh_host_*
    printf '%s\n' 'PasswordAuthentication no' 'KbdInteractiveAuthentication no' 'PermitRootLogin no' \
        'AllowTcpForwarding yes' >/etc/ssh/sshd_config.d/keys-only.conf
    for user in admin guest; do
        useradd --create-home --shell /bin/bash "$user"
        usermod --password '*' "$user"
        install --directory --mode 700 --owner "$user" --group "$user" "/home/$user/.ssh"
    done
    echo 'admin ALL=(ALL) NOPASSWD: ALL' >/etc/sudoers.d/admin
    echo 'guest ALL=(ALL) ALL' >/etc/sudoers.d/guest
    chmod 440 /etc/sudoers.d/*
}

# debian_mirror: the one that this machine's apt uses; debootstrap's own choice if apt has none.
debian_mirror() {
    apt-get indextargets --format "\$(REPO_URI)" "Created-By: Packages" "Codename: $VERSION" |
        sed --quiet 1p
}
