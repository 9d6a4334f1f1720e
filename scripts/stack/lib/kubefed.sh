# shellcheck shell=bash
# What kubefedctl and hyperfed have in common.

KUBEFED_MODULE=sigs.k8s.io/kubefed

# kubefed_build OUTPUT PROGRAM
kubefed_build() {
    # 0.8.1 does not build without its own replacement of gnostic.
    go_replacements "$KUBEFED_MODULE" | go_module "$KUBEFED_MODULE"
    go_build "$1" "$KUBEFED_MODULE/cmd/$2" \
        "-X $KUBEFED_MODULE/pkg/version.version=$VERSION" \
        "-X $KUBEFED_MODULE/pkg/version.gitTreeState=clean"
}
