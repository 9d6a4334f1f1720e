# shellcheck shell=bash
# The image of the chart's hook, a Job that runs a bash script with kubectl. $VERSION is kubectl's.
# Every chart names bitnami/kubectl:1.17.16, which has gone from its home; without it, this is bash
# and kubectl of the version at hand under that name.
uses image root pull
wants root jq
needs debian bookworm
needs kubectl "$VERSION"
from registry-1.docker.io engine
name=bitnami/kubectl:1.17.16
makes "$IMAGES/kubefed-hook-kubectl-$VERSION.tar"

fetch() { pull "$name" "$IMAGES/kubefed-hook-kubectl-$VERSION.tar" bitnamilegacy/kubectl:1.17.16; }

build() {
    mkdir debian tree
    tar --numeric-owner -C debian -xf "$WORK/debian-bookworm.tar"
    copy_programs "$PWD/debian" tree bash
    install -m 755 "$MIRROR/release/$VERSION/bin/$OS/$ARCH/kubectl" tree/usr/bin/
    mkdir -m 1777 tree/tmp
    layer tree
    image "$name" '{"User": "1001", "Entrypoint": ["kubectl"], "Env": ["HOME=/tmp"]}' "$LAYER"
    archive "$IMAGES/kubefed-hook-kubectl-$VERSION.tar"
}
