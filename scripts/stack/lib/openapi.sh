# shellcheck shell=bash
# Kubernetes up to 1.21 leaves its generated OpenAPI definitions out of its repository, so out of its
# module too; without them the API server does not compile. Newer ones have them.

readonly DEFINITIONS=pkg/generated/openapi

# ensure_openapi: where they are missing, Kubernetes is built from a copy of its source with them.
ensure_openapi() {
    local source inputs
    source=$(go_fetched k8s.io/kubernetes Dir)
    [[ ! -e $source/$DEFINITIONS/zz_generated.openapi.go ]] || return 0
    cp --recursive --no-preserve=mode "$source" src
    kubernetes_module 'k8s.io/kubernetes => ./src'
    go_build openapi-gen k8s.io/kube-openapi/cmd/openapi-gen
    inputs=$(openapi_inputs)
    GOFLAGS="$GOFLAGS -mod=mod" bound ./openapi-gen --go-header-file /dev/null \
        --input-dirs "$inputs" --report-filename violations.txt \
        --output-base generated --output-package "k8s.io/kubernetes/$DEFINITIONS" \
        --output-file-base zz_generated.openapi
    cp "generated/k8s.io/kubernetes/$DEFINITIONS/zz_generated.openapi.go" "src/$DEFINITIONS/"
}

# openapi_inputs: every package, of Kubernetes and of the staging modules it is built with, that asks
# for definitions.
openapi_inputs() {
    local module folder
    {
        echo "k8s.io/kubernetes $PWD/src"
        kubernetes_staging | while read -r module _; do
            echo "$module $(go mod download -json "$module" | jq --raw-output .Dir)"
        done
    } | while read -r module folder; do
        [[ -d $folder ]] || continue
        { grep --recursive --files-with-matches --include='*.go' --exclude='*_test.go' \
            '+k8s:openapi-gen=true' "$folder" || true; } | sed -e 's|/[^/]*$||' -e "s|^$folder|$module|"
    done | grep --invert-match --extended-regexp '/(testdata|testing|test|cmd|vendor)(/|$)' |
        sort --unique | paste --serial --delimiters=,
}
