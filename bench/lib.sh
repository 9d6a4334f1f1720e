# shellcheck shell=bash
# What the cases share.

RESULTS=$(cd "${BASH_SOURCE[0]%/*}" && pwd)/results
export RESULTS

# result CASE AGAINST OURS THEIRS: a result of two files with seconds, one a line.
result() {
    jq -n --arg case "$1" --arg against "$2" --slurpfile ours "$3" --slurpfile theirs "$4" '
        def median: sort | if length % 2 == 1 then .[length / 2 | floor]
            else (.[length / 2 - 1] + .[length / 2]) / 2 end;
        def round(digits): . * pow(10; digits) | round / pow(10; digits);
        {$case, $against, rounds: ($ours | length),
         median_s: ($ours | median | round(3)),
         peer_median_s: ($theirs | median | round(3)),
         ratio: (($ours | median) / ($theirs | median) | round(3)),
         spread: {min_s: ($ours | min | round(3)), max_s: ($ours | max | round(3)),
                  peer_min_s: ($theirs | min | round(3)), peer_max_s: ($theirs | max | round(3))}}'
}
