# shellcheck shell=bash
# helm: installs the chart.
uses go fetch
wants go jq
from get.helm.sh
path=helm-$VERSION-$OS-$ARCH.tar.gz
makes "$MIRROR/$path"

fetch() { fetch_file "$path" .sha256sum .sha256; }

build() {
    local module=helm.sh/helm/${VERSION%%.*} kubernetes folder=$OS-$ARCH
    go_module "$module" </dev/null
    # `helm template` takes its default Kubernetes version from the client-go that helm was built with.
    kubernetes=$(go mod edit -json "$(go_fetched "$module" GoMod)" |
        jq --raw-output '.Require[] | select(.Path == "k8s.io/client-go").Version')
    kubernetes=${kubernetes#v0.}
    mkdir "$folder"
    # What a package does not have, `-X` passes over: helm 3 and 4 keep these in different places.
    go_build "$folder/helm" "$module/cmd/helm" \
        "-X $module/internal/version.version=$VERSION -X $module/internal/version.metadata=" \
        "-X $module/internal/version.gitTreeState=clean" \
        "$(kubernetes_version "${kubernetes%%.*}" \
            "$module/pkg/lint/rules" "$module/pkg/chartutil" \
            "$module/pkg/chart/v2/lint/rules" "$module/internal/v3/lint/rules" \
            "$module/pkg/chart/common")"
    pack helm.tar.gz . "$folder"
    publish helm.tar.gz "$path" .sha256sum .sha256
}

# kubernetes_version MINOR PACKAGE…: the flags that tell each PACKAGE of Kubernetes 1.MINOR.
kubernetes_version() {
    local minor=$1 package
    shift
    for package in "$@"; do
        printf -- '-X %s.k8sVersionMajor=1 -X %s.k8sVersionMinor=%s ' "$package" "$package" "$minor"
    done
}
