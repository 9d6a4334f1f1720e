# shellcheck shell=bash
# toxiproxy: a TCP proxy that is slow, narrow and unreliable, as a line between regions may be. Only
# the soak stories use it.
uses go image
wants go jq
name=fedrig/wan-proxy:$VERSION
makes "$IMAGES/wan-proxy-$VERSION.tar"

build() {
    go_module github.com/Shopify/toxiproxy/v2 </dev/null
    mkdir tree
    go_build tree/toxiproxy github.com/Shopify/toxiproxy/v2/cmd/server
    go_build tree/toxiproxy-cli github.com/Shopify/toxiproxy/v2/cmd/cli
    layer tree
    image "$name" '{"Entrypoint": ["/toxiproxy"]}' "$LAYER"
    archive "$IMAGES/wan-proxy-$VERSION.tar"
}
