# shellcheck shell=bash
# kubefedctl: joins clusters. Upstream's releases have it for amd64 only.
uses go kubefed fetch
wants go jq
from github.com
path=kubernetes-sigs/kubefed/releases/download/$VERSION/kubefedctl-${VERSION#v}-$OS-$ARCH.tgz
makes "$MIRROR/$path"

fetch() { fetch_file "$path" .sha; }

build() {
    kubefed_build kubefedctl kubefedctl
    pack kubefedctl.tgz . kubefedctl
    publish kubefedctl.tgz "$path" .sha
}
