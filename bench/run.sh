#!/usr/bin/env bash
# Runs a benchmark case, in a lab of its own if it needs clusters, and writes its result and the
# table of all results.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

case ${1:-} in
    install | tools | env-2 | env-4) ;;
    *) echo 'usage: bench/run.sh install | tools | env-2 | env-4    (ROUNDS=5)' >&2 && exit 2 ;;
esac

cargo build --release --locked
export FEDRIG=$PWD/target/release/fedrig
case $1 in
    install) scripts/lab.sh --name bench bench/install/case.sh "${ROUNDS:-5}" ;;
    tools) bench/tools/case.sh "${ROUNDS:-5}" ;;
    env-*)
        scripts/engine.sh up
        scripts/stack.sh --load
        bench/env/case.sh "${1#env-}" "${ROUNDS:-3}"
        ;;
esac
bench/table.sh >docs/benchmarks.md
cat docs/benchmarks.md
