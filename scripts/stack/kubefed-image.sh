# shellcheck shell=bash
# KubeFed's image. The chart runs /hyperfed/controller-manager and /hyperfed/webhook.
uses go kubefed image pull
wants root go jq
needs debian bookworm
from quay.io engine
name=quay.io/kubernetes-multicluster/kubefed:$VERSION
makes "$IMAGES/kubefed-$VERSION.tar"

fetch() { pull "$name" "$IMAGES/kubefed-$VERSION.tar"; }

build() {
    local link
    mkdir -p tree/hyperfed tree/tmp
    chmod 1777 tree/tmp
    kubefed_build tree/hyperfed/hyperfed hyperfed
    for link in controller-manager kubefedctl webhook; do
        ln -s hyperfed "tree/hyperfed/$link"
    done
    # Members may have certificates of public authorities.
    tar -C tree -xf "$WORK/debian-bookworm.tar" ./etc/ssl/certs/ca-certificates.crt
    layer tree
    image "$name" '{"User": "1001", "WorkingDir": "/hyperfed", "Entrypoint": ["./controller-manager"]}' "$LAYER"
    archive "$IMAGES/kubefed-$VERSION.tar"
}
