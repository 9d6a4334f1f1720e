# shellcheck shell=bash
# What the programs of one Kubernetes version have in common.

# kubernetes_staging: in Kubernetes' repository, k8s.io/api and its like are folders; on their own
# they are modules whose v0.X.Y belongs to Kubernetes' v1.X.Y.
kubernetes_staging() {
    go mod edit -json "$(go_fetched k8s.io/kubernetes GoMod)" |
        jq --raw-output --arg version "v0.${VERSION#v1.}" '.Replace[]?
            | select(.New.Path | startswith("./staging/"))
            | "\(.Old.Path) => \(.Old.Path) \($version)"'
}

# kubernetes_module [REPLACEMENT]
kubernetes_module() {
    {
        kubernetes_staging
        go_replacements k8s.io/kubernetes
        (( $# == 0 )) || echo "$1"
    } | go_module k8s.io/kubernetes
}

# kubernetes_build PROGRAM: built so that it tells its version, as a release does.
kubernetes_build() {
    local minor=${VERSION#v1.} flags='' package
    minor=${minor%%.*}
    for package in k8s.io/component-base/version k8s.io/client-go/pkg/version; do
        flags+=" -X $package.gitVersion=$VERSION -X $package.gitMajor=1 -X $package.gitMinor=$minor"
        flags+=" -X $package.gitTreeState=clean -X $package.gitCommit=unknown"
    done
    go_build "$1" "k8s.io/kubernetes/cmd/$1" "$flags"
}
