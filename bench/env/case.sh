#!/usr/bin/env bash
# Cases `env-2`, `env-3` and `env-4`: from nothing to a Ready federation of so many kind clusters.
# Against: upstream's sequence, with the same programs, node image, configuration and archives,
# taking turns. Limit: the same by a bare script that does side by side whatever can be.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
count=${1:?how many clusters}
rounds=${2:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/env/common.sh
source "$here/common.sh"

prepare "$count"
trap 'reset; rm -rf "$folder"' EXIT
in_turns "$rounds" manual fedrig limit
result "env-$count" \
    "kind create, kind load, helm upgrade -i --wait, kubefedctl join, each one after another; kubectl wait" \
    "$folder/fedrig" "$folder/manual" "$folder/limit" \
    "kind create as many at once as there are cores, helm beside them, joins side by side, kubectl wait" \
    >"$RESULTS/env-$count.json"
