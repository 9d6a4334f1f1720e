#!/usr/bin/env bash
# A lab: an engine, the stack and kind clusters, for as long as a command runs.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"

usage() {
    cat <<'END'
usage: scripts/lab.sh [--keep] [--name NAME] [--clusters N] [--kubernetes V] [--kubefed V]… [--with PIECE]…
                      COMMAND [ARGUMENT…]

Runs COMMAND with two new clusters, NAME-eu and NAME-us, and removes them afterwards, however it ends. A
third one is NAME-ap.
The command finds:

  FEDRIG_LAB       the folder with <cluster>.kubeconfig, the context is the cluster's name
  FEDRIG_MIRROR    the mirror with the release files
  FEDRIG           the binary
  FEDRIG_LAB_NAME  NAME; the clusters' network is fedrig-NAME

  --name NAME      `lab` by default
  --clusters N     2, the default, or 3
  --kubernetes V   1.33.13 by default
  --kubefed V      0.10.0 by default; several are given one by one
  --with PIECE     a piece of the stack that only tests use; scripts/stack.sh has them
  --keep           take the clusters that are there and work, and leave them for the next run

A Docker engine that was started for this is ended again.
END
}

keep=false name=lab count=2 kubernetes=1.33.13 kubefeds=() pieces=()
while [[ ${1:-} == -* ]]; do
    case $1 in
        --keep) keep=true && shift ;;
        --name) name=${2:?a name} && shift 2 ;;
        --clusters) count=${2:?2 or 3} && shift 2 ;;
        --kubernetes) kubernetes=${2:?a version} && shift 2 ;;
        --kubefed) kubefeds+=("${2:?a version}") && shift 2 ;;
        --with) pieces+=("${2:?a piece of the stack}") && shift 2 ;;
        --help | -h) usage && exit ;;
        *) usage >&2 && exit 2 ;;
    esac
done
(( $# > 0 )) || { usage >&2 && exit 2; }

root=${scripts%/*}
export FEDRIG=${FEDRIG:-$root/target/debug/fedrig}
# What the stack has may be built from source.
export FEDRIG_MIRROR=$STACK/mirror FEDRIG_MIRROR_REBUILDS=true
export FEDRIG_LAB_NAME=$name
export FEDRIG_LAB=$root/.fedrig/$name
(( ${#kubefeds[@]} > 0 )) || kubefeds=(0.10.0)
case $count in
    2) clusters=("$name-eu" "$name-us") ;;
    3) clusters=("$name-eu" "$name-us" "$name-ap") ;;
    *) usage >&2 && exit 2 ;;
esac
network=fedrig-$name
started_engine=false

remove() {
    "$FEDRIG" env down "${clusters[@]}" --folder "$FEDRIG_LAB" --network "$network"
    rm -rf "$FEDRIG_LAB"
}

clean_up() {
    $keep || remove
    if $started_engine && ! $keep; then
        "$scripts/engine.sh" down
    fi
}

command -v ssh >/dev/null || "$scripts/packages.sh" lab
"$scripts/engine.sh" status >/dev/null 2>&1 || started_engine=true
"$scripts/engine.sh" up
trap clean_up EXIT
load=(--load "$STACK/images/kubefed-hook-kubectl-v$kubernetes.tar")
for kubefed in "${kubefeds[@]}"; do
    "$scripts/stack.sh" --kubernetes "$kubernetes" --kubefed "$kubefed" --load
    load+=(--load "$STACK/images/kubefed-v$kubefed.tar")
done
for piece in "${pieces[@]}"; do
    # The nodes run it.
    [[ $piece != shop-image ]] || load+=(--load "$STACK/images/shop-v1.tar")
done
(( ${#pieces[@]} == 0 )) || "$scripts/stack.sh" --load "${pieces[@]}"
# A run that was killed, maybe in another folder, may have left some.
$keep || remove
"$FEDRIG" env up "${clusters[@]}" --recreate --folder "$FEDRIG_LAB" --network "$network" \
    --image "kindest/node:v$kubernetes" --config "$root/kind-configs/rsa-keys.yaml" "${load[@]}"
"$@"
