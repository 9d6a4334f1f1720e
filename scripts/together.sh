#!/usr/bin/env bash
# Runs commands side by side on one engine, each with a log of its own, and waits for all of them.
set -euo pipefail
shopt -s inherit_errexit

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"

usage() {
    cat <<'END'
usage: scripts/together.sh NAME=COMMAND…

Starts every COMMAND at once and waits for all, also when one has failed. What each is at is said every
half minute; the end of its log is shown when it fails. A Docker engine that was started for this ends
when the last of them has ended, so that none takes it from the others.

FEDRIG_TOGETHER        the folder for NAME.log, .fedrig/together by default
FEDRIG_TOGETHER_EVERY  how often progress is said, in seconds; 30 by default
END
}

case ${1:-} in
    '' | -*) usage >&2 && exit 2 ;;
esac
for side in "$@"; do
    [[ $side =~ ^[a-z0-9-]+=. ]] || fail 2 "\`$side\` is not NAME=COMMAND" "scripts/together.sh --help"
done

logs=${FEDRIG_TOGETHER:-${scripts%/*}/.fedrig/together}
every=${FEDRIG_TOGETHER_EVERY:-30}
names=() failed=()
declare -A pids
started_engine=false

# stop: every side has a process group of its own, so that it ends with all that it runs; each cleans up.
stop() {
    trap - INT TERM
    local name
    for name in "${names[@]}"; do
        kill -TERM -- "-${pids[$name]}" 2>/dev/null || true
    done
    for name in "${names[@]}"; do
        wait "${pids[$name]}" || true
    done
    say "error: interrupted; the logs are in $logs"
    exit 130
}

clean_up() {
    if $started_engine; then
        "$scripts/engine.sh" down
    fi
}

# progress NAME: its time and the last line of its log.
progress() {
    local last
    last=$(tail --lines=1 "$logs/$1.log" | cut --characters=1-160)
    say "$(printf '%-10s %5d s  %s' "$1" "$SECONDS" "$last")"
}

# finish NAME: it has ended; how goes into `failed`.
finish() {
    local name=$1 code=0
    wait "${pids[$name]}" || code=$?
    if (( code == 0 )); then
        say "$(printf '%-10s %5d s  done' "$name" "$SECONDS")"
        return
    fi
    failed+=("$name")
    say "$(printf '%-10s %5d s  FAILED with exit code %d' "$name" "$SECONDS" "$code")"
    show_tail "$logs/$name.log" 40
}

"$scripts/engine.sh" status >/dev/null 2>&1 || started_engine=true
"$scripts/engine.sh" up
trap clean_up EXIT
trap stop INT TERM
mkdir -p "$logs"
SECONDS=0
for side in "$@"; do
    name=${side%%=*}
    setsid bash -c "${side#*=}" >"$logs/$name.log" 2>&1 </dev/null &
    pids[$name]=$! names+=("$name")
done

running=("${names[@]}") said=0
while (( ${#running[@]} > 0 )); do
    still=()
    for name in "${running[@]}"; do
        if kill -0 "${pids[$name]}" 2>/dev/null; then
            still+=("$name")
        else
            finish "$name"
        fi
    done
    running=("${still[@]}")
    if (( SECONDS - said >= every )); then
        said=$SECONDS
        for name in "${running[@]}"; do progress "$name"; done
    fi
    # In the background, so that a signal is answered at once.
    sleep 1 &
    wait $! || true
done
(( ${#failed[@]} == 0 )) || fail 1 "failed: ${failed[*]}" "the whole logs are in $logs"
