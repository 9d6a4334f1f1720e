#!/usr/bin/env bash
# Case `tools`: all tools and the chart of a federation into an empty store, from a mirror on this
# machine. Against: the slowest one of them alone, into an empty store.
# Case `store-hit`: a tool that is in the store, with the start of fedrig. Against: 20 ms.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
rounds=${1:?how many rounds}
# shellcheck source=scripts/lib/layout.sh
source "$here/../../scripts/lib/layout.sh"
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"

names=(helm@3.19.5 kubectl@1.33.13 kubefedctl@0.10.0 kind@0.30.0 chart@0.10.0)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
# What the stack has is built from source.
export FEDRIG_MIRROR=$MIRROR FEDRIG_MIRROR_REBUILDS=true FEDRIG_STATE_DIR=$folder/state
cd "$folder"

# took FILE COMMAND…: runs it, and adds its seconds to FILE.
took() {
    local file=$1 from
    shift
    from=$EPOCHREALTIME
    "$@" >/dev/null 2>&1
    jq -n "$EPOCHREALTIME - $from" >>"$folder/$file"
}

# install NAME…: into an empty store.
install() {
    rm -rf "$folder/cache"
    "$FEDRIG" --cache-dir "$folder/cache" tools install "$@"
}

for _ in $(seq "$rounds"); do
    took all install "${names[@]}"
    for name in "${names[@]}"; do
        took "one-$name" install "$name"
    done
done
slowest='' most=0
for name in "${names[@]}"; do
    median=$(jq -s 'sort | .[length / 2 | floor]' "$folder/one-$name")
    if [[ $(jq -n "$median > $most") == true ]]; then
        slowest=$name most=$median
    fi
done
result tools "the slowest of them alone ($slowest)" "$folder/all" "$folder/one-$slowest" \
    >"$RESULTS/tools.json"

install "${names[@]}" >/dev/null 2>&1
for _ in $(seq "$(( rounds * 4 ))"); do
    for name in "${names[@]}"; do
        took hit "$FEDRIG" --cache-dir "$folder/cache" tools path "$name"
    done
done
echo 0.02 >"$folder/limit"
result store-hit 'a limit of 20 ms, with the start of fedrig' "$folder/hit" "$folder/limit" \
    >"$RESULTS/store-hit.json"
