#!/usr/bin/env bash
# A Docker engine: `up` uses the one that answers, or starts one by hand that `down` ends again.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"
# shellcheck source=scripts/engine/daemon.sh
source "$scripts/engine/daemon.sh"
# shellcheck source=scripts/engine/machine.sh
source "$scripts/engine/machine.sh"
# shellcheck source=scripts/engine/leftovers.sh
source "$scripts/engine/leftovers.sh"

usage() {
    cat <<'END'
usage: scripts/engine.sh up | down | status

  up      does nothing where a Docker engine answers. Else, on Debian as root: installs the missing
          packages and starts `dockerd` with its own configuration, data and log, without the
          containers that a killed run left in it
  down    ends the engine that `up` started, and only that one; its images stay for the next `up`
  status  says which engine answers

FEDRIG_STACK/engine has the data; ~/.cache/fedrig/stack/engine by default.
END
}

up() {
    raise_inotify_limits
    if answers; then
        say 'a Docker engine answers; there is nothing to do'
        return
    fi
    [[ -z ${DOCKER_HOST:-} ]] ||
        fail 3 "no Docker engine answers at DOCKER_HOST=$DOCKER_HOST" 'start that one, or unset DOCKER_HOST'
    is_ours || can_start
    "$scripts/packages.sh" engine
    if answers; then # installing it started it
        say 'the Docker engine is installed and answers'
        return
    fi
    mount_cgroups
    start
    remove_containers
    say "the Docker engine answers; scripts/engine.sh down ends it"
}

# can_start: fails where an engine cannot be installed and started by this script.
can_start() {
    local hint='install Docker and start it (https://docs.docker.com/engine/install), then check: docker info'
    [[ ! -S /var/run/docker.sock || -w /var/run/docker.sock ]] ||
        fail 3 'the socket of the Docker engine is not open to this user' 'run it as root, or join the group docker'
    (( EUID == 0 )) || fail 3 'no Docker engine answers, and only root can start one' "$hint"
    [[ -f /etc/debian_version ]] || fail 3 'no Docker engine answers, and this is not Debian' "$hint"
}

down() {
    is_ours || {
        say 'no engine that scripts/engine.sh started is running'
        return
    }
    stop
    remove_leftovers
    say "the Docker engine has ended; its images are kept in $ENGINE"
}

status() {
    if is_ours && answers; then
        say "the engine of scripts/engine.sh answers (process $(started_pid); log $ENGINE/dockerd.log)"
    elif answers; then
        say "a Docker engine answers; scripts/engine.sh did not start it"
    elif is_ours; then
        show_tail "$ENGINE/dockerd.log"
        fail 1 "the engine of scripts/engine.sh runs but does not answer" \
            'scripts/engine.sh down && scripts/engine.sh up'
    else
        fail 1 'no Docker engine answers' 'scripts/engine.sh up'
    fi
}

case ${1:-} in
    up | down | status) "$1" ;;
    --help | -h) usage ;;
    *) usage >&2 && exit 2 ;;
esac
