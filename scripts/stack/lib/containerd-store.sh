# shellcheck shell=bash
# A containerd store (/var/lib/containerd) with images in it, unpacked, as a node has it after pulls.

# fill_store ROOT STORE ARCHIVE: imports ARCHIVE into STORE with ROOT's containerd. All that is
# mounted or started for it is in namespaces that end with it.
fill_store() {
    bound unshare --mount --pid --fork --kill-child --mount-proc="$1/proc" \
        /bin/bash -euxo pipefail -c "$(declare -f import); import \"\$@\"" - "$@"
}

import() {
    local root=$1 store=$2 archive=$3
    mkdir -p "$root/var/lib/containerd"
    mount --bind "$store" "$root/var/lib/containerd"
    mount -t tmpfs tmpfs "$root/run"
    in_root() { chroot "$root" "$@"; }

    # Only to import: without the CRI plugin, which would look for a network.
    printf 'version = 2\ndisabled_plugins = ["io.containerd.grpc.v1.cri"]\n' >"$root/run/containerd.toml"
    in_root containerd --config /run/containerd.toml &
    for _ in {1..100}; do
        in_root ctr version >/dev/null 2>&1 && break
        sleep 0.1
    done
    in_root ctr --namespace k8s.io images import - <"$archive"

    # Keep layers unpacked only, as the nodes' own containerd does (discard_unpacked_layers).
    in_root ctr --namespace k8s.io images ls | awk 'NR > 1 { print $3 }' | while read -r digest; do
        in_root ctr --namespace k8s.io content get "$digest" | jq --raw-output '.layers[].digest'
    done | sort --unique | while read -r digest; do
        in_root ctr --namespace k8s.io content rm "$digest"
    done
    # Their files go when garbage is collected; of all calls, this one waits for that.
    in_root ctr --namespace k8s.io leases create --id collect
    in_root ctr --namespace k8s.io leases rm --sync collect
    kill %1
    wait %1 || true
}

# share_layers STORE TREE: moves the unpacked layers to /kind/layers in TREE and leaves links to them.
# kind gives each node a volume for /var, and Docker fills it with a copy of the image's /var. This
# way there is next to nothing to copy, and all nodes run the same pages of the same files.
share_layers() {
    local snapshot layers=$2/kind/layers
    mkdir -p "$layers"
    for snapshot in "$1"/io.containerd.snapshotter.v1.overlayfs/snapshots/*; do
        mv "$snapshot/fs" "$layers/${snapshot##*/}"
        ln -s "/kind/layers/${snapshot##*/}" "$snapshot/fs"
    done
}
