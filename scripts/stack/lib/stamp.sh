# shellcheck shell=bash
# Stamps: what a finished piece was made of, as text. A piece is made when its stamp says what the
# recipes say today and its files are there. To find that out takes no Go, no Docker, and one
# sha256sum for all recipes, so a run with nothing to do is over in a fraction of a second.

declare -A RECIPE_HASHES KEYS

# read_recipe_hashes: the content of every recipe, library and file they read, once.
read_recipe_hashes() {
    local hash file
    while read -r hash file; do
        RECIPE_HASHES[$file]=${hash:0:16}
    done < <(cd "$RECIPES" && sha256sum -- *.* */*)
}

# key "PIECE VERSION": sets KEYS[that], the text that its stamp must have, needs included.
key() {
    local id=$1 text name need needs
    [[ -z ${KEYS[$id]:-} ]] || return 0
    describe "$id"
    text="$id: ${RECIPE_HASHES[$PIECE.sh]}"
    for name in "${USES[@]/%/.sh}"; do
        text+=$'\n'"  $name ${RECIPE_HASHES[lib/$name]}"
    done
    for name in "${READS[@]}"; do
        text+=$'\n'"  $name ${RECIPE_HASHES[$name]}"
    done
    needs=("${NEEDS[@]}")
    for need in "${needs[@]}"; do
        key "$need"
        text+=$'\n'"  ${KEYS[$need]//$'\n'/$'\n'  }"
    done
    KEYS[$id]=$text
}

# is_made "PIECE VERSION": true if the stamp is right and the files are there. Leaves it described.
is_made() {
    local id=$1 stamp=$STAMPS/${1/ /-} file
    key "$id"
    describe "$id"
    [[ -f $stamp && $(<"$stamp") == "${KEYS[$id]}" ]] || return 1
    for file in "${MAKES[@]}"; do
        [[ -e $file ]] || return 1
    done
}

# stamp "PIECE VERSION": says that it is made.
stamp() {
    local stamp=$STAMPS/${1/ /-}
    printf '%s\n' "${KEYS[$1]}" >"$stamp.new"
    mv "$stamp.new" "$stamp"
}
