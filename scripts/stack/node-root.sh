# shellcheck shell=bash
# The file system of a node, of any Kubernetes version: Debian and kind's own files. $VERSION is kind's.
uses go root
reads node/crictl
wants root go jq
needs debian bookworm
makes "$WORK/node-root-$VERSION.tar"

build() {
    mkdir root
    tar --numeric-owner -C root -xf "$WORK/debian-bookworm.tar"
    copy_kind_files
    install -m 755 "$RECIPES/node/crictl" root/usr/local/bin/
    in_root "$PWD/root" /bin/bash -euxc "$(declare -f set_up_node); set_up_node"
    tar --sort=name --mtime=@0 --numeric-owner -C root -cf node-root.tar .
    keep node-root.tar "$WORK/node-root-$VERSION.tar"
}

# copy_kind_files: with the modes of kind's Dockerfile.
copy_kind_files() {
    local files
    files=$(go_fetched sigs.k8s.io/kind Dir)/images/base/files
    cp --recursive --no-preserve=mode,ownership "$files/." root/
    chmod 755 root/kind/bin/* root/usr/local/bin/*
}

# set_up_node: what kind's Dockerfile does next, inside the root file system.
set_up_node() {
    local systemd=/lib/systemd/system program plugin
    find $systemd/sysinit.target.wants/ -name systemd-tmpfiles-setup.service -delete
    rm -f $systemd/{multi-user,local-fs,basic}.target.wants/* /etc/systemd/system/*.wants/*
    rm -f $systemd/sockets.target.wants/*{udev,initctl}*
    echo 'ReadKMsg=no' >>/etc/systemd/journald.conf
    ln -sf /lib/systemd/systemd /sbin/init
    systemctl enable kubelet.service containerd.service undo-mount-hacks.service
    systemctl mask systemd-binfmt.service
    : >/etc/machine-id
    mkdir -p /etc/kubernetes/manifests /opt/cni/bin

    # kind's units look in /usr/local/bin, Debian's programs are in /usr/bin.
    for program in containerd ctr containerd-shim-runc-v2; do
        ln -s "/usr/bin/$program" /usr/local/bin/
    done
    rm -f /usr/bin/containerd-stress /usr/bin/containerd-shim{,-runc-v1}
    for plugin in host-local loopback ptp portmap; do
        mv "/usr/lib/cni/$plugin" /opt/cni/bin/
    done
    rm -r /usr/lib/cni

    ctr oci spec | jq '.hooks.createContainer += [{path: "/kind/bin/mount-product-files.sh"}]
        | del(.process.rlimits)' >/etc/containerd/cri-base.json
    # Where root itself may not lower an OOM score, as in some sandboxes, pods would not start.
    sed -i 's/restrict_oom_score_adj = false/restrict_oom_score_adj = true/' /etc/containerd/config.toml
}
