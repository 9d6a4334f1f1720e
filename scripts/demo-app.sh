#!/usr/bin/env bash
# The demonstration of workloads: a shop in three regions; `down` leaves nothing of it.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"

root=${scripts%/*}
fedrig=$root/target/debug/fedrig
clusters=(eu-central us-east ap-south)
folder=$root/.fedrig/shop
file=$root/examples/shop/federation.yaml
# What the stack has may be built from source.
export FEDRIG_MIRROR=$STACK/mirror FEDRIG_MIRROR_REBUILDS=true FEDRIG_STATE_DIR=$folder/state

up() {
    local engine=theirs
    "$scripts/engine.sh" status >/dev/null 2>&1 || engine=ours
    "$scripts/engine.sh" up
    mkdir -p "$folder"
    # Only an engine that was started for this is ended with it.
    [[ -e $folder/engine ]] || echo "$engine" >"$folder/engine"
    "$scripts/stack.sh" --load
    "$scripts/stack.sh" --load shop-image
    "$fedrig" env up "${clusters[@]}" --folder "$folder/env" --image kindest/node:v1.33.13 \
        --config "$root/kind-configs/region.yaml" --load "$STACK/images/kubefed-v0.10.0.tar" \
        --load "$STACK/images/shop-v1.tar" --network fedrig-shop
    "$fedrig" up --file "$file"
    say "try it: target/debug/fedrig plan -f examples/shop/federation.yaml"
    say "remove it: make demo-app-down"
}

down() {
    local engine=theirs
    if [[ -e $folder/engine ]]; then
        read -r engine <"$folder/engine"
    fi
    if "$scripts/engine.sh" status >/dev/null 2>&1; then
        "$fedrig" env down "${clusters[@]}" --folder "$folder/env" --network fedrig-shop
    fi
    if [[ $engine == ours ]]; then
        "$scripts/engine.sh" down
    fi
    rm -rf "$folder/env" "$folder/state" "$folder/engine"
    rmdir "$folder" 2>/dev/null || say "$folder is kept: something else is in it"
}

case ${1:-} in
    up | down) "$1" ;;
    *) echo 'usage: scripts/demo-app.sh up | down' >&2 && exit 2 ;;
esac
