# shellcheck shell=bash
# Carries the plan out, one recipe after the other.

CHILD='' LOCK=''

# make_pieces "PIECE VERSION"…
make_pieces() {
    make_plan "$@"
    report_cached "$@"
    (( ${#PLAN[@]} > 0 )) || return 0
    mkdir -p "$MIRROR" "$IMAGES" "$WORK" "$LOGS" "$STAMPS"
    lock
    make_plan "$@" # another run may have made some of it in the meantime
    trap 'stop INT' INT
    trap 'stop TERM' TERM
    while (( ${#PLAN[@]} > 0 )); do
        check_machine
        carry_out "$@"
    done
    trap - INT TERM
}

# report_cached "PIECE VERSION"…: those that need nothing.
report_cached() {
    local id plan
    plan=$(printf '%s\n' "${PLAN[@]}")
    for id in "$@"; do
        [[ $plan == *" $id"* ]] || report "$id" cached
    done
}

# carry_out "PIECE VERSION"…: what is in PLAN. What cannot be fetched is planned again, to be built.
carry_out() {
    local step id code
    for step in "${PLAN[@]}"; do
        id=${step#* } code=0
        run_recipe "${step%% *}" "$id" || code=$?
        (( code != 0 )) || continue
        can_build_instead "$step" "$code" || show_failure "$step"
        report "$id" 'not there'
        is_not_there "$id"
        make_plan "$@"
        return
    done
    PLAN=()
}

# can_build_instead "fetch|build PIECE VERSION" CODE: of the step that failed with CODE just now.
can_build_instead() {
    [[ $1 == fetch\ * && $2 != "$WRONG_CHECKSUM" && ($SOURCE == auto || -n $FROM_ENGINE) ]]
}

# run_recipe fetch|build "PIECE VERSION": true if the piece is made now.
run_recipe() {
    local action=$1 id=$2 start=$SECONDS doing=building done=built
    [[ $action == build ]] || doing=fetching done=fetched
    describe "$id"
    report_start "$id" "$doing"
    # In the background, so that a signal is answered at once. The lock is not handed on.
    setpriv --pdeathsig KILL -- bash "$RECIPES/lib/run.sh" "$action" "$id" \
        >"$LOGS/${id/ /-}.log" 2>&1 {LOCK}>&- &
    CHILD=$!
    wait "$CHILD" || return
    CHILD=''
    stamp "$id"
    report "$id" "$done" $((SECONDS - start))
}

# show_failure "fetch|build PIECE VERSION"
show_failure() {
    local action=${1%% *} id=${1#* }
    report "$id" failed
    echo "error: could not $action $id" >&2
    show_tail "$LOGS/${id/ /-}.log"
    printf '\nhint: scripts/stack.sh goes on with %s when it is run again; what is finished is kept\n' "$id" >&2
    exit 1
}

# stop SIGNAL: ends the recipe first; by the links of `bound` that ends what it runs.
stop() {
    trap - INT TERM
    [[ -z $CHILD ]] || kill "$CHILD" 2>/dev/null || true
    printf '\nerror: interrupted\n\nhint: scripts/stack.sh goes on where it was when it is run again\n' >&2
    exit $((128 + $(kill -l "$1")))
}

# lock: only one run at a time makes pieces.
lock() {
    exec {LOCK}>"$STACK/lock"
    flock --nonblock "$LOCK" || {
        say "another run is making the stack in $STACK; waiting for it"
        flock "$LOCK"
    }
    rm -rf "$WORK"/making.* # of a killed run
}
