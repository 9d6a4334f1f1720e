#!/usr/bin/env bash
# Fuzzes what reads text and bytes of others, each door for a time, and writes down how often it ran:
# fuzz/results/NAME.json. Needs a nightly compiler; cargo-fuzz is built once into the stack's folder.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"
root=${scripts%/*}
cd "$root"

seconds=${SECONDS_EACH:-60}
version=0.13.2
home=$STACK/work/cargo-fuzz
all=(archive tarball bundle checksum chart_index image lock_file federation kubeconfig tool_output
    suite_report matrix validation revision explain)
(( $# > 0 )) || set -- "${all[@]}"

[[ -x $home/bin/cargo-fuzz ]] ||
    cargo +nightly install --locked --quiet --root "$home" "cargo-fuzz@$version"
PATH=$home/bin:$PATH
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

# seeds NAME FOLDER: what the door understands, to begin with.
seeds() {
    mkdir -p "$2"
    case $1 in
        federation) cp examples/*.yaml "$2" ;;
        kubeconfig) cp src/spec/testing.kubeconfig "$2" ;;
        checksum) printf '%064d  kind-linux-amd64\n' 7 >"$2/sum" ;;
        chart_index) printf 'entries:\n  kubefed:\n  - version: 0.10.0\n    digest: x\n' >"$2/index" ;;
        lock_file) printf 'lock: 1\nfiles:\n  helm 3.19.5 any: sha256:%064d\n' 7 >"$2/lock" ;;
        bundle) printf '{"bundle":1,"tools":[],"images":[]}' >"$2/manifest" ;;
        tool_output)
            printf '[{"name":"k","revision":"3","status":"deployed","chart":"k-0.10.0"}]' >"$2/helm"
            printf '{"clientVersion":{"gitVersion":"v1.33.13"}}' >"$2/kubectl"
            printf 'F1124 10:00:00.0 1 join.go:1] no\nkubefedctl version: {Version:"v0.10.0"}' >"$2/kubefedctl"
            ;;
        image)
            printf 'localhost:5000/kubefed:v0.10.0@sha256:%064d' 7 >"$2/image"
            printf 'Bearer realm="https://auth.example/token",service="registry"' >"$2/wish"
            ;;
        suite_report) cp src/suite/recordings/*.xml "$2" ;;
        manifest) cp examples/shop/manifests/shop.yaml "$2" ;;
        matrix) cp examples/matrix.yaml "$2" ;;
        validation) jq -c '.cells |= .[-1:]' docs/validation/report.json >"$2/report" ;;
        revision)
            printf '{"version":3,"info":{"status":"deployed"},"chart":{"metadata":{"version":"0.10.0"}}}' \
                >"$2/json"
            gzip -c "$2/json" | base64 -w 0 >"$2/kept"
            ;;
        explain) printf 'x509: certificate signed by unknown authority\n' >"$2/message" ;;
        archive | tarball)
            mkdir -p "$scratch/linux-amd64"
            echo helm >"$scratch/linux-amd64/helm"
            tar -C "$scratch" --format=gnu -cf "$2/gnu" linux-amd64
            tar -C "$scratch" --format=pax -cf "$2/pax" linux-amd64
            [[ $1 == tarball ]] || gzip -n "$2/gnu" "$2/pax"
            ;;
    esac
}

# run NAME: fuzzes it, and writes its result; a crash, an endless loop or too much memory fails.
run() {
    local name=$1 corpus=$scratch/$1 log=$scratch/$1.log crashes=0 executions
    seeds "$name" "$corpus"
    # fedrig's own code has no unsafe line: what a sanitizer looks for is in nobody's reach.
    cargo +nightly fuzz run --sanitizer none --target-dir target/fuzz "$name" "$corpus" -- \
        -max_total_time="$seconds" -print_final_stats=1 -rss_limit_mb=1024 -timeout=10 \
        -max_len=16384 -artifact_prefix="$scratch/$name-" >"$log" 2>&1 || crashes=1
    executions=$(sed -n 's/^stat::number_of_executed_units: *//p' "$log")
    if (( crashes > 0 )) || [[ -z $executions ]]; then
        tail -n 40 "$log" >&2
        return 1
    fi
    jq -n --arg name "$name" --argjson executions "$executions" --argjson seconds "$seconds" \
        --argjson crashes "$crashes" \
        --argjson rss "$(sed -n 's/^stat::peak_rss_mb: *//p' "$log")" \
        '{$name, $executions, $seconds, $crashes, peakMiB: $rss}' >"fuzz/results/$name.json"
    printf '%-12s %9d executions in %d s, %d crashes\n' "$name" "$executions" "$seconds" "$crashes"
}

mkdir -p fuzz/results
for name in "$@"; do
    run "$name"
done
