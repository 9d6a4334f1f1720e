//! A cell at work: its names, its folders, and what its stages leave for each other.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::{Arc, OnceLock};
use std::time::Instant;

use super::federation::FederationText;
use super::log::Log;
use super::names::Names;
use super::remains::Contents;
use super::spans::news;
use super::stage::Kit;
use super::{Event, Request, Tools, expectation};
use crate::name::ClusterName;
use crate::tool::Stream;
use crate::tool::docker::Docker;
use crate::tool::fedrig::{Fedrig, Flags};
use crate::verdict::{Cell, Expectation, KubeFed, Scope, Stage};

/// A cell at work.
pub(super) struct Desk {
    pub cell: Cell,
    pub expected: Expectation,
    pub names: Names,
    pub request: Arc<Request>,
    pub tools: Arc<Tools>,
    /// When the cell began.
    pub began: Instant,
    kit: OnceLock<Kit>,
    before: OnceLock<BTreeMap<ClusterName, Contents>>,
}

impl Desk {
    /// The desk of a cell that begins now.
    pub fn of(cell: Cell, request: &Arc<Request>, tools: &Arc<Tools>) -> Self {
        Self {
            expected: expectation(&cell),
            names: Names::of(&cell, &request.prefix, request.members),
            cell,
            request: Arc::clone(request),
            tools: Arc::clone(tools),
            began: Instant::now(),
            kit: OnceLock::new(),
            before: OnceLock::new(),
        }
    }

    /// The cell's folder in the report.
    pub fn folder(&self) -> PathBuf {
        self.request.out.join("cells").join(&self.names.id)
    }

    /// Its folder for what is nobody else's: kubeconfigs, states, archives.
    pub fn work(&self) -> PathBuf {
        self.request.work.join(self.names.federation.as_str())
    }

    /// The folder of the clusters' kubeconfigs.
    pub fn env_folder(&self) -> PathBuf {
        self.work().join("env")
    }

    /// The state directory of its children.
    pub fn state_dir(&self) -> PathBuf {
        self.work().join("state")
    }

    /// The federation.yaml for a stage; the upgrade goes by the cell's own.
    pub fn file(&self, stage: Stage) -> PathBuf {
        let name = if stage == Stage::Namespaced { "namespaced" } else { "federation" };
        self.work().join(format!("{name}.yaml"))
    }

    /// Writes the federation.yaml for a stage.
    pub fn write_file(&self, kubefed: &KubeFed, stage: Stage) -> std::io::Result<PathBuf> {
        let scope = if stage == Stage::Namespaced { Scope::Namespaced } else { self.cell.scope };
        let built = self.find_kit().and_then(|kit| kit.tree.as_ref());
        let text = FederationText { names: &self.names, kubefed, built, scope, stage }.render();
        let file = self.file(stage);
        std::fs::write(&file, text)?;
        Ok(file)
    }

    /// The log of a stage.
    pub fn log(&self, stage: Stage) -> Log {
        Log::begin(&self.folder().join("logs").join(format!("{stage}.log")), self.began)
    }

    /// fedrig as a child of a stage: its lines go into the log, and what is news to who watches.
    pub fn fedrig(&self, stage: Stage, log: &Log) -> Fedrig {
        let (hearing, id) = (Arc::clone(&self.tools.hearing), self.names.id.clone());
        let hear = log.hear(move |stream, line| {
            let news = match stream {
                Stream::Out => news(line),
                Stream::Err => (line.starts_with("  ") || stage == Stage::Suite)
                    .then(|| line.trim().to_owned()),
            };
            if let Some(text) = &news {
                hearing(&Event::Said { id: &id, stage, text });
            }
        });
        let exec = self.tools.exec.clone().heard_by(hear);
        let flags = Flags { state_dir: self.state_dir(), ..self.tools.flags.clone() };
        Fedrig::at(exec, self.tools.fedrig.clone(), &flags)
    }

    /// docker as a child of a stage.
    pub fn docker(&self, log: &Log) -> Docker {
        let exec = self.tools.exec.clone().heard_by(log.hear(|_, _| {}));
        Docker::at(exec, self.tools.docker.clone())
    }

    /// Tells who watches.
    pub fn say(&self, stage: Stage, text: &str) {
        (self.tools.hearing)(&Event::Said { id: &self.names.id, stage, text });
    }

    /// What the first stage found.
    pub fn kit(&self) -> &Kit {
        self.kit.get().expect("the stack comes before what needs it")
    }

    /// What the first stage found, if it got so far.
    pub fn find_kit(&self) -> Option<&Kit> {
        self.kit.get()
    }

    /// Keeps what the first stage found.
    pub fn keep_kit(&self, kit: Kit) {
        // A stage runs once.
        let _ = self.kit.set(kit);
    }

    /// What each cluster had before anything was installed.
    pub fn before(&self) -> &BTreeMap<ClusterName, Contents> {
        static NOTHING: BTreeMap<ClusterName, Contents> = BTreeMap::new();
        self.before.get().unwrap_or(&NOTHING)
    }

    /// Keeps what each cluster had before anything was installed.
    pub fn keep_before(&self, contents: BTreeMap<ClusterName, Contents>) {
        // A stage runs once.
        let _ = self.before.set(contents);
    }
}
