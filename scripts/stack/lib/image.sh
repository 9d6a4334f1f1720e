# shellcheck shell=bash
# Container images without an engine: an archive as `docker save` writes it is a few tar files, their
# digests, and two kinds of JSON. So a build needs no engine, and leaves nothing behind in one.

readonly EPOCH=1970-01-01T00:00:00Z # the same bytes whenever it is made

# layer TREE: adds TREE, as root's, to the images' layers; its digest is then in $LAYER.
layer() {
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C "$1" -cf layer.tar .
    add_layer layer.tar
}

# add_layer TAR: the same, of a tar file, by renaming.
add_layer() {
    LAYER=$(sha256sum <"$1")
    LAYER=${LAYER%% *}
    mkdir -p archive
    mv "$1" "archive/$LAYER.tar"
}

# image NAME CONFIG LAYER…: CONFIG is the JSON of what `docker inspect` shows as Config.
image() {
    local name=$1 config=$2 json id
    shift 2
    json=$(jq -cn --arg arch "$ARCH" --arg os "$OS" --arg epoch "$EPOCH" --argjson config "$config" \
        '{architecture: $arch, os: $os, created: $epoch, config: $config,
          rootfs: {type: "layers", diff_ids: [$ARGS.positional[] | "sha256:\(.)"]},
          history: [$ARGS.positional[] | {created: $epoch, created_by: "fedrig"}]}' --args "$@")
    id=$(sha256sum <<<"$json")
    id=${id%% *}
    mkdir -p archive
    echo "$json" >"archive/$id.json"
    jq -cn --arg name "$name" --arg config "$id.json" \
        '{Config: $config, RepoTags: [$name], Layers: [$ARGS.positional[] | "\(.).tar"]}' \
        --args "$@" >>entries.json
}

# archive FILE: keeps all the images as FILE, and beside it what they are (see image_list).
archive() {
    jq --slurp --compact-output . entries.json >archive/manifest.json
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner -C archive -cf archive.tar .
    jq --raw-output '"\(.RepoTags[0]) \([.Layers[] | "sha256:" + rtrimstr(".tar")] | join(" "))"' \
        entries.json >image_list
    keep image_list "$1.list"
    keep archive.tar "$1"
    rm -r archive entries.json
}
