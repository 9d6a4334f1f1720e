#!/usr/bin/env bash
# Case `install`: from two clean clusters with the images loaded to both KubeFedClusters Ready.
# Against: the manual sequence, with the same programs on the same clusters, taking turns.
# Limit: the same by a bare script that does side by side whatever can be.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
rounds=${1:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/install/common.sh
source "$here/common.sh"

prepare
trap 'rm -rf "$folder"' EXIT
in_turns "$rounds" manual fedrig limit
reset
name=install
[[ $version == 0.10.0 ]] || name=install-$version
result "$name" "helm install --wait, kubefedctl join one after another, kubectl wait" \
    "$folder/fedrig" "$folder/manual" "$folder/limit" \
    "helm install without hooks, kubefedctl joins side by side as soon as the webhook runs, kubectl wait" |
    with own_share "$folder/own" >"$RESULTS/$name.json"
