# shellcheck shell=bash
# Programs out of their Go modules. Each is built in a small module of its own that requires the one
# it comes from: `go install package@version` refuses modules with `replace` lines, this does not.

export GOFLAGS=-buildvcs=false GO111MODULE=on GOWORK=off CGO_ENABLED=0 GOOS=$OS GOARCH=$ARCH

# Every reflect2 before 1.0.2 panics under Go 1.18 and newer; the newest required version wins.
readonly REFLECT2='github.com/modern-go/reflect2'

# go_module MODULE: writes go.mod for MODULE at $VERSION. Replacements, one a line, come on stdin.
go_module() {
    {
        printf 'module tools\n\ngo 1.24\n\nrequire (\n\t%s %s\n\t%s v1.0.2\n)\n\n' \
            "$1" "$VERSION" "$REFLECT2"
        grep --invert-match "^$REFLECT2 =>" | sed 's/^/replace /' || true
    } >go.mod
}

# go_build OUTPUT PACKAGE [LDFLAG…]
go_build() {
    bound go build -mod=mod -trimpath -ldflags "-s -w ${*:3}" -o "$1" "$2"
}

# go_fetched MODULE FIELD: downloads MODULE at $VERSION; prints its `Dir` or the path of its `GoMod`.
go_fetched() {
    (
        mkdir -p elsewhere
        cd elsewhere || exit # outside of any go.mod that is half-written
        bound go mod download -json "$1@$VERSION"
    ) | jq --raw-output --exit-status ".$2"
}

# go_replacements MODULE: the `replace` lines of its own go.mod, which Go honours only in a main
# module, as "old => new version". Those to folders of its repository are left out.
go_replacements() {
    go mod edit -json "$(go_fetched "$1" GoMod)" |
        jq --raw-output '.Replace[]? | select(.New.Version)
            | "\(.Old.Path) => \(.New.Path) \(.New.Version)"'
}
