# shellcheck shell=bash
# One line a piece. On a terminal the line of a piece in work is overwritten by how it ended.

# report_start "PIECE VERSION" STATE
report_start() {
    local end=$'\n'
    [[ ! -t 2 ]] || end=''
    printf '%-15s %-10s %s …%s' "${1% *}" "${1#* }" "$2" "$end" >&2
}

# report "PIECE VERSION" STATE [SECONDS]
report() {
    [[ ! -t 2 ]] || printf '\r\e[K' >&2
    printf '%-15s %-10s %s' "${1% *}" "${1#* }" "$2" >&2
    [[ -z ${3:-} ]] || printf '%*d s' $((14 - ${#2})) "$3" >&2
    echo >&2
}
