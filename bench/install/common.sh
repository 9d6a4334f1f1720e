# shellcheck shell=bash
# The pieces of the cases `install`, `install-0.7.0` and `noop`.
# shellcheck source=scripts/lib/layout.sh
source "${BASH_SOURCE[0]%/*}/../../scripts/lib/layout.sh"

namespace=kube-federation-system
host=bench-eu
members=(bench-eu bench-us)
version=${VERSION:-0.10.0} kubernetes=${KUBERNETES:-1.33.13}
folder=$(mktemp -d)
all=$folder/kubeconfig

# prepare: the programs, one kubeconfig with both contexts, and the image of the chart's hook.
prepare() {
    local name
    tar -xzf "$MIRROR"/helm-v3.19.5-linux-amd64.tar.gz -C "$folder" --strip-components=1 linux-amd64/helm
    tar -xzf "$MIRROR/kubernetes-sigs/kubefed/releases/download/v$version/kubefedctl-$version-linux-amd64.tgz" \
        -C "$folder" kubefedctl
    install -m 755 "$MIRROR/release/v1.33.13/bin/linux/amd64/kubectl" "$folder/kubectl"
    install -m 755 "$MIRROR/kubernetes-sigs/kind/releases/download/v0.30.0/kind-linux-amd64" "$folder/kind"
    PATH=$folder:$PATH
    KUBECONFIG=$(printf "$FEDRIG_LAB/%s.kubeconfig:" "${members[@]}") kubectl config view --flatten >"$all"
    kind load image-archive --quiet --name "$host" "$IMAGES/kubefed-hook-kubectl-v$kubernetes.tar"
    chart=$MIRROR/kubernetes-sigs/kubefed/releases/download/v$version/kubefed-$version.tgz
    export FEDRIG_STATE_DIR=$folder/state FEDRIG_CACHE_DIR=$folder/cache
    for name in "${members[@]}"; do members_yaml "$name"; done >"$folder/federation.yaml"
    # Fetching the tools is no part of either side: this fills fedrig's store.
    "$FEDRIG" up --file "$folder/federation.yaml" --quiet >/dev/null
}

members_yaml() {
    local entry="{name: $1, kubeconfig: $FEDRIG_LAB/$1.kubeconfig, context: $1}"
    if [[ $1 == "$host" ]]; then
        printf 'apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {name: bench}\n'
        printf 'kubefed: {version: %s}\n' "$version"
        printf 'host: %s\nmembers:\n' "$entry"
    else
        printf '  - %s\n' "$entry"
    fi
}

kube() { kubectl --kubeconfig "$all" --context "$@"; }

# reset: clean clusters again, and both of them quiet.
reset() {
    local name
    # Their finalizer is only taken off by the running controller.
    if kube "$host" get crd federatedtypeconfigs.core.kubefed.io >/dev/null 2>&1; then
        kube "$host" --namespace "$namespace" delete federatedtypeconfigs --all >/dev/null
    fi
    if helm --kubeconfig "$all" --kube-context "$host" --namespace "$namespace" status kubefed >/dev/null 2>&1; then
        helm --kubeconfig "$all" --kube-context "$host" --namespace "$namespace" uninstall kubefed --no-hooks --wait >/dev/null
    fi
    for name in "${members[@]}"; do
        kube "$name" delete namespace "$namespace" --ignore-not-found >/dev/null
        kube "$name" get crd --output name | sed -n '/kubefed.io/p' |
            xargs --no-run-if-empty kubectl --kubeconfig "$all" --context "$name" delete >/dev/null
        kube "$name" delete clusterroles,clusterrolebindings --selector app.kubernetes.io/managed-by=fedrig >/dev/null
        kube "$name" --namespace kube-system delete serviceaccounts,secrets \
            --selector app.kubernetes.io/managed-by=fedrig >/dev/null
        kube "$name" get clusterroles,clusterrolebindings --output name | sed -n '/kubefed-controller-manager:/p' |
            xargs --no-run-if-empty kubectl --kubeconfig "$all" --context "$name" delete >/dev/null
    done
    rm -rf "$FEDRIG_STATE_DIR"
}

# measure_manual ROUND: what a person does, without the time to think and to type.
measure_manual() {
    local from name
    from=$(date +%s.%N)
    # Now and then KubeFed's controller is faster than helm with the KubeFedConfig, and helm fails: only the
    # time of a try that succeeds counts.
    until helm --kubeconfig "$all" --kube-context "$host" install kubefed "$chart" \
        --namespace "$namespace" --create-namespace --wait --timeout 5m \
        --set controllermanager.controller.tag="v$version" --set controllermanager.webhook.tag="v$version" \
        >/dev/null 2>&1; do
        reset
        from=$(date +%s.%N)
    done
    for name in "${members[@]}"; do
        kubefedctl join "$name" --kubeconfig "$all" --cluster-context "$name" \
            --host-cluster-context "$host" --kubefed-namespace "$namespace" >/dev/null 2>&1
    done
    kube "$host" --namespace "$namespace" wait kubefedclusters --all --for condition=Ready --timeout 120s >/dev/null
    note manual "$1" "$from"
}

# measure_fedrig ROUND: also makes its access to each member, which the other side does not.
measure_fedrig() {
    local from
    from=$(date +%s.%N)
    "$FEDRIG" up --file "$folder/federation.yaml" --output json >"$folder/events"
    note fedrig "$1" "$from"
    tail -n 1 "$folder/events" | jq .time.ownSeconds/.time.totalSeconds >>"$folder/own"
}

# measure_limit ROUND: what no orchestrator can avoid: one helm, the start of the pods, a join each,
# and KubeFed's own first look at each member.
measure_limit() {
    local from name
    from=$(date +%s.%N)
    until helm --kubeconfig "$all" --kube-context "$host" install kubefed "$chart" --no-hooks \
        --namespace "$namespace" --create-namespace \
        --set controllermanager.controller.tag="v$version" --set controllermanager.webhook.tag="v$version" \
        >/dev/null 2>&1; do
        reset
        from=$(date +%s.%N)
    done
    kube "$host" --namespace "$namespace" wait deployment/kubefed-admission-webhook \
        --for condition=Available --timeout 120s >/dev/null
    for name in "${members[@]}"; do
        until kubefedctl join "$name" --kubeconfig "$all" --cluster-context "$name" \
            --host-cluster-context "$host" --kubefed-namespace "$namespace" >/dev/null 2>&1; do
            sleep 0.2
        done &
    done
    wait
    kube "$host" --namespace "$namespace" wait kubefedclusters --all --for condition=Ready --timeout 120s >/dev/null
    note limit "$1" "$from"
}
