#!/usr/bin/env bash
# Case `install`: from two clean clusters with the images loaded to both KubeFedClusters Ready.
# Against: the manual sequence, with the same programs on the same clusters, taking turns.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
rounds=${1:?how many rounds}
# shellcheck source=bench/install/common.sh
source "$here/common.sh"

prepare
trap 'rm -rf "$folder"' EXIT
for round in $(seq "$rounds"); do
    # Who begins changes from round to round, so that nobody always meets the warmer machine.
    order=(manual fedrig)
    (( round % 2 )) || order=(fedrig manual)
    for who in "${order[@]}"; do
        reset
        "measure_$who" "$round"
    done
done
reset
write_result
