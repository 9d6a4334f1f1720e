# shellcheck shell=bash
# Debian, with what kind's base image has of it: the files under nodes and images.
wants root debootstrap
makes "$WORK/debian-$VERSION.tar"

# kind's images/base/Dockerfile, less what only rootless nodes and NFS volumes need; containerd, runc
# and the CNI plugins, which kind compiles, are Debian's.
packages=(
    systemd conntrack iptables nftables iproute2 ethtool util-linux mount kmod libseccomp2 pigz
    bash ca-certificates jq procps
    containerd runc containernetworking-plugins socat ipset
)

build() {
    local include
    include=$(IFS=, && echo "${packages[*]}")
    # In namespaces of its own: killed, it leaves no process and no mount behind.
    bound unshare --mount --pid --fork --kill-child --mount-proc \
        debootstrap --variant=minbase --include="$include" "$VERSION" root "$(debian_mirror)"
    rm -rf root/var/cache/* root/var/lib/apt/* root/var/log/* root/usr/share/{doc,info,locale,man}/*
    find root/var/lib/dpkg/info -type f -delete
    tar --sort=name --numeric-owner -C root -cf debian.tar .
    keep debian.tar "$WORK/debian-$VERSION.tar"
}

# debian_mirror: the one that this machine's apt uses; debootstrap's own choice if apt has none.
debian_mirror() {
    apt-get indextargets --format "\$(REPO_URI)" "Created-By: Packages" "Codename: $VERSION" |
        sed --quiet 1p
}
