#!/usr/bin/env bash
# The documentation as a site, into target/site, with mdBook, which is built once into the stack's
# folder. Links are checked by the offline tests, in the sources.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"

version=0.5.4
home=$STACK/work/mdbook-$version
[[ -x $home/bin/mdbook ]] ||
    cargo install --locked --quiet --root "$home" "mdbook@$version"
said=$("$home/bin/mdbook" build "${scripts%/*}/docs" 2>&1) || { echo "$said" >&2 && exit 1; }
# mdBook warns of what it can't find, and goes on.
! grep -E 'WARN|ERROR' <<<"$said" >&2
