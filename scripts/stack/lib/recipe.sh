# shellcheck shell=bash
# What a recipe is. scripts/stack/PIECE.sh makes one piece at one $VERSION. At its top it says:
#   uses LIBRARY…        files of lib/ that it runs; when their content changes, it is made again
#   reads FILE…          files beside it that it takes in; they count in the same way
#   wants PROGRAM…       what a build needs on the machine; `root` means to be root
#   needs PIECE VERSION  a piece that a build starts from
#   makes FILE…          what is there when it is done, by absolute path
#   from HOST [engine]   where `fetch` gets it; with `engine`, by a Docker engine
# and it has two functions, run in an empty directory, each of which ends with the files of `makes`:
#   build                makes them from source
#   fetch                gets upstream's own (only with `from`)

# The exit code of `fetch` when upstream has the file, and it is not what it should be. Nothing is built
# instead then, since somebody should know.
export WRONG_CHECKSUM=65

RECIPES=$(cd "${BASH_SOURCE[0]%/*}/.." && pwd)

uses() { USES+=("$@"); }
reads() { READS+=("$@"); }
wants() { WANTS+=("$@"); }
needs() { NEEDS+=("$1 $2"); }
makes() { MAKES+=("$@"); }
from() { FROM=$1 FROM_ENGINE=${2:-}; }

# describe "PIECE VERSION": reads the recipe; afterwards its facts are in the upper-case names.
# shellcheck disable=SC2034 # recipes and the other libraries read them
describe() {
    PIECE=${1% *} VERSION=${1#* }
    USES=(keep) READS=() WANTS=() NEEDS=() MAKES=() FROM='' FROM_ENGINE=''
    # shellcheck source=/dev/null
    source "$RECIPES/$PIECE.sh"
}
