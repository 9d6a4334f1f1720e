# shellcheck shell=bash
# What is to be done, before anything is done.

declare -A PLANNED NOT_THERE REACHABLE
PLAN=()

# make_plan "PIECE VERSION"…: PLAN is then what is missing, in order, as "fetch|build PIECE VERSION".
make_plan() {
    local id
    PLAN=() PLANNED=()
    for id in "$@"; do
        plan "$id"
    done
}

plan() {
    local id=$1 need needs
    [[ -z ${PLANNED[$id]:-} ]] || return 0
    PLANNED[$id]=yes
    ! is_made "$id" || return 0
    if can_fetch "$id"; then
        PLAN+=("fetch $id")
        return
    fi
    needs=("${NEEDS[@]}")
    for need in "${needs[@]}"; do
        plan "$need"
    done
    PLAN+=("build $id")
}

# can_fetch "PIECE VERSION": of the piece that is described now.
can_fetch() {
    [[ -n $FROM && $SOURCE != source && -z ${NOT_THERE[$1]:-} ]] || return 1
    [[ $SOURCE == upstream ]] || is_reachable "$FROM"
}

# is_not_there "PIECE VERSION": upstream does not have it; the next plan builds it.
is_not_there() { NOT_THERE["$1"]=yes; }

# is_reachable HOST: asked once a run.
is_reachable() {
    if [[ -z ${REACHABLE[$1]:-} ]]; then
        REACHABLE[$1]=yes
        curl --silent --head --output /dev/null --max-time 3 "https://$1/" || REACHABLE[$1]=no
    fi
    [[ ${REACHABLE[$1]} == yes ]]
}

# check_machine: finds out now, not after minutes, what the plan needs of this machine and has not;
# on Debian, root gets the missing packages.
check_machine() {
    find_missing
    if [[ -n $MISSING ]] && (( EUID == 0 )) && command -v apt-get >/dev/null; then
        # shellcheck disable=SC2154 # stack.sh says where the scripts are
        "$scripts/packages.sh" stack
        find_missing
    fi
    [[ -z $MISSING ]] || fail 3 "the stack cannot be made here without:$MISSING" "${HINTS[@]}"
}

# find_missing: into MISSING and HINTS.
find_missing() {
    local step want
    MISSING='' HINTS=()
    for step in "${PLAN[@]}"; do
        describe "${step#* }"
        [[ $step == build\ * ]] || WANTS=(curl ${FROM_ENGINE:+engine})
        for want in "${WANTS[@]}"; do
            [[ "$MISSING " != *" $want "* ]] || continue
            has "$want" && continue
            MISSING+=" $want"
            HINTS+=("$(how_to_get "$want")")
        done
    done
}

how_to_get() {
    case $1 in
        go) echo 'Go 1.24 or newer is at https://go.dev/dl' ;;
        root) echo 'the root file system of a node can only be made as root: run it as root' ;;
        engine) echo 'scripts/engine.sh up starts a Docker engine' ;;
        *) echo "scripts/packages.sh installs $1, on Debian" ;;
    esac
}

# has WANT
has() {
    case $1 in
        root) (( EUID == 0 )) ;;
        engine) docker info >/dev/null 2>&1 ;;
        *) command -v "$1" >/dev/null ;;
    esac
}
