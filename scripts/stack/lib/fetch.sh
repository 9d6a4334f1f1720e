# shellcheck shell=bash
# Upstream's own files.

# fetch_file PATH SUFFIX…: https://$FROM/PATH, checked with the checksum file that upstream has at
# PATH + the first SUFFIX, published under the same path.
fetch_file() {
    local path=$1 expected
    shift
    download "$path$1" checksum.upstream
    read -r expected _ <checksum.upstream
    download "$path" file
    sha256sum --check --status <<<"$expected  file" || {
        echo "the file does not match its checksum $expected: https://$FROM/$path"
        return "$WRONG_CHECKSUM"
    }
    case $path in
        *.tgz | *.tar.gz) ;;
        *) chmod 755 file ;;
    esac
    publish file "$path" "$@"
}

# download PATH FILE
download() {
    bound curl --fail --silent --show-error --location --retry 2 --connect-timeout 10 \
        --output "$2" "https://$FROM/$1"
}
