# shellcheck shell=bash
# kubectl.
uses go kubernetes fetch
wants go jq
from dl.k8s.io
path=release/$VERSION/bin/$OS/$ARCH/kubectl
makes "$MIRROR/$path"

fetch() { fetch_file "$path" .sha256; }

build() {
    kubernetes_module
    kubernetes_build kubectl
    publish kubectl "$path" .sha256
}
