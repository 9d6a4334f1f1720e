//! The flags of commands that run steps.

use std::num::NonZeroUsize;

use clap::Args;

use super::Progress;
use crate::compat::Rule;
use crate::fetch::Locking;

/// The flags of commands that run steps.
#[derive(Debug, Args)]
pub(super) struct RunArgs {
    /// How to write progress and result.
    #[arg(short, long, value_enum, default_value_t = Progress::Text)]
    pub output: Progress,
    /// How many steps may run at once.
    #[arg(long, value_name = "N", default_value = "16")]
    pub parallel: NonZeroUsize,
    /// Use only tools, a chart and images that are in fedrig.lock, beside the file.
    #[arg(long)]
    pub locked: bool,
    /// Go on although a rule about versions says no; `fedrig tools versions` lists them.
    #[arg(long, value_name = "RULE")]
    pub allow: Vec<Rule>,
}

impl RunArgs {
    /// Those of a command that only looks.
    pub fn looking() -> Self {
        let parallel = NonZeroUsize::new(16).unwrap_or(NonZeroUsize::MIN);
        Self { output: Progress::Text, parallel, locked: false, allow: Vec::new() }
    }

    /// What may be used that `fedrig.lock` does not have yet.
    pub fn locking(&self) -> Locking {
        if self.locked { Locking::Locked } else { Locking::Learn }
    }
}
