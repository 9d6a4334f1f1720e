#!/usr/bin/env bash
# What a release hands out, for linux on amd64 and arm64, into target/dist: static binaries, Debian
# packages, container images, a bill of materials, and the checksums of all of it.
set -euo pipefail
shopt -s inherit_errexit

scripts=$(cd "${BASH_SOURCE[0]%/*}" && pwd)
# shellcheck source=scripts/lib/say.sh
source "$scripts/lib/say.sh"
# shellcheck source=scripts/lib/layout.sh
source "$scripts/lib/layout.sh"
# shellcheck source=scripts/stack/lib/image.sh
source "$scripts/stack/lib/image.sh"
# shellcheck source=scripts/stack/lib/keep.sh
source "$scripts/stack/lib/keep.sh"

root=${scripts%/*}
cd "$root"
dist=$root/target/dist
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cyclonedx=$STACK/work/cargo-cyclonedx-0.5.9
version=$(cargo metadata --locked --no-deps --format-version 1 | jq -r '.packages[0].version')
# The same bytes whenever a commit is built.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH

# binary ARCH TARGET: builds the static binary, and asks it for its version.
binary() {
    local arch=$1 target=$2 run=() out=$dist/fedrig-$version-linux-$1
    say "building for $target"
    rustup target add "$target" >/dev/null 2>&1 || true_target "$target"
    CC_x86_64_unknown_linux_musl=musl-gcc \
        CC_aarch64_unknown_linux_musl=aarch64-linux-gnu-gcc \
        CFLAGS_aarch64_unknown_linux_musl=-mno-outline-atomics \
        CARGO_TARGET_AARCH64_UNKNOWN_LINUX_MUSL_LINKER=rust-lld \
        cargo build --locked --quiet --release --target "$target"
    cp "target/$target/release/fedrig" "$out"
    [[ $arch == "$ARCH" ]] || run=("qemu-$(uname_of "$arch")-static")
    [[ $("${run[@]}" "$out" --version) == "fedrig $version" ]] ||
        fail 1 "the binary for $arch does not say its version"
    ! readelf --program-headers "$out" | grep --quiet INTERP ||
        fail 1 "the binary for $arch is not static"
}

true_target() {
    rustc --print target-libdir --target "$1" | xargs test -d ||
        fail 3 "the Rust target $1 is not installed" "rustup target add $1"
}

uname_of() { case $1 in amd64) echo x86_64 ;; arm64) echo aarch64 ;; esac; }

# tree ARCH: what is installed of fedrig below /usr.
tree() {
    local usr=$scratch/$1/usr
    install -D --mode=755 "$dist/fedrig-$version-linux-$1" "$usr/bin/fedrig"
    ln -s fedrig "$usr/bin/kubectl-fedrig"
    ln -s fedrig "$usr/bin/kubectl_complete-fedrig"
    install -d "$usr/share/man/man1" "$usr/share/bash-completion/completions" \
        "$usr/share/zsh/vendor-completions" "$usr/share/fish/vendor_completions.d"
    local fedrig=$dist/fedrig-$version-linux-$ARCH
    "$fedrig" man --out "$usr/share/man/man1"
    gzip --no-name --best "$usr"/share/man/man1/*.1
    "$fedrig" completions bash >"$usr/share/bash-completion/completions/fedrig"
    "$fedrig" completions zsh >"$usr/share/zsh/vendor-completions/_fedrig"
    "$fedrig" completions fish >"$usr/share/fish/vendor_completions.d/fedrig.fish"
    install -D --mode=644 LICENSE "$usr/share/doc/fedrig/copyright"
}

# package ARCH: the Debian package of its tree.
package() {
    local arch=$1 folder=$scratch/$1
    mkdir "$folder/DEBIAN"
    cat >"$folder/DEBIAN/control" <<END
Package: fedrig
Version: $version
Architecture: $arch
Maintainer: the fedrig authors <fedrig@localhost>
Section: admin
Priority: optional
Recommends: ca-certificates
Suggests: docker.io, openssh-client
Description: takes Kubernetes clusters to a Ready KubeFed federation
 From one file: it drives helm, kubectl, kubefedctl, kind, docker and ssh, gets the
 tools that it needs, verified, and waits until every cluster is Ready.
END
    find "$folder" -exec touch --no-dereference --date="@$SOURCE_DATE_EPOCH" {} +
    dpkg-deb --root-owner-group --build "$folder" \
        "$dist/fedrig_${version}_$arch.deb" >/dev/null
    rm -r "$folder/DEBIAN"
}

# container ARCH: an image of the binary and the certificates of public authorities, for `docker load`.
container() {
    (
        cd "$scratch"
        local tree=image-$1 ARCH=$1
        install -D --mode=755 "$dist/fedrig-$version-linux-$1" "$tree/usr/bin/fedrig"
        install -D --mode=644 certificates.crt "$tree/etc/ssl/certs/ca-certificates.crt"
        install -d --mode=1777 "$tree/tmp" "$tree/home"
        layer "$tree"
        image "fedrig:$version-$1" \
            '{"User": "1000", "WorkingDir": "/home", "Env": ["HOME=/home"], "Entrypoint": ["/usr/bin/fedrig"]}' "$LAYER"
        archive "$dist/fedrig-$version-linux-$1.image.tar"
    )
    rm "$dist/fedrig-$version-linux-$1.image.tar.list"
}

# certificates: Debian's public authorities, and none that only this machine trusts.
certificates() {
    (cd "$scratch" && apt-get download ca-certificates >/dev/null 2>&1 && dpkg-deb -x ca-certificates_*.deb ca)
    cat "$scratch"/ca/usr/share/ca-certificates/mozilla/*.crt >"$scratch/certificates.crt"
}

# materials: what the binary is made of, with licences and checksums of each crate.
materials() {
    [[ -x $cyclonedx/bin/cargo-cyclonedx ]] ||
        cargo install --locked --quiet --root "$cyclonedx" "cargo-cyclonedx@${cyclonedx##*-}"
    PATH=$cyclonedx/bin:$PATH cargo cyclonedx --quiet --format json --spec-version 1.5 \
        --target x86_64-unknown-linux-musl --override-filename fedrig-bill
    mv fedrig-bill.json "$dist/fedrig-$version.cdx.json"
    jq --exit-status '.components | length > 50' "$dist/fedrig-$version.cdx.json" >/dev/null
}

"$scripts/packages.sh" dist
rm -rf "$dist" && mkdir -p "$dist"
binary amd64 x86_64-unknown-linux-musl
binary arm64 aarch64-unknown-linux-musl
certificates
for arch in amd64 arm64; do
    tree "$arch"
    package "$arch"
    container "$arch"
done
materials
(cd "$dist" && sha256sum -- * >SHA256SUMS)
cat "$dist/SHA256SUMS"
