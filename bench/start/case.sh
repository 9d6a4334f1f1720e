#!/usr/bin/env bash
# Case `start`: `fedrig --version`. Against: `kubectl version --client`. Limit: a program that does
# nothing. Case `plan`: `fedrig plan` of a federation that is as wanted, against `helm status`.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
rounds=${1:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/install/common.sh
source "$here/../install/common.sh"

# took FILE COMMAND…: runs it, and adds its seconds to FILE.
took() {
    local file=$1 from
    shift
    from=$EPOCHREALTIME
    "$@" >/dev/null
    jq -n "$EPOCHREALTIME - $from" >>"$folder/$file"
}

prepare
trap 'rm -rf "$folder"' EXIT
for _ in $(seq "$(( rounds * 10 ))"); do
    took version "$FEDRIG" --version
    took client kubectl version --client
    took nothing "$(type -P true)"
done
for _ in $(seq "$rounds"); do
    took plan "$FEDRIG" plan --file "$folder/federation.yaml"
    took status helm --kubeconfig "$all" --kube-context "$host" --namespace "$namespace" status kubefed
done
reset
result start "kubectl version --client" "$folder/version" "$folder/client" "$folder/nothing" \
    "the start of a program that does nothing" >"$RESULTS/start.json"
result plan "helm status" "$folder/plan" "$folder/status" >"$RESULTS/plan.json"
