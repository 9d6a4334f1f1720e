#!/usr/bin/env bash
# Runs one recipe: run.sh fetch|build "PIECE VERSION". make.sh starts it, in a process of its own, so
# that `set -e` holds inside the recipe and a killed run takes its recipe along.
set -euo pipefail

here=${BASH_SOURCE[0]%/*}
# shellcheck source=scripts/lib/layout.sh
source "$here/../../lib/layout.sh"
# shellcheck source=scripts/stack/lib/recipe.sh
source "$here/recipe.sh"
# shellcheck source=scripts/stack/lib/keep.sh
source "$here/keep.sh"

action=$1
describe "$2"
for library in "${USES[@]}"; do
    # shellcheck source=/dev/null
    source "$here/$library.sh"
done

# A directory of its own: whatever a killed recipe still writes, it writes elsewhere.
scratch=$(mktemp --directory "$WORK/making.XXXXXX")
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
mkdir tmp
export TMPDIR=$scratch/tmp
set -x
"$action"
