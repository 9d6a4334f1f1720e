# shellcheck shell=bash
# The index of a chart repository, as `helm repo index` writes it.

# write_index RELEASES INDEX: INDEX lists every chart under RELEASES; both are paths in the mirror.
write_index() {
    local releases=$1 index=$2 chart
    {
        printf 'apiVersion: v1\nentries:\n  kubefed:\n'
        for chart in "$MIRROR/$releases"/v*/kubefed-*.tgz; do
            echo "$chart"
        done | sort --version-sort --reverse | while read -r chart; do
            index_entry "$chart" "https://github.com/${chart#"$MIRROR/"}"
        done
        printf 'generated: "1970-01-01T00:00:00Z"\n'
    } >index.yaml
    keep index.yaml "$MIRROR/$index"
}

# index_entry CHART URL: the chart's own Chart.yaml, its digest and URL, as one item of a list.
index_entry() {
    local digest
    digest=$(sha256sum <"$1")
    {
        tar --extract --gzip --to-stdout --file "$1" kubefed/Chart.yaml
        printf '\ncreated: "1970-01-01T00:00:00Z"\ndigest: %s\nurls:\n- %s\n' "${digest%% *}" "$2"
    } | sed -e '/^$/d' -e 's/^/    /' -e '1s/^   /  -/'
}
