#!/usr/bin/env bash
# Cases `joins-10`, `joins-30` and `joins-100`: so many members are joined to a federation that is up,
# until all are Ready. They are one cluster under many names, with a service account each: this is about
# the load of many joins. Against: `kubefedctl join` in a loop, and `kubectl wait`. Limit: sixteen
# kubefedctl at once, with the administrator's access, and one look at all members until they are Ready.
# Processor time, memory and API calls are compared as well.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
count=${1:?how many joins}
rounds=${2:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/install/common.sh
source "$here/../install/common.sh"

names=()
for number in $(seq -f %03g "$count"); do names+=("m-$number"); done
member=${members[1]}

# many: the file with the host, and the member under all names.
many() {
    printf 'apiVersion: fedrig/v1alpha1\nkind: Federation\nmetadata: {name: bench}\n'
    printf 'allow: [one-cluster-once]\nkubefed: {version: %s}\n' "$version"
    printf 'host: {name: %s, kubeconfig: %s, context: %s}\nmembers:\n' "$host" "$FEDRIG_LAB/$host.kubeconfig" "$host"
    local name
    for name in "${names[@]}"; do
        printf '  - {name: %s, kubeconfig: %s, context: %s}\n' "$name" "$folder/many" "$name"
    done
}

# calls: how many requests both API servers have had.
calls() {
    local name
    for name in "${members[@]}"; do kube "$name" get --raw /metrics; done |
        awk '/^apiserver_request_total\{/ { sum += $NF } END { printf "%d\n", sum }'
}

# watched WHO ROUND COMMAND…: runs it, and writes down its time, its processor time and its calls.
watched() {
    local who=$1 round=$2 from before
    shift 2
    before=$(calls)
    from=$(date +%s.%N)
    TIMEFORMAT='%U %S'
    { time "$@" >"$folder/said" 2>&1; } 2>"$folder/times" || { cat "$folder/times" >&2; tail -n 20 "$folder/said" >&2; exit 1; }
    note "$who" "$round" "$from"
    awk '{ print $1 + $2 }' "$folder/times" >>"$folder/$who.cpu"
    echo $(( $(calls) - before )) >>"$folder/$who.calls"
}

ready() {
    kube "$host" --namespace "$namespace" wait kubefedclusters --all --for condition=Ready --timeout 600s
}

# all_ready: `kubectl wait` looks at one after another.
all_ready() {
    local count
    until (( ${count:-0} == ${#names[@]} )); do
        sleep 0.2
        count=$(kube "$host" --namespace "$namespace" get kubefedclusters --output json |
            jq '[.items[] | select(any(.status.conditions[]?; .type == "Ready" and .status == "True"))] | length')
    done
}

# joins AT_ONCE READY: kubefedctl for each name, and READY, which ends when all are.
joins() {
    printf '%s\n' "${names[@]}" | xargs -P "$1" -I {} kubefedctl join {} --kubeconfig "$folder/both" \
        --cluster-context {} --host-cluster-context "$host" --kubefed-namespace "$namespace"
    "$2"
}

# by_fedrig: the most memory that it had is read while it runs.
by_fedrig() {
    local pid
    "$FEDRIG" up --file "$folder/many.yaml" &
    pid=$!
    while kill -0 "$pid" 2>/dev/null; do
        sed -n 's/^VmHWM:[[:space:]]*\([0-9]*\) kB/\1/p' "/proc/$pid/status" 2>/dev/null >"$folder/memory.now" &&
            [[ -s $folder/memory.now ]] && cp "$folder/memory.now" "$folder/memory.last"
        sleep 0.2
    done
    wait "$pid"
    jq -n "$(<"$folder/memory.last") / 1024" >>"$folder/memory"
}

measure_manual() { watched manual "$1" joins 1 ready; }
measure_fedrig() { watched fedrig "$1" by_fedrig; }
measure_limit() { watched limit "$1" joins 16 all_ready; }

# again: the control plane without a member, and a member that knows nothing of it.
again() {
    local name
    kube "$host" --namespace "$namespace" delete kubefedclusters --all --wait=false >/dev/null
    kube "$host" --namespace "$namespace" delete secrets --field-selector type=Opaque >/dev/null
    kube "$member" delete namespace "$namespace" --ignore-not-found >/dev/null
    for name in "${members[@]}"; do
        kube "$name" delete clusterroles,clusterrolebindings --selector app.kubernetes.io/managed-by=fedrig >/dev/null
        kube "$name" --namespace kube-system delete serviceaccounts,secrets \
            --selector app.kubernetes.io/managed-by=fedrig >/dev/null
    done
    kube "$member" get clusterroles,clusterrolebindings --output name |
        sed -n '/kubefed-controller-manager:/p' |
        xargs --no-run-if-empty kubectl --kubeconfig "$all" --context "$member" delete >/dev/null
    while [[ -n $(kube "$host" --namespace "$namespace" get kubefedclusters --output name) ]]; do sleep 0.2; done
    rm -rf "$FEDRIG_STATE_DIR"
    # The controller lets go of a hundred members.
    sleep 10
}

prepare
trap 'rm -rf "$folder"' EXIT
for name in "${names[@]}"; do
    kubectl --kubeconfig "$folder/many" config set-context "$name" --cluster member --user member >/dev/null
done
kubectl --kubeconfig "$FEDRIG_LAB/$member.kubeconfig" config view --raw --minify --context "$member" --output json |
    jq '{clusters: [.clusters[0] | .name = "member"], users: [.users[0] | .name = "member"],
         apiVersion: "v1", kind: "Config"}' >"$folder/ends"
KUBECONFIG=$folder/many:$folder/ends kubectl config view --flatten >"$folder/whole"
mv "$folder/whole" "$folder/many"
chmod 600 "$folder/many"
KUBECONFIG=$all:$folder/many kubectl config view --flatten >"$folder/both"
many >"$folder/many.yaml"
for round in $(seq "$rounds"); do
    order=(manual fedrig limit)
    (( round % 2 )) || order=(fedrig limit manual)
    for who in "${order[@]}"; do
        again
        "measure_$who" "$round"
    done
done
reset
result "joins-$count" "kubefedctl join in a loop, kubectl wait" "$folder/fedrig" "$folder/manual" \
    "$folder/limit" "sixteen kubefedctl join at once, and one look at all until they are Ready" |
    with cpu_s "$folder/fedrig.cpu" | with peer_cpu_s "$folder/manual.cpu" |
    with api_calls "$folder/fedrig.calls" | with peer_api_calls "$folder/manual.calls" |
    with memory_mib "$folder/memory" >"$RESULTS/joins-$count.json"
