# One line a target; what a target needs, it gets itself. `make help` lists them.
.PHONY: help build check test demo demo-down demo-app demo-app-down stack e2e soak validate matrix bench fuzz deny browser schema reference site dist faults clean
.DEFAULT_GOAL := help

help:       ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14
build:      ## the binary, target/debug/fedrig
	cargo build --locked
check:      ## format, lints, unit and offline tests, shell scripts: fast, no Docker
	scripts/check.sh
test: check deny build ## everything that can be proven here; what CI runs
	scripts/together.sh e2e='make e2e' validate='make validate'
demo: build ## two kind clusters become a Ready federation
	scripts/demo.sh up
demo-app: build ## examples/shop in three regions, from nothing to answering pods
	scripts/demo-app.sh up
demo-app-down: build ## leaves nothing of the shop
	scripts/demo-app.sh down
demo-down: build  ## leaves nothing of the demo
	scripts/demo.sh down
stack:      ## the tools and images, fetched or built from source
	scripts/stack.sh
# `make test` runs a whole cell with upstream's suite beside these: `make validate`.
WHOLE_CELLS = validate::a_cell_is_judged suite::chosen_specs
e2e: build  ## the end-to-end suite on real clusters
	scripts/lab.sh --clusters 3 --with ssh-image --with proxy-image --with wan-proxy-image \
		cargo test --locked --test live -- --test-threads=1 --skip soak:: --skip faults:: $(patsubst %,--skip %,$(WHOLE_CELLS))
faults: build ## each fault is made for real, and `fedrig check` has to name it: docs/faults.md
	FEDRIG_FAULTS=$(CURDIR)/docs/faults.md scripts/lab.sh --with proxy-image cargo test --locked --test live -- --test-threads=1 faults::
soak: build ## what takes longer: killed at 30 points, up and down ten times, upgrades, bad lines
	scripts/lab.sh --clusters 3 --with wan-proxy-image cargo test --locked --test live -- --test-threads=1 \
		--nocapture soak:: $(WHOLE_CELLS) --skip soak::upgrade
	scripts/lab.sh --kubernetes 1.21.14 --kubefed 0.7.0 --kubefed 0.8.1 --kubefed 0.10.0 \
		cargo test --locked --test live -- --test-threads=1 --nocapture soak::upgrade
validate: build ## the newest KubeFed through every stage, and 0.7.0 from nothing to nothing
	scripts/validate.sh --kubefed 0.10.0 --kubernetes 1.33.13 --out .fedrig/validate/newest
	scripts/validate.sh --kubefed 0.7.0 --kubernetes 1.21.14 --stage uninstall --out .fedrig/validate/oldest
matrix: build ## every cell of examples/matrix.yaml: a report in .fedrig/matrix
	scripts/validate.sh --file examples/matrix.yaml --resume --out .fedrig/matrix
bench:      ## against what a person would do instead: bench/results, docs/benchmarks.md
	bench/run.sh all
fuzz:       ## what reads others' text and bytes, a minute each: fuzz/results
	scripts/fuzz.sh
deny:       ## licences, bans and sources of the dependencies
	scripts/deny.sh
browser: build ## the page of a report in headless Chromium: .fedrig/browser
	scripts/browser.sh
schema:     ## docs/*.schema.json from the types
	cargo run --locked --quiet -- schema > docs/federation.schema.json
	cargo run --locked --quiet -- schema matrix > docs/matrix.schema.json
	cargo run --locked --quiet -- schema validation > docs/validation.schema.json
reference:  ## docs/reference from the program
	FEDRIG_WRITE_DOCS=1 cargo test --locked --quiet --lib reference_is_up_to_date
site:       ## the documentation as a site, target/site
	scripts/site.sh
dist:       ## static binaries, Debian packages, images, a bill of materials and checksums: target/dist
	scripts/dist.sh
clean:      ## the build; the stack is in the user's cache directory
	cargo clean
