# shellcheck shell=bash
# Images from their registry, by a Docker engine.

# pull NAME FILE [OTHER_NAME]: keeps image NAME as the archive FILE. If it has gone from there,
# OTHER_NAME is taken and called NAME.
pull() {
    local name=$1 file=$2 other=${3:-}
    bound docker pull --quiet "$name" || {
        [[ -n $other ]] || return 1
        bound docker pull --quiet "$other"
        docker tag "$other" "$name"
        docker rmi "$other"
    }
    bound docker save --output archive.tar "$name"
    docker image inspect --format "$name {{join .RootFS.Layers \" \"}}" "$name" >image_list
    chmod 644 archive.tar
    keep image_list "$file.list"
    keep archive.tar "$file"
}
