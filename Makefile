# One line a target; what a target needs, it gets itself. `make help` lists them.
.PHONY: help build check test demo demo-down stack e2e faults soak bench fuzz deny schema clean
.DEFAULT_GOAL := help

help:       ## this list
	@grep -hE '^[a-z0-9-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14
build:      ## the binary, target/debug/fedrig
	cargo build --locked
check:      ## format, lints, unit and offline tests, shell scripts: fast, no Docker
	scripts/check.sh
test: check deny e2e ## everything that can be proven here; what CI runs
demo: build ## two kind clusters become a Ready federation
	scripts/demo.sh up
demo-down: build  ## leaves nothing of the demo
	scripts/demo.sh down
stack:      ## the tools and images, fetched or built from source
	scripts/stack.sh
e2e: build  ## the end-to-end suite on real clusters
	scripts/lab.sh --with ssh-image --with proxy-image cargo test --locked --test live -- --test-threads=1 --skip soak:: --skip faults::
faults: build ## each fault is made for real, and `fedrig check` has to name it
	scripts/lab.sh cargo test --locked --test live -- --test-threads=1 faults::
soak: build ## what takes longer: killed at 30 points, up and down ten times, upgrades, bad lines
	scripts/lab.sh --with wan-proxy-image cargo test --locked --test live -- --test-threads=1 \
		--nocapture soak:: --skip soak::upgrade
	scripts/lab.sh --kubernetes 1.21.14 --kubefed 0.7.0 --kubefed 0.8.1 --kubefed 0.10.0 \
		cargo test --locked --test live -- --test-threads=1 --nocapture soak::upgrade
bench:      ## against the manual sequence and against curl: bench/results, docs/benchmarks.md
	bench/run.sh install
	bench/run.sh tools
fuzz:       ## what reads others' text and bytes, a minute each: fuzz/results
	scripts/fuzz.sh
deny:       ## licences, bans and sources of the dependencies
	scripts/deny.sh
schema:     ## docs/federation.schema.json from the types
	cargo run --locked --quiet -- schema > docs/federation.schema.json
clean:      ## the build; the stack is in the user's cache directory
	cargo clean
