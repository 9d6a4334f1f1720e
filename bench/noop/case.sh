#!/usr/bin/env bash
# Case `noop`: `fedrig up` of a federation that is as wanted.
# Against: `helm upgrade --install --wait` of a release that is as wanted, with the chart's hook, which
# restarts the controller each time. Limit: one question to each cluster, side by side.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
rounds=${1:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/install/common.sh
source "$here/../install/common.sh"

# Nothing to do in between: `helm upgrade` with the same values leaves the release as fedrig wants it,
# but for its certificate and its revision, which are told apart by `up` itself.
in_between() { "$FEDRIG" up --file "$folder/federation.yaml" --quiet >/dev/null; }

measure_fedrig() {
    local from
    from=$(date +%s.%N)
    "$FEDRIG" up --file "$folder/federation.yaml" --output json >"$folder/events"
    note fedrig "$1" "$from"
}

measure_manual() {
    local from
    helm --kubeconfig "$all" --kube-context "$host" --namespace "$namespace" get values kubefed \
        --output yaml >"$folder/values"
    from=$(date +%s.%N)
    helm --kubeconfig "$all" --kube-context "$host" upgrade --install kubefed "$chart" \
        --namespace "$namespace" --wait --timeout 5m --values "$folder/values" >/dev/null
    note manual "$1" "$from"
}

measure_limit() {
    local from name
    from=$(date +%s.%N)
    for name in "${members[@]}"; do
        kube "$name" get namespace kube-system --output name >/dev/null &
    done
    wait
    note limit "$1" "$from"
}

prepare
trap 'rm -rf "$folder"' EXIT
for round in $(seq "$rounds"); do
    in_between
    for _ in 1 2 3; do
        measure_fedrig "$round"
        measure_limit "$round"
    done
    measure_manual "$round"
done
reset
result noop "helm upgrade --install --wait of the same release" "$folder/fedrig" "$folder/manual" \
    "$folder/limit" "one kubectl get in each cluster, side by side" >"$RESULTS/noop.json"
