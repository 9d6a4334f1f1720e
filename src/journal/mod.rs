//! Runs on disk: what was planned, what each foreign program was asked and how it ended, what came
//! out. One file of JSON lines a run, in the state directory, for the owner only; bounded in size
//! and number. Losing it loses history, and the proof that a killed helm was ours; nothing else.

mod at_work;
mod file;
mod line;
mod orphans;
mod process;
mod read;
#[cfg(test)]
mod tests;

pub use at_work::RUN_MARK;
pub use file::Journal;
pub use line::{Line, What};
pub use orphans::{Orphan, orphans};
pub use process::Process;
pub use read::{Ended, Run, runs};
