#!/usr/bin/env bash
# Case `suite`: upstream's end-to-end suite on a Ready federation. Against: the same program as upstream
# runs it, one spec after another. Verdicts are compared: they have to be the same.
set -euo pipefail
here=${BASH_SOURCE[0]%/*}
rounds=${1:?how many rounds}
# shellcheck source=bench/lib.sh
source "$here/../lib.sh"
# shellcheck source=bench/install/common.sh
source "$here/../install/common.sh"

# verdicts FOLDER: each spec that ran, and how it ended.
verdicts() { jq -r '.suite.specs[] | "\(.verdict) \(.name)"' "$1/suite.json" | sort; }

measure() {
    local who=$1 round=$2 workers=$3 from
    from=$(date +%s.%N)
    "$FEDRIG" suite run --quiet --file "$folder/federation.yaml" --workers "$workers" \
        --out "$folder/suite-$who" >/dev/null
    note "$who" "$round" "$from"
    verdicts "$folder/suite-$who" >"$folder/verdicts-$who"
}

prepare
trap 'rm -rf "$folder"' EXIT
sed -i "s/^kubefed: .*/kubefed: {version: $version, values: {controllermanager: {featureGates: {RawResourceStatusCollection: Enabled}}}}/" \
    "$folder/federation.yaml"
"$FEDRIG" up --file "$folder/federation.yaml" --quiet >/dev/null
# Building it is no part of either side.
"$FEDRIG" suite list --quiet --file "$folder/federation.yaml" >/dev/null
for round in $(seq "$rounds"); do
    measure fedrig "$round" 8
    measure manual "$round" 1
    diff "$folder/verdicts-manual" "$folder/verdicts-fedrig"
done
reset
result suite "the same suite, one spec after another" "$folder/fedrig" "$folder/manual" >"$RESULTS/suite.json"
