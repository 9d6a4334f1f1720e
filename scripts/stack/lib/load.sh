# shellcheck shell=bash
# Gives images to the Docker engine.

# load "PIECE VERSION": its archive, unless the engine has exactly these images already.
load() {
    local id=$1 start=$SECONDS replaced
    describe "$id"
    if is_loaded "${MAKES[0]}.list"; then
        report "$id" 'in engine'
        return
    fi
    replaced=$(ids_of "${MAKES[0]}.list")
    report_start "$id" loading
    docker load --quiet --input "${MAKES[0]}" >/dev/null ||
        fail 1 "the engine did not load ${MAKES[0]}" 'scripts/engine.sh status says how the engine is'
    remove_nameless "$replaced"
    report "$id" loaded $((SECONDS - start))
}

# ids_of LIST: of the images that have these names in the engine now.
ids_of() {
    local name _
    while read -r name _; do
        docker image inspect --format '{{.Id}}' "$name" 2>/dev/null || true
    done <"$1"
}

# remove_nameless IDS: those that have lost their name to what was loaded, unless a container uses them.
remove_nameless() {
    local image
    for image in $1; do
        [[ $(docker image inspect --format '{{len .RepoTags}}' "$image") != 0 ]] ||
            docker image rm "$image" >/dev/null 2>&1 || true
    done
}

# is_loaded LIST: LIST has one line an image, its name and the digests of its layers.
is_loaded() {
    local name layers
    while read -r name layers; do
        [[ $(docker image inspect --format '{{join .RootFS.Layers " "}}' "$name" 2>&1) == "$layers" ]] ||
            return 1
    done <"$1"
}
