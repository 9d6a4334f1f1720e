//! The real binary without Docker, without a stack and with no network but the loopback.

#![expect(clippy::unwrap_used, reason = "a test that can't go on fails right there")]

#[path = "../support/binary.rs"]
mod binary;
#[path = "../support/processes.rs"]
mod processes;

mod access;
mod api_server;
mod architecture;
mod clusters;
mod command_line;
mod documents;
mod emitted;
mod env;
mod files;
mod gather;
mod kubeconfig;
mod releases;
mod reports;
mod store;
mod store_harmed;
mod tools;
mod validate;

use std::path::Path;

use binary::Home;

/// A fresh home for the binary that cargo built.
fn home() -> Home {
    let cache = tempfile::tempdir().unwrap().keep();
    Home::new(Path::new(env!("CARGO_BIN_EXE_fedrig")), &cache, None)
}
