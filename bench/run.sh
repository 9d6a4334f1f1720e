#!/usr/bin/env bash
# Runs benchmark cases, each in a lab of its own if it needs clusters, and writes their results and the
# page of all results with its chart.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

all=(install install-0.7.0 env-2 env-3 env-4 noop joins-10 joins-30 joins-100 suite tools start)
usage() {
    echo "usage: bench/run.sh CASE… | all    (ROUNDS=n)"
    echo "cases: ${all[*]}"
}

# lab CASE ROUNDS…: a case on two clusters.
lab() { scripts/lab.sh --name bench "bench/$1/case.sh" "${@:2}"; }

run() {
    case $1 in
        install) lab install "${ROUNDS:-5}" ;;
        install-0.7.0)
            VERSION=0.7.0 KUBERNETES=1.21.14 scripts/lab.sh --name bench --kubernetes 1.21.14 \
                --kubefed 0.7.0 bench/install/case.sh "${ROUNDS:-3}"
            ;;
        noop) lab noop "${ROUNDS:-3}" ;;
        joins-*) lab joins "${1#joins-}" "${ROUNDS:-1}" ;;
        suite) lab suite "${ROUNDS:-1}" ;;
        start) lab start "${ROUNDS:-10}" ;;
        tools) bench/tools/case.sh "${ROUNDS:-5}" ;;
        env-*)
            scripts/engine.sh up
            scripts/stack.sh --load
            bench/env/case.sh "${1#env-}" "${ROUNDS:-3}"
            ;;
    esac
}

(( $# > 0 )) || { usage >&2 && exit 2; }
[[ $1 != all ]] || set -- "${all[@]}"
for case in "$@"; do
    [[ " ${all[*]} " == *" $case "* ]] || { usage >&2 && exit 2; }
done
cargo build --release --locked
export FEDRIG=$PWD/target/release/fedrig
for case in "$@"; do
    run "$case"
done
bench/table.sh >docs/benchmarks.md
bench/chart.sh >docs/benchmarks.svg
cat docs/benchmarks.md
