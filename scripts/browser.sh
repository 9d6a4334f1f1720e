#!/usr/bin/env bash
# Looks at the page of a report in a real browser: no console error, nothing loaded, never wider than
# its window; on a desktop and a phone, light, dark, without colour and on paper.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"

usage() {
    cat <<'END'
usage: scripts/browser.sh [REPORT.json] [FOLDER]

Draws the report with fedrig and writes a picture of each look into FOLDER, .fedrig/browser by default.
Without a report: the one in docs/report/example.json.
END
}

[[ ${1:-} != --help && ${1:-} != -h ]] || { usage && exit; }
root=${scripts%/*}
report=${1:-$root/docs/report/example.json}
folder=${2:-$root/.fedrig/browser}
fedrig=${FEDRIG:-$root/target/debug/fedrig}

[[ -f $report ]] || fail 2 "there is no report at \`$report\`" "fedrig validate --out report writes one"
[[ -x $fedrig ]] || fail 3 "fedrig is not built" "make build"
chromium=$(command -v chromium || true)
if [[ -z $chromium ]] || ! command -v python3 >/dev/null; then
    "$scripts/packages.sh" browser
    chromium=$(command -v chromium)
fi
mkdir -p "$folder"
"$fedrig" report render "$report" --output html >"$folder/report.html"
python3 "$scripts/browser/check.py" "$chromium" "$folder/report.html" "$folder"
