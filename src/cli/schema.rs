//! `fedrig schema`.

use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::spec;

pub(super) fn run(terminal: &Terminal) -> Exit {
    terminal.result(&format!("{:#}\n", spec::schema()));
    Exit::Done
}
