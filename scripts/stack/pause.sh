# shellcheck shell=bash
# pause: the process that holds a pod's namespaces open.
reads pause.c
wants gcc
makes "$WORK/pause-$VERSION/pause"

build() {
    gcc -Os -Wall -Wextra -Werror -static -s -o pause "$RECIPES/pause.c"
    keep pause "$WORK/pause-$VERSION/pause"
}
