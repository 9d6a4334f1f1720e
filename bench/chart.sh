#!/usr/bin/env bash
# docs/benchmarks.svg out of bench/results/*.json: a bar a case, as long as its ratio to the other side.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

# 300 points are a ratio of 1. The mark on a bar is the limit: what no orchestrator could avoid.
jq -rs '
    def unit: 300; def left: 130; def row: 34;
    def text($x; $y; $said): "<text x=\"\($x)\" y=\"\($y)\">\($said)</text>";
    def seconds: if . < 0.1 then "\(. * 1000 | round) ms" else "\(. * 10 | round / 10) s" end;
    sort_by(.ratio) | length as $count | (60 + $count * row) as $height
    | "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 720 \($height)\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\" aria-label=\"time of fedrig in parts of the time of what a user would do instead\">",
      "<rect width=\"720\" height=\"\($height)\" fill=\"#ffffff\"/>",
      "<g fill=\"#222222\">",
      text(left; 22; "time of fedrig in parts of the other side; the dark mark is the limit"),
      (to_entries[] | .key as $at | .value
        | (40 + $at * row) as $top
        | ([.ratio, 1.45] | min * unit) as $width
        | text(8; $top + 16; .case),
          "<rect x=\"\(left)\" y=\"\($top)\" width=\"\(unit)\" height=\"22\" fill=\"#e4e4e4\"/>",
          "<rect x=\"\(left)\" y=\"\($top)\" width=\"\($width)\" height=\"22\" fill=\"\(if .ratio < 1 then "#3b82b8" else "#c2703d" end)\"/>",
          (if .limit_s then
            "<rect x=\"\(left + ([.limit_s / .peer_median_s, 1.45] | min * unit) - 1)\" y=\"\($top - 2)\" width=\"3\" height=\"26\"/>"
           else empty end),
          text(left + ([$width, unit] | max) + 8; $top + 16; "\(.ratio) · \(.median_s | seconds) : \(.peer_median_s | seconds)")),
      "</g>", "</svg>"' bench/results/*.json
