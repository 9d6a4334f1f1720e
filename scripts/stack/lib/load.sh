# shellcheck shell=bash
# Gives images to the Docker engine.

# load "PIECE VERSION": its archive, unless the engine has exactly these images already.
load() {
    local id=$1 start=$SECONDS
    describe "$id"
    if is_loaded "${MAKES[0]}.list"; then
        report "$id" 'in engine'
        return
    fi
    report_start "$id" loading
    docker load --quiet --input "${MAKES[0]}" >/dev/null ||
        fail 1 "the engine did not load ${MAKES[0]}" 'scripts/engine.sh status says how the engine is'
    report "$id" loaded $((SECONDS - start))
}

# is_loaded LIST: LIST has one line an image, its name and the digests of its layers.
is_loaded() {
    local name layers
    while read -r name layers; do
        [[ $(docker image inspect --format '{{join .RootFS.Layers " "}}' "$name" 2>&1) == "$layers" ]] ||
            return 1
    done <"$1"
}
