# shellcheck shell=bash
# KubeFed's chart, packaged as upstream's release script does, and the index of the charts made here.
uses go fetch chart-index
wants go jq
from github.com
releases=kubernetes-sigs/kubefed/releases/download
path=$releases/$VERSION/kubefed-${VERSION#v}.tgz
index=kubernetes-sigs/kubefed/master/charts/index.yaml
makes "$MIRROR/$path" "$MIRROR/$index"

fetch() {
    fetch_file "$path" .sha
    write_index "$releases" "$index"
}

build() {
    cp --recursive --no-preserve=mode "$(go_fetched sigs.k8s.io/kubefed Dir)/charts/kubefed" kubefed
    sed --in-place "s|^\(    tag: \)canary|\1$VERSION|" kubefed/values.yaml
    sed --in-place "s|\(version: \).*|\1${VERSION#v}|" kubefed/Chart.yaml
    # Each file once: a second entry would be a hard link, which helm reads as an empty file.
    pack kubefed.tgz . kubefed
    publish kubefed.tgz "$path" .sha
    write_index "$releases" "$index"
}
