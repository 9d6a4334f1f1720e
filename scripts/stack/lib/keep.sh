# shellcheck shell=bash
# How a recipe ends: files get their final names at once and whole.

# bound PROGRAM…: runs a long program that dies with the recipe, however the recipe dies.
bound() { setpriv --pdeathsig KILL -- "$@"; }

# keep FILE DESTINATION: by renaming; both are inside the stack.
keep() {
    mkdir -p "${2%/*}"
    mv --no-target-directory "$1" "$2"
}

# publish FILE PATH SUFFIX…: into the mirror at PATH, as upstream's site has it, with its checksum
# in a file a SUFFIX beside it: `.sha256` has the bare digest, the others "digest  name".
publish() {
    local file=$1 path=$2 digest suffix
    shift 2
    digest=$(sha256sum <"$file")
    digest=${digest%% *}
    for suffix in "$@"; do
        case $suffix in
            .sha256) echo "$digest" ;;
            *) echo "$digest  ${path##*/}" ;;
        esac >checksum
        keep checksum "$MIRROR/$path$suffix"
    done
    keep "$file" "$MIRROR/$path"
}

# pack ARCHIVE DIRECTORY FILE…: a .tar.gz with the same bytes whenever it is made.
pack() {
    tar --sort=name --mtime=@0 --owner=0 --group=0 --numeric-owner \
        -C "$2" -cf - "${@:3}" | gzip --no-name >"$1"
}
