#!/usr/bin/env bash
# What every commit passes: format, lints, unit and offline tests, shell scripts, the documentation's
# site.
set -euo pipefail
cd "${BASH_SOURCE[0]%/*}/.."

cargo fmt --all -- --check
cargo clippy --locked --all-targets --quiet -- --deny warnings
cargo clippy --locked --test live --quiet -- --deny warnings
cargo test --locked --quiet
if ! command -v shellcheck >/dev/null; then
    scripts/packages.sh check
fi
mapfile -t shell < <(git ls-files 'scripts/*.sh' 'bench/*.sh' 'bench/**/*.sh' src/env/bake.sh .ci/run \
    scripts/engine/runc-bounded scripts/stack/node/crictl)
shellcheck --external-sources "${shell[@]}"
scripts/site.sh
