#!/usr/bin/env bash
# Installs the Debian packages that the other scripts need, those that are missing.
set -euo pipefail

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"

engine=(docker.io iproute2 iptables)
stack=(ca-certificates curl debootstrap gcc jq libc6-dev openssh-client)
lab=(openssh-client)
check=(shellcheck)
dist=(dpkg-dev gcc-aarch64-linux-gnu jq libc6-dev-arm64-cross musl-tools qemu-user-static)

browser=(chromium fonts-noto-core fonts-noto-color-emoji jq python3)

usage() {
    cat <<END
usage: scripts/packages.sh [engine | stack | lab | check | dist | browser]…

  engine   what scripts/engine.sh needs: ${engine[*]}
  stack    what scripts/stack.sh needs, with Go 1.24 or newer: ${stack[*]}
  lab      what tests in scripts/lab.sh need: ${lab[*]}
  check    what checks these scripts: ${check[*]}
  dist     what scripts/dist.sh needs: ${dist[*]}
  browser  what looks at a report: ${browser[*]}

Without arguments: all but the last two.
END
}

# is_installed PACKAGE
is_installed() {
    [[ $(dpkg-query --show --showformat '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]
}

wanted=()
(( $# > 0 )) || set -- engine stack lab check
for set in "$@"; do
    case $set in
        engine) wanted+=("${engine[@]}") ;;
        stack) wanted+=("${stack[@]}") ;;
        lab) wanted+=("${lab[@]}") ;;
        check) wanted+=("${check[@]}") ;;
        dist) wanted+=("${dist[@]}") ;;
        browser) wanted+=("${browser[@]}") ;;
        --help | -h) usage && exit ;;
        *) fail 2 "\`$set\` is not a set of packages" "scripts/packages.sh --help lists them" ;;
    esac
done

command -v dpkg-query apt-get >/dev/null ||
    fail 3 "this is not Debian: its packages cannot be installed" \
        "install by this system's own means: ${wanted[*]}"
missing=()
for package in "${wanted[@]}"; do
    is_installed "$package" || missing+=("$package")
done
(( ${#missing[@]} > 0 )) || exit 0
(( EUID == 0 )) || fail 3 "only root can install packages" "sudo apt-get install ${missing[*]}"

say "installing ${missing[*]}"
log=$(mktemp)
export DEBIAN_FRONTEND=noninteractive
{ apt-get update && apt-get install --yes --no-install-recommends "${missing[@]}"; } >"$log" 2>&1 </dev/null || {
    echo "error: could not install ${missing[*]}" >&2
    show_tail "$log"
    exit 1
}
rm "$log"
