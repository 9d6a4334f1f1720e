# shellcheck shell=bash
# What the scripts say. It goes to stderr; stdout is only for what was asked for.

# Exit codes: 0 done, 1 it failed, 2 wrong usage, 3 the machine lacks something, 130 interrupted.

# say TEXT: one line of what was found or done.
say() { printf '%s\n' "$1" >&2; }

# fail CODE MESSAGE [HINT…]: the message, one hint a line, and the end of the script.
fail() {
    local code=$1 message=$2 hint
    shift 2
    printf 'error: %s\n' "$message" >&2
    (( $# == 0 )) || echo >&2
    for hint in "$@"; do printf 'hint: %s\n' "$hint" >&2; done
    exit "$code"
}

# show_tail FILE [LINES]: the end of a log, indented, and where the rest is.
show_tail() {
    {
        echo
        tail --lines="${2:-15}" "$1" | sed 's/^/    /'
        printf '\n  log: %s\n' "$1"
    } >&2
}
