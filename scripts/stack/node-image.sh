# shellcheck shell=bash
# kindest/node: what `kind create cluster` starts. Three layers: the node's file system, Kubernetes,
# and containerd's store with the control plane's images.
uses image containerd-store root pull
reads node/cni.conflist node/storage.yaml node/endpointslices.yaml
wants root jq
needs node-root "$KIND"
needs kubernetes "$VERSION"
needs kubectl "$VERSION"
needs control-plane "$VERSION"
from registry-1.docker.io engine
name=kindest/node:$VERSION
makes "$IMAGES/kindest-node-$VERSION.tar"

fetch() { pull "$name" "$IMAGES/kindest-node-$VERSION.tar"; }

build() {
    local layers=()
    mkdir root store tree
    tar --numeric-owner -C root -xf "$WORK/node-root-$KIND.tar"
    cp "$WORK/node-root-$KIND.tar" root.tar
    add_layer root.tar
    layers+=("$LAYER")

    install_kubernetes
    layer tree
    layers+=("$LAYER")

    fill_store root store "$WORK/control-plane-$VERSION.tar"
    mkdir -p images/var/lib
    share_layers store images
    mv store images/var/lib/containerd
    layer images
    layers+=("$LAYER")

    image "$name" '{"Entrypoint": ["/usr/local/bin/entrypoint", "/sbin/init"],
        "Env": ["container=docker"], "StopSignal": "SIGRTMIN+3"}' "${layers[@]}"
    archive "$IMAGES/kindest-node-$VERSION.tar"
}

# install_kubernetes: into tree/.
install_kubernetes() {
    local minor=${VERSION#v1.} pause config=etc/containerd/config.toml
    minor=${minor%%.*}
    install -D -m 755 --target-directory tree/usr/bin \
        "$WORK/kubernetes-$VERSION"/{kubeadm,kubelet} "$MIRROR/release/$VERSION/bin/$OS/$ARCH/kubectl"
    install -D -m 644 "$RECIPES/node/cni.conflist" tree/etc/cni/net.d/10-ptp.conflist
    mkdir -p tree/kind/manifests
    echo -n "$VERSION" >tree/kind/version
    # kind applies both files. The CNI needs nothing, it is in /etc/cni; one that is empty is refused.
    cp "$RECIPES/node/storage.yaml" tree/kind/manifests/default-storage.yaml
    cp "$RECIPES/node/endpointslices.yaml" tree/kind/manifests/default-cni.yaml

    pause=$(grep /pause: "$WORK/kubernetes-$VERSION/images.txt")
    mkdir -p "tree/${config%/*}"
    sed "s#sandbox_image = .*#sandbox_image = \"$pause\"#" "root/$config" >"tree/$config"
    # kind gives kubelets before 1.24 the cgroupfs driver; with another one kubeadm waits in vain.
    (( minor >= 24 )) || sed --in-place 's/SystemdCgroup = true/SystemdCgroup = false/' "tree/$config"
}
