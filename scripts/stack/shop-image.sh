# shellcheck shell=bash
# fedrig/shop: a web server that answers with the prices of examples/shop. $VERSION is its own.
uses go image
reads shop.go
wants go jq
name=fedrig/shop:$VERSION
makes "$IMAGES/shop-$VERSION.tar"

build() {
    printf 'module shop\n\ngo 1.24\n' >go.mod
    cp "$RECIPES/shop.go" main.go
    mkdir tree
    go_build tree/shop .
    layer tree
    image "$name" '{"Entrypoint": ["/shop"], "User": "65532"}' "$LAYER"
    archive "$IMAGES/shop-$VERSION.tar"
}
