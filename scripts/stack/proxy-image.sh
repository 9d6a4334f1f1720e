# shellcheck shell=bash
# What stands between clusters in the tests: HAProxy, which ends TLS with a certificate of its own and
# takes a prefix off the path, and tinyproxy, an HTTP proxy. $VERSION is Debian's.
uses image root
wants root debootstrap jq
makes "$IMAGES/fedrig-proxy-$VERSION.tar"

build() {
    mkdir tree
    # In namespaces of its own: killed, it leaves no process and no mount behind.
    bound unshare --mount --pid --fork --kill-child --mount-proc \
        debootstrap --variant=minbase --include=haproxy,tinyproxy "$VERSION" debian "$(debian_mirror)"
    copy_programs "$PWD/debian" tree haproxy tinyproxy sh cat mkdir
    mkdir -p tree/etc tree/usr/share/tinyproxy
    cp debian/usr/share/tinyproxy/*.html tree/usr/share/tinyproxy/
    printf 'root:x:0:0:root:/:/bin/sh\nnobody:x:65534:65534:nobody:/:/bin/sh\n' >tree/etc/passwd
    printf 'root:x:0:\nnogroup:x:65534:\n' >tree/etc/group
    mkdir -m 1777 tree/tmp
    layer tree
    image "fedrig/proxy:$VERSION" '{"User": "65534", "Env": ["PATH=/usr/sbin:/usr/bin"]}' "$LAYER"
    archive "$IMAGES/fedrig-proxy-$VERSION.tar"
}

# debian_mirror: the one that this machine's apt uses; debootstrap's own choice if apt has none.
debian_mirror() {
    apt-get indextargets --format "\$(REPO_URI)" "Created-By: Packages" "Codename: $VERSION" |
        sed --quiet 1p
}
