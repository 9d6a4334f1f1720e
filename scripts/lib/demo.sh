# shellcheck shell=bash disable=SC2154
# What the demonstrations share: the engine and the stack before, nothing left after. Who sources this
# has `scripts`, `root`, `fedrig`, `folder`, `clusters` and
# `flags`, which name the network if it has a name of its own.

# begin: an engine, and what every demonstration needs of the stack, loaded.
begin() {
    local engine=theirs
    "$scripts/engine.sh" status >/dev/null 2>&1 || engine=ours
    "$scripts/engine.sh" up
    mkdir -p "$folder"
    # Only an engine that was started for this is ended with it.
    [[ -e $folder/engine ]] || echo "$engine" >"$folder/engine"
    "$scripts/stack.sh" --load
}

# make_clusters ARCHIVE…: the clusters, with the images of these archives.
make_clusters() {
    local archive load=()
    for archive in "$@"; do load+=(--load "$STACK/images/$archive"); done
    "$fedrig" env up "${clusters[@]}" --folder "$folder/env" --image kindest/node:v1.33.13 \
        --config "$root/kind-configs/region.yaml" "${load[@]}" "${flags[@]}"
}

# remove: clusters, state, and the engine if it was started for this.
remove() {
    local engine=theirs
    if [[ -e $folder/engine ]]; then
        read -r engine <"$folder/engine"
    fi
    if "$scripts/engine.sh" status >/dev/null 2>&1; then
        "$fedrig" env down "${clusters[@]}" --folder "$folder/env" "${flags[@]}"
    fi
    if [[ $engine == ours ]]; then
        "$scripts/engine.sh" down
    fi
    rm -rf "$folder/env" "$folder/state" "$folder/engine"
    rmdir "$folder" 2>/dev/null || say "$folder is kept: something else is in it"
}
