#!/usr/bin/env bash
# The demonstration: two kind clusters become a Ready federation; `down` leaves nothing of it.
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
clusters=(eu-central us-east)
folder=$root/.fedrig
flags=()
# What the stack has may be built from source.
export FEDRIG_MIRROR=$STACK/mirror FEDRIG_MIRROR_REBUILDS=true FEDRIG_STATE_DIR=$folder/state

up() {
    begin
    make_clusters kubefed-v0.10.0.tar
    "$fedrig" up --file "$root/examples/two-regions.yaml"
    say "try it: target/debug/fedrig status -f examples/two-regions.yaml"
    say "remove it: make demo-down"
}

down() { remove; }

case ${1:-} in
    up | down) "$1" ;;
    *) echo 'usage: scripts/demo.sh up | down' >&2 && exit 2 ;;
esac
