# shellcheck shell=bash
# What dockerd changes in the machine's network and does not change back when it ends.

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
