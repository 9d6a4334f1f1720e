#!/usr/bin/env bash
# What KubeFed's own planner answers to random cases: src/replicas/recorded.json, which the model in
# src/replicas/ has to answer the same. Needs Go; fetches KubeFed's module.
set -euo pipefail

version=${1:-0.10.0}
here=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
root=${here%/scripts/planner}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cp "$here/main.go" "$work/"
cd "$work"
export GOFLAGS=-mod=mod
go mod init recorder 2>/dev/null
go mod edit -require "sigs.k8s.io/kubefed@v$version"
go mod tidy 2>/dev/null
{
    printf '{"kubefed": "%s", "cases": [\n' "$version"
    go run . | sed '$!s/$/,/'
    printf ']}\n'
} > "$root/src/replicas/recorded.json.new"
mv "$root/src/replicas/recorded.json.new" "$root/src/replicas/recorded.json"
wc -c "$root/src/replicas/recorded.json"
