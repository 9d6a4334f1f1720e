# shellcheck shell=bash
# What is left behind: by dockerd, which does not change the machine's network back when it ends, and by
# a run that was killed together with it.

NETWORK=$ENGINE/network # how it was: the policy of FORWARD, and ip_forward

note_network() {
    {
        iptables --list-rules FORWARD | sed --quiet 's/^-P FORWARD //p'
        cat /proc/sys/net/ipv4/ip_forward
    } >"$NETWORK"
}

# remove_leftovers: all bridges and rules that are Docker's; no other engine runs when it is called.
remove_leftovers() {
    local link policy forward
    ip -oneline link show type bridge | while IFS=': ' read -r _ link _; do
        [[ ! $link =~ ^(docker0|br-[0-9a-f]{12})$ ]] || ip link delete "$link"
    done
    # Rules come with the chains they are in and the bridges they name.
    iptables-save | grep --invert-match --extended-regexp 'DOCKER|docker0|br-[0-9a-f]{12}' | iptables-restore
    { read -r policy && read -r forward; } <"$NETWORK"
    iptables --policy FORWARD "$policy"
    echo "$forward" >/proc/sys/net/ipv4/ip_forward
    umount --quiet /run/docker/netns/* 2>/dev/null || true
    rm -rf "$NETWORK" /run/docker
    find /sys/fs/cgroup -depth -type d -regex '.*/docker\(/.*\)?' -exec rmdir {} + 2>/dev/null || true
}

# remove_containers: all that are in the engine right after its start, with their networks. Who made them
# was killed, or ended the engine with them in it.
remove_containers() {
    local containers
    mapfile -t containers < <(docker container ls --all --quiet)
    (( ${#containers[@]} > 0 )) || return 0
    say "removing ${#containers[@]} containers that an earlier run left"
    docker container rm --force --volumes "${containers[@]}" >/dev/null
    docker network prune --force >/dev/null
}
