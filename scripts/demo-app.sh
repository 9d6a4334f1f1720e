#!/usr/bin/env bash
# The demonstration of workloads: a shop in three regions; `down` leaves nothing of it.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"
# shellcheck source=scripts/lib/demo.sh
source "$scripts/lib/demo.sh"

root=${scripts%/*}
fedrig=$root/target/debug/fedrig
clusters=(eu-central us-east ap-south)
folder=$root/.fedrig/shop
flags=(--network fedrig-shop)
# What the stack has may be built from source.
export FEDRIG_MIRROR=$STACK/mirror FEDRIG_MIRROR_REBUILDS=true FEDRIG_STATE_DIR=$folder/state

up() {
    begin
    "$scripts/stack.sh" --load shop-image
    make_clusters kubefed-v0.10.0.tar shop-v1.tar
    "$fedrig" up --file "$root/examples/shop/federation.yaml"
    say "try it: target/debug/fedrig plan -f examples/shop/federation.yaml"
    say "remove it: make demo-app-down"
}

down() { remove; }

case ${1:-} in
    up | down) "$1" ;;
    *) echo 'usage: scripts/demo-app.sh up | down' >&2 && exit 2 ;;
esac
