# shellcheck shell=bash
# Work inside a Debian root file system. Needs root.

# in_root ROOT PROGRAM…: with /proc, in its own mount and process namespaces; when it ends, or is
# killed, no process and no mount of it is left.
in_root() {
    local root=$1
    shift
    bound unshare --mount --pid --fork --kill-child --mount-proc="$root/proc" \
        chroot "$root" /usr/bin/env -i LC_ALL=C \
        PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin "$@"
}

# copy_programs ROOT TREE PROGRAM…: programs of ROOT and the libraries they load, into TREE.
copy_programs() {
    local root=$1 tree=$2 program file folder
    shift 2
    for folder in bin sbin lib lib64; do
        mkdir -p "$tree/usr/$folder"
        ln -sfn "usr/$folder" "$tree/$folder"
    done
    for program in "$@"; do
        file=$(in_root "$root" sh -c "command -v $program")
        copy_out "$root" "$tree" "$file"
        in_root "$root" ldd "$file" | grep -o '/[^ ]*' | while read -r file; do
            copy_out "$root" "$tree" "$file"
        done
    done
}

# copy_out ROOT TREE FILE: what FILE is once all links are followed inside ROOT, under FILE's name.
copy_out() {
    mkdir -p "$2${3%/*}"
    cp "$1$(in_root "$1" realpath "$3")" "$2$3"
}
