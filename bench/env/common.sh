# shellcheck shell=bash
# The pieces of the cases `env-2`, `env-3` and `env-4`.
# shellcheck source=scripts/lib/layout.sh
source "${BASH_SOURCE[0]%/*}/../../scripts/lib/layout.sh"

kubernetes=1.33.13 version=0.10.0
namespace=kube-federation-system
env=benchenv
root=$(cd "${BASH_SOURCE[0]%/*}/../.." && pwd)
folder=$(mktemp -d)
all=$folder/kubeconfig
config=$root/kind-configs/region.yaml
# What upstream's clusters pull: KubeFed everywhere, the hook's kubectl in the host.
images=$IMAGES/kubefed-v$version.tar hook=$IMAGES/kubefed-hook-kubectl-v$kubernetes.tar

# prepare COUNT: so many members, and the programs of both sides; fetching them is no part of either.
prepare() {
    local number
    tar -xzf "$MIRROR"/helm-v3.19.5-linux-amd64.tar.gz -C "$folder" --strip-components=1 linux-amd64/helm
    tar -xzf "$MIRROR/kubernetes-sigs/kubefed/releases/download/v$version/kubefedctl-$version-linux-amd64.tgz" \
        -C "$folder" kubefedctl
    install -m 755 "$MIRROR/release/v$kubernetes/bin/linux/amd64/kubectl" "$folder/kubectl"
    install -m 755 "$MIRROR/kubernetes-sigs/kind/releases/download/v0.30.0/kind-linux-amd64" "$folder/kind"
    PATH=$folder:$PATH
    chart=$MIRROR/kubernetes-sigs/kubefed/releases/download/v$version/kubefed-$version.tgz
    export FEDRIG_MIRROR=$MIRROR FEDRIG_MIRROR_REBUILDS=true
    export FEDRIG_STATE_DIR=$folder/state FEDRIG_CACHE_DIR=$folder/cache
    "$FEDRIG" tools install --quiet helm@3.19.5 "kubectl@$kubernetes" "kubefedctl@$version" kind@0.30.0 "chart@$version"
    members=()
    for number in $(seq "$1"); do members+=("$env-$number"); done
    bake
}

# bake: fedrig's node image with KubeFed's in it, which it makes once and keeps.
bake() { fedrig_env --count 1 >/dev/null 2>&1; }

fedrig_env() {
    "$FEDRIG" env up --name "$env" --folder "$folder/env" --config "$config" --kubernetes "$kubernetes" \
        --load "$images" --images-by bake "$@"
}

kube() { kubectl --kubeconfig "$all" --context "kind-$1" "${@:2}"; }

# reset: no cluster of either side is left.
reset() {
    local name
    "$FEDRIG" env down --quiet --name "$env" --folder "$folder/env" --all-of-env
    for name in "${members[@]}"; do
        kind delete cluster --quiet --name "$name" --kubeconfig "$all"
    done
    rm -rf "$FEDRIG_STATE_DIR" "$all" "$folder"/*.kubeconfig "$folder"/*.made
}

# measure_manual ROUND: upstream's scripts, without the time to think and to type.
measure_manual() {
    local from name address host=${members[0]}
    from=$(date +%s.%N)
    for name in "${members[@]}"; do
        kind create cluster --quiet --name "$name" --kubeconfig "$all" --config "$config" \
            --image "kindest/node:v$kubernetes"
        # As upstream's scripts/create-clusters.sh does it: an address that the others' pods reach.
        address=$(docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}}' "$name-control-plane")
        kubectl --kubeconfig "$all" config set-cluster "kind-$name" --server "https://$address:6443" >/dev/null
        kind load image-archive --quiet --name "$name" "$images"
    done
    kind load image-archive --quiet --name "$host" "$hook"
    helm --kubeconfig "$all" --kube-context "kind-$host" upgrade --install kubefed "$chart" \
        --namespace "$namespace" --create-namespace --wait --timeout 5m \
        --set controllermanager.controller.tag=v$version,controllermanager.webhook.tag=v$version >/dev/null
    for name in "${members[@]}"; do
        kubefedctl join "$name" --kubeconfig "$all" --cluster-context "kind-$name" \
            --host-cluster-context "kind-$host" --kubefed-namespace "$namespace" >/dev/null 2>&1
    done
    kube "$host" --namespace "$namespace" wait kubefedclusters --all --for condition=Ready --timeout 180s >/dev/null
    note manual "$1" "$from"
}

# measure_fedrig ROUND: one command; it also makes fedrig's own access to each member.
measure_fedrig() {
    local from
    from=$(date +%s.%N)
    fedrig_env --count "${#members[@]}" --federation "$version" --up >"$folder/said" 2>&1 ||
        { cat "$folder/said" >&2 && exit 1; }
    note fedrig "$1" "$from"
}

# measure_limit ROUND: what no orchestrator can avoid: as many kubeadm inits at once as there are cores,
# the images, one helm beside them, and joins side by side.
measure_limit() {
    local from name host=${members[0]} config_of
    from=$(date +%s.%N)
    # shellcheck disable=SC2016 # expanded by the inner shell
    printf '%s\n' "${members[@]}" | xargs -P "$(nproc)" -I {} bash -c '
        kind create cluster --quiet --name "$1" --kubeconfig "$2/$1.kubeconfig" --config "$3" --image "$4"
        kind load image-archive --quiet --name "$1" "$5"
        touch "$2/$1.made"' _ {} "$folder" "$config" "kindest/node:v$kubernetes" "$images" &
    until [[ -e $folder/$host.made ]]; do sleep 0.1; done
    config_of=$folder/$host.kubeconfig
    kubectl --kubeconfig "$config_of" wait node --all --for condition=Ready --timeout 120s >/dev/null
    until helm --kubeconfig "$config_of" install kubefed "$chart" --no-hooks \
        --namespace "$namespace" --create-namespace \
        --set controllermanager.controller.tag=v$version,controllermanager.webhook.tag=v$version \
        >/dev/null 2>&1; do
        helm --kubeconfig "$config_of" uninstall kubefed --namespace "$namespace" --no-hooks >/dev/null
    done
    kubectl --kubeconfig "$config_of" --namespace "$namespace" wait deployment/kubefed-admission-webhook \
        --for condition=Available --timeout 120s >/dev/null
    wait
    KUBECONFIG=$(printf "$folder/%s.kubeconfig:" "${members[@]}") kubectl config view --flatten >"$all"
    for name in "${members[@]}"; do
        address=$(docker inspect --format '{{.NetworkSettings.Networks.kind.IPAddress}}' "$name-control-plane")
        kubectl --kubeconfig "$all" config set-cluster "kind-$name" --server "https://$address:6443" >/dev/null
    done
    for name in "${members[@]}"; do
        until kubefedctl join "$name" --kubeconfig "$all" --cluster-context "kind-$name" \
            --host-cluster-context "kind-$host" --kubefed-namespace "$namespace" >/dev/null 2>&1; do
            sleep 0.2
        done &
    done
    wait
    kube "$host" --namespace "$namespace" wait kubefedclusters --all --for condition=Ready --timeout 180s >/dev/null
    note limit "$1" "$from"
}
