# shellcheck shell=bash
# CoreDNS: names inside a cluster.
uses go
wants go
makes "$WORK/coredns-$VERSION/coredns"

build() {
    go_module github.com/coredns/coredns </dev/null
    go_build coredns github.com/coredns/coredns
    keep coredns "$WORK/coredns-$VERSION/coredns"
}
