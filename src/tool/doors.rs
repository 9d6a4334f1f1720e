//! What tools say, for tests and for fuzzing.

use super::Program;

/// Anything that a tool may say, taken for everything that fedrig asks tools for.
pub(crate) fn said(bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    super::helm::door(&text);
    super::go::door(&text);
    for program in Program::ALL {
        super::version::door(program, &text);
    }
    super::failure::door(&text);
}
