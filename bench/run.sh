#!/usr/bin/env bash
# Runs a benchmark case in a lab of its own, and writes its result and the table of all results.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

case ${1:-} in
    install) ;;
    *) echo 'usage: bench/run.sh install    (ROUNDS=5)' >&2 && exit 2 ;;
esac

cargo build --release --locked
export FEDRIG=$PWD/target/release/fedrig
scripts/lab.sh --name bench bench/install/case.sh "${ROUNDS:-5}"
bench/table.sh >docs/benchmarks.md
cat docs/benchmarks.md
