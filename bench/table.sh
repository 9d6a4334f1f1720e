#!/usr/bin/env bash
# docs/benchmarks.md out of bench/results/*.json.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

cat <<'END'
# Benchmarks

Each case runs both sides on the same machine, clusters and images, taking turns, from clean
clusters; the medians of the rounds are compared. `make bench` runs them and writes this page.
A ratio below 1 means that fedrig is faster. The limit is what no orchestrator can avoid, done by a bare
script in the same run: one helm, the start of the pods, as many kubeadm inits at once as there are
cores. Absolute times depend on the machine (here: 2 cores).

![A bar a case: fedrig's time in parts of the other side's](benchmarks.svg)

| case | against | rounds | fedrig (min to max) | against it (min to max) | ratio | limit | ratio to it |
|---|---|---|---|---|---|---|---|
END
jq -r '"| \(.case) | \(.against) | \(.rounds) | \(.median_s) s (\(.spread.min_s) to \(.spread.max_s)) | \(.peer_median_s) s (\(.spread.peer_min_s) to \(.spread.peer_max_s)) | **\(.ratio)** | \(if .limit_s then "\(.limit_s) s: \(.limit)" else "" end) | \(.limit_ratio // "") |"' bench/results/*.json
if compgen -G 'bench/results/joins-*.json' >/dev/null; then
    cat <<'END'

| case | fedrig's processor time | against it | API calls | against it | fedrig's most memory |
|---|---|---|---|---|---|
END
    jq -r '"| \(.case) | \(.cpu_s) s | \(.peer_cpu_s) s | \(.api_calls) | \(.peer_api_calls) | \(.memory_mib) MiB |"' \
        bench/results/joins-*.json
fi
cat bench/notes.md
