# shellcheck shell=bash
# kind: clusters whose nodes are containers. It knows its version by itself.
uses go fetch
wants go jq
from github.com
path=kubernetes-sigs/kind/releases/download/$VERSION/kind-$OS-$ARCH
makes "$MIRROR/$path"

fetch() { fetch_file "$path" .sha256sum; }

build() {
    go_module sigs.k8s.io/kind </dev/null
    go_build kind sigs.k8s.io/kind
    publish kind "$path" .sha256sum
}
