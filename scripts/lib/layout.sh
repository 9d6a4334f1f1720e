# shellcheck shell=bash
# Where the stack lives. All of it can be deleted at any time; it is made again when it is needed.
#   mirror/   upstream's release files under upstream's paths, for `fedrig --mirror`
#   images/   image archives for `docker load`
#   work/     what only recipes need: programs, root file systems
#   logs/     what each recipe said last
#   stamps/   one file a finished piece: what it was made of
#   engine/   the Docker engine that `engine.sh up` started, and its images

STACK=${FEDRIG_STACK:-${XDG_CACHE_HOME:-${HOME:?HOME or FEDRIG_STACK must be set}/.cache}/fedrig/stack}
[[ $STACK == /* ]] || STACK=$PWD/$STACK
MIRROR=$STACK/mirror
IMAGES=$STACK/images
WORK=$STACK/work
LOGS=$STACK/logs
STAMPS=$STACK/stamps
ENGINE=$STACK/engine

case $HOSTTYPE in
    x86_64) ARCH=amd64 ;;
    aarch64) ARCH=arm64 ;;
    *) ARCH=$HOSTTYPE ;;
esac
OS=linux
PATH=$PATH:/usr/sbin:/sbin # where Debian has debootstrap, dockerd and iptables

export STACK MIRROR IMAGES WORK LOGS STAMPS ENGINE OS ARCH
