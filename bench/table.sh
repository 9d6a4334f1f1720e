#!/usr/bin/env bash
# docs/benchmarks.md out of bench/results/*.json.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

cat <<'END'
# Benchmarks

Each case runs both sides on the same machine, clusters and images, taking turns, from clean
clusters; the medians of the rounds are compared. `make bench` runs it and writes this page.
A ratio below 1 means that fedrig is faster. Absolute times depend on the machine (here: 2 cores).

| case | against | rounds | fedrig (min to max) | against it (min to max) | ratio | fedrig's own time |
|---|---|---|---|---|---|---|
END
jq -r '"| \(.case) | \(.against) | \(.rounds) | \(.median_s) s (\(.spread.min_s) to \(.spread.max_s)) | \(.peer_median_s) s (\(.spread.peer_min_s) to \(.spread.peer_max_s)) | **\(.ratio)** | \(if .own_share then "\(.own_share * 1000 | round / 10) %" else "" end) |"' bench/results/*.json
cat <<'END'

`install`: two clusters with the images loaded, until both KubeFedClusters are Ready, KubeFed 0.10.0
on Kubernetes 1.33.13. Programs and chart are at hand for both sides. fedrig also makes its service
account, role and token in each cluster; the other side joins with the administrator's access and
does not. fedrig's own time is what is left of a run when neither a foreign program ran nor an answer
of a cluster was waited for.

The run in the table shared its 2 cores with two other clusters. One of five rounds on an otherwise
idle machine took 15.7 s (15.5 to 19.7) against 29.8 s (25.8 to 31.2): 0.53.

Where the time goes: the chart's hook restarts the controller, and the next leader waits up to 20 s
for the old one's lease. fedrig does what the hook does without a restart where none is needed.
What remains is helm, the start of the pods, and KubeFed's next health check (each 10 s).

`env-2`, `env-4`: from nothing to a Ready federation of 2 and 4 kind clusters. fedrig: one `fedrig env
up --federation 0.10.0 --up`, which also gives each cluster ranges of its own and makes its account,
role and token in each. Against it: kind create, kind load, helm upgrade -i --wait and kubefedctl join,
each one after another, and kubectl wait. Node image, archives and kind's configuration are the same
files; both sides load the archives into each cluster, no side uses a baked node image. kind's work is
nearly all computing, so on 2 cores two clusters at once take 15 s where one takes 12 s; what fedrig
saves is the waiting, above all of helm, the hook and the health check while clusters are still being
made.

`tools`: helm, kubectl, kubefedctl, kind and the chart from a mirror in a folder into an empty store,
side by side, against the slowest of them alone: 1.2 is the aim. `store-hit`: `fedrig tools path` of
one that is there, from the start of the process to its end; 20 ms is the limit.
END
