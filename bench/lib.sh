# shellcheck shell=bash
# What the cases share.

RESULTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)/results
export RESULTS

# result CASE AGAINST OURS THEIRS [LIMITS WHAT]: a result of files with seconds, one a line; LIMITS
# has those of a bare script that does WHAT no orchestrator can avoid.
result() {
    jq -n --arg case "$1" --arg against "$2" --slurpfile ours "$3" --slurpfile theirs "$4" \
        --slurpfile limits "${5:-/dev/null}" --arg what "${6:-}" '
        def median: sort | if length % 2 == 1 then .[length / 2 | floor]
            else (.[length / 2 - 1] + .[length / 2]) / 2 end;
        def round(digits): . * pow(10; digits) | round / pow(10; digits);
        {$case, $against, rounds: ($ours | length),
         median_s: ($ours | median | round(3)),
         peer_median_s: ($theirs | median | round(3)),
         ratio: (($ours | median) / ($theirs | median) | round(3)),
         spread: {min_s: ($ours | min | round(3)), max_s: ($ours | max | round(3)),
                  peer_min_s: ($theirs | min | round(3)), peer_max_s: ($theirs | max | round(3))}}
        + if ($limits | length) == 0 then {} else
            {limit: $what, limit_s: ($limits | median | round(3)),
             limit_ratio: (($ours | median) / ($limits | median) | round(3))} end'
}

# with KEY FILE: the result on standard input, and the median of the numbers in FILE as KEY.
with() {
    jq --arg key "$1" --slurpfile numbers "$2" '
        def median: sort | .[length / 2 | floor];
        .[$key] = ($numbers | median * 10000 | round / 10000)'
}

# note WHO ROUND FROM: in the case's folder, adds the seconds since FROM to the file of WHO.
note() {
    local took
    took=$(jq -n "$(date +%s.%N) - $3")
    # shellcheck disable=SC2154 # the case's
    echo "$took" >>"$folder/$1"
    printf '  round %s  %-7s %5.1f s  (load %s)\n' "$2" "$1" "$took" "$(cut -d ' ' -f 1 /proc/loadavg)" >&2
}

# in_turns ROUNDS NAME…: `reset`, then `measure_NAME ROUND`, each in each round. Who begins changes, so
# that nobody always meets the warmer machine.
in_turns() {
    local rounds=$1 round turn
    shift
    for round in $(seq "$rounds"); do
        for turn in $(seq 0 $(( $# - 1 ))); do
            local at=$(( (round + turn) % $# + 1 ))
            reset
            "measure_${!at}" "$round"
        done
    done
}
