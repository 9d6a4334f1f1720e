# shellcheck shell=bash
# The images of a control plane, named as the kubeadm of that version asks for them.
uses image root
wants root jq
needs kubernetes "$VERSION"
needs pause v1
needs debian bookworm
# One etcd and one CoreDNS serve all versions; an image's tag is only the name kubeadm looks for.
needs etcd v3.5.21
needs coredns v1.14.7
makes "$WORK/control-plane-$VERSION.tar"

build() {
    local name
    mkdir debian
    tar --numeric-owner -C debian -xf "$WORK/debian-bookworm.tar"
    while read -r name; do
        case $name in
            */pause:*) program_image "$name" "$WORK/pause-v1/pause" ;;
            */etcd:*) program_image "$name" "$WORK/etcd-v3.5.21/etcd" ;;
            */coredns:*) program_image "$name" "$WORK/coredns-v1.14.7/coredns" ;;
            */kube-proxy:*) proxy_image "$name" ;;
            *) program_image "$name" "$(program "$name")" ;;
        esac
    done <"$WORK/kubernetes-$VERSION/images.txt"
    archive "$WORK/control-plane-$VERSION.tar"
}

# program NAME: the file of Kubernetes' own program of that image.
program() {
    local program=${1##*/}
    echo "$WORK/kubernetes-$VERSION/${program%:*}"
}

# program_image NAME FILE [LAYER…]: FILE in /usr/local/bin, over the layers.
program_image() {
    local name=$1 file=$2 path=/usr/local/bin/${2##*/}
    shift 2
    rm -rf tree
    install -D -m 755 "$file" "tree$path"
    layer tree
    image "$name" "{\"Entrypoint\": [\"$path\"], \"Env\": [\"PATH=/usr/local/bin:/usr/sbin:/usr/bin\"]}" \
        "$@" "$LAYER"
}

# proxy_image NAME: kube-proxy writes its rules by iptables and its like.
proxy_image() {
    local library
    rm -rf tree
    mkdir tree
    copy_programs "$PWD/debian" tree conntrack ipset kmod nft \
        {ip,ip6}tables{,-save,-restore}
    cp --recursive debian/usr/lib/*-linux-gnu/xtables "tree/$(cd debian && echo usr/lib/*-linux-gnu)/"
    # Matches are loaded by name at run time; `statistic`, without which no service with two
    # endpoints works, needs a library that no program does.
    in_root "$PWD/debian" sh -c 'ldd /usr/lib/*-linux-gnu/xtables/*.so' |
        sed -n 's/.*=> \(\/[^ ]*\).*/\1/p' | sort -u | while read -r library; do
        copy_out "$PWD/debian" tree "$library"
    done
    layer tree
    program_image "$1" "$(program "$1")" "$LAYER"
}
