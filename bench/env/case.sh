#!/usr/bin/env bash
# Cases `env-2` and `env-4`: from nothing to a Ready federation of so many kind clusters.
# Against: upstream's sequence, with the same programs, node image, configuration and archives,
# taking turns.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
count=${1:?how many clusters}
rounds=${2:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/env/common.sh
source "$here/common.sh"

prepare "$count"
trap 'remove; rm -rf "$folder"' EXIT
for round in $(seq "$rounds"); do
    # Who begins changes from round to round, so that nobody always meets the warmer machine.
    order=(manual fedrig)
    (( round % 2 )) || order=(fedrig manual)
    for who in "${order[@]}"; do
        remove
        "measure_$who" "$round"
    done
done
result "env-$count" \
    "kind create, kind load, helm upgrade -i --wait, kubefedctl join, each one after another; kubectl wait" \
    "$folder/fedrig" "$folder/manual" >"$RESULTS/env-$count.json"
