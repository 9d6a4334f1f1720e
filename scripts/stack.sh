#!/usr/bin/env bash
# The stack: every program and image that a KubeFed federation on kind clusters runs on, for one
# KubeFed version and one Kubernetes version. See scripts/README.md.
set -euo pipefail
shopt -s inherit_errexit

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"
for library in recipe stamp report plan make load; do
    # shellcheck source=/dev/null
    source "$scripts/stack/lib/$library.sh"
done

usage() {
    cat <<'END'
usage: scripts/stack.sh [--kubefed V] [--kubernetes V] [--kind V] [--helm V] [--kubectl V]
                        [--list | --load] [PIECE…]

Makes what is missing of the stack: release files in mirror/, image archives in images/. Only the
named pieces of it, if any are named: kind helm kubectl kubefedctl chart kubefed-image hook-image
node-image, and what these need. Those that only tests use are made when they are named:
wan-proxy-image, ssh-image, proxy-image, shop-image.

  --kubefed V      0.10.0 by default
  --kubernetes V   1.33.13 by default
  --kind V         0.30.0 by default
  --helm V         3.19.5 by default
  --kubectl V      the Kubernetes version by default
  --list           only say what there is: piece, version, made or missing, file
  --load           then load the images into the Docker engine

FEDRIG_STACK       where it lives; ~/.cache/fedrig/stack by default
FEDRIG_STACK_FROM  upstream: fetch releases; source: build from source;
                   auto, the default: fetch from the hosts that answer, build the rest
END
}

# parse ARGUMENT…: versions are given with or without their `v`.
parse() {
    KUBEFED=v0.10.0 KUBERNETES=v1.33.13 KIND=v0.30.0 HELM=v3.19.5 KUBECTL='' TASK=make CHOSEN=()
    while (( $# > 0 )); do
        case $1 in
            --kubefed | --kubernetes | --kind | --helm | --kubectl)
                [[ ${2:-} =~ ^v?[0-9]+\.[0-9]+\.[0-9]+[-+.a-z0-9]*$ ]] ||
                    fail 2 "\`$1\` wants a version like 1.2.3, not \`${2:-}\`"
                local name=${1#--}
                declare -g "${name^^}=v${2#v}"
                shift 2
                ;;
            --list | --load) TASK=${1#--} && shift ;;
            --help | -h) usage && exit ;;
            -*) fail 2 "\`$1\` is not an option" "scripts/stack.sh --help lists them" ;;
            *) CHOSEN+=("$1") && shift ;;
        esac
    done
    KUBECTL=${KUBECTL:-$KUBERNETES}
    SOURCE=${FEDRIG_STACK_FROM:-auto}
    [[ $SOURCE =~ ^(auto|upstream|source)$ ]] ||
        fail 2 "FEDRIG_STACK_FROM is \`$SOURCE\`; it can be auto, upstream or source"
    export KUBEFED KUBERNETES KIND HELM KUBECTL
}

# choose: WANTED is then what to make; the recipes know what else it takes to make that. What only
# tests use is made when it is named.
choose() {
    local piece for_tests=("wan-proxy-image v2.12.0" "ssh-image bookworm"
        "proxy-image bookworm" "shop-image v1")
    WANTED=("kind $KIND" "helm $HELM" "kubectl $KUBECTL" "kubefedctl $KUBEFED" "chart $KUBEFED"
        "kubefed-image $KUBEFED" "hook-image $KUBECTL" "node-image $KUBERNETES")
    (( ${#CHOSEN[@]} > 0 )) || return 0
    local all=("${WANTED[@]}" "${for_tests[@]}") id
    WANTED=()
    for piece in "${CHOSEN[@]}"; do
        for id in "${all[@]}" ''; do
            [[ $id != "$piece "* ]] || break
        done
        [[ -n $id ]] || fail 2 "\`$piece\` is not a piece of the stack" "scripts/stack.sh --list lists them"
        WANTED+=("$id")
    done
}

list() {
    local id state
    for id in "$@"; do
        state=missing
        ! is_made "$id" || state=made
        printf '%-15s %-10s %-8s %s\n' "${id% *}" "${id#* }" "$state" "${MAKES[0]}"
    done
}

parse "$@"
choose
read_recipe_hashes
case $TASK in
    list) list "${WANTED[@]}" ;;
    make) make_pieces "${WANTED[@]}" ;;
    load)
        make_pieces "${WANTED[@]}"
        for id in "${WANTED[@]}"; do
            [[ $id != *-image\ * ]] || load "$id"
        done
        ;;
esac
