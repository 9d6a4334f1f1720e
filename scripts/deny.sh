#!/usr/bin/env bash
# Holds deny.toml's policy with cargo-deny, which is built once into the stack's folder.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"

version=0.20.2
home=$STACK/work/cargo-deny-$version
[[ -x $home/bin/cargo-deny ]] ||
    cargo install --locked --quiet --root "$home" "cargo-deny@$version"
cd "${scripts%/*}"
# Advisories come from a git repository: `scripts/deny.sh advisories`, where it can be reached.
(( $# > 0 )) || set -- licenses bans sources
"$home/bin/cargo-deny" --locked check "$@"
