//! How a child ended.

use std::os::unix::process::ExitStatusExt;

use super::exec::Output;
use super::{Invocation, ToolFailure};

/// What a child said, if it ended with code 0; every other ending is a failure.
pub(super) fn judge(
    call: Box<Invocation>,
    status: std::io::Result<std::process::ExitStatus>,
    stdout: String,
    stderr: String,
) -> Result<Output, ToolFailure> {
    let status = match status {
        Ok(status) => status,
        Err(source) => return Err(ToolFailure::Spawn { call, source }),
    };
    match (status.code(), status.signal()) {
        (Some(0), _) => Ok(Output { stdout, stderr }),
        (Some(code), _) => Err(ToolFailure::Exit { call, code, stderr }),
        (None, signal) => {
            Err(ToolFailure::Signal { call, signal: signal.unwrap_or_default(), stderr })
        }
    }
}
