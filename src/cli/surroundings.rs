//! The environment, read once: nothing else in fedrig reads it.

use std::ffi::OsString;
use std::path::PathBuf;

use etcetera::BaseStrategy;

use super::Common;
use super::run_folder::RunFolder;
use crate::fetch::{Mirror, MirrorError};
use crate::spec::Surroundings;

/// Where things are on this machine.
#[derive(Debug, Clone)]
pub(super) struct Machine {
    /// fedrig's folder for its own kubeconfigs.
    pub state: PathBuf,
    /// fedrig's folder for what it fetched.
    pub cache: PathBuf,
    /// Who runs fedrig, for the journal.
    pub user: String,
    /// `GOGC`: how often the collector of Go programs works.
    pub gogc: Option<OsString>,
    /// `PATH`.
    pub search_path: Option<OsString>,
    /// What a federation.yaml can refer to.
    pub spec: Surroundings,
}

impl Machine {
    /// Reads the environment; flags win.
    #[expect(clippy::disallowed_methods, reason = "the one place that reads the environment")]
    pub fn read(common: &Common) -> Result<Self, String> {
        let current_dir = std::env::current_dir()
            .map_err(|error| format!("the current directory can't be read: {error}"))?;
        let base = etcetera::choose_base_strategy()
            .map_err(|error| format!("there is no home directory: {error}"))?;
        let under_home = || base.home_dir().join(".local/state");
        let state = base.state_dir().unwrap_or_else(under_home).join("fedrig");
        let state = common.state_dir.clone().unwrap_or(state);
        let cache = common.cache_dir.clone().unwrap_or_else(|| base.cache_dir().join("fedrig"));
        let state = current_dir.join(state);
        Ok(Self {
            state: state.clone(),
            cache: current_dir.join(cache),
            user: std::env::var("USER").or_else(|_| std::env::var("LOGNAME")).unwrap_or_default(),
            gogc: std::env::var_os("GOGC"),
            search_path: std::env::var_os("PATH"),
            spec: Surroundings {
                home: Some(base.home_dir().to_owned()),
                kubeconfig: std::env::var_os("KUBECONFIG").filter(|value| !value.is_empty()),
                current_dir,
                run_dir: RunFolder::place(&state.join(".runs")),
            },
        })
    }

    /// The folder of the store.
    pub fn store(&self) -> PathBuf {
        self.cache.join("tools")
    }

    /// The mirror that a flag or variable names: a URL, or a directory.
    pub fn mirror(&self, text: &str) -> Result<Mirror, String> {
        if !text.contains("://") {
            return Ok(Mirror::Directory(self.spec.current_dir.join(text)));
        }
        text.parse().map_err(|error: MirrorError| error.to_string())
    }
}
