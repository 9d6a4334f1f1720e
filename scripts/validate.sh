#!/usr/bin/env bash
# `fedrig validate` with the stack that its cells need: everything is made that is missing.
set -euo pipefail
shopt -s inherit_errexit

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"

usage() {
    cat <<'END'
usage: scripts/validate.sh ARGUMENT…

Makes the stack for every cell that `fedrig validate ARGUMENT… --list` names, loads its images, and
runs `fedrig validate ARGUMENT…`. A Docker engine that was started for this is ended again.
END
}

case ${1:-} in
    '' | --help | -h) usage >&2 && exit 2 ;;
esac

fedrig=${FEDRIG:-${scripts%/*}/target/debug/fedrig}
# What the stack has may be built from source.
export FEDRIG_MIRROR=$STACK/mirror FEDRIG_MIRROR_REBUILDS=true
pieces=(kind helm kubectl kubefedctl chart kubefed-image node-image)
started_engine=false

clean_up() {
    if $started_engine; then
        "$scripts/engine.sh" down
    fi
}

cells=$("$fedrig" validate "$@" --list --output text)
"$scripts/engine.sh" status >/dev/null 2>&1 || started_engine=true
"$scripts/engine.sh" up
trap clean_up EXIT
while read -r cell _; do
    [[ $cell =~ ^kubefed-([0-9.]+)-.*kubernetes-([0-9.]+)- ]] || continue
    # fedrig works with the kubectl that it knows, whatever the clusters are.
    "$scripts/stack.sh" --kubefed "${BASH_REMATCH[1]}" --kubernetes "${BASH_REMATCH[2]}" \
        --kubectl 1.33.13 --load "${pieces[@]}"
done <<<"$cells"
"$fedrig" validate "$@"
