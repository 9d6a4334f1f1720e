# shellcheck shell=bash
# etcd: the API server's storage.
uses go
wants go
makes "$WORK/etcd-$VERSION/etcd"

build() {
    go_module go.etcd.io/etcd/server/v3 </dev/null
    go_build etcd go.etcd.io/etcd/server/v3
    keep etcd "$WORK/etcd-$VERSION/etcd"
}
