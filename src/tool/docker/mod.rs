//! docker: containers, networks and images of an engine. What fedrig makes there has labels of its
//! own, so that it is found again when the run that made it is long gone.

mod container;
mod image;
mod kind_node;
mod network;
mod nodes;

use std::path::PathBuf;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;

pub use container::{Container, NewContainer};
pub use image::Image;
pub use kind_node::{KIND_CLUSTER, KindNode};
pub use network::Network;

use super::{Exec, Invocation, ToolFailure};

/// How long a question may take.
const LIMIT: Duration = Duration::from_secs(60);
/// How long it may take to move an image: into a container, out of the engine, from a registry.
const MOVING: Duration = Duration::from_secs(600);
/// How often a list is asked for when something on it went away meanwhile.
const LOOKS: usize = 5;

/// docker at a path.
#[derive(Debug, Clone)]
pub struct Docker {
    exec: Exec,
    program: PathBuf,
}

/// The engine, as it describes itself.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "PascalCase")]
pub struct Engine {
    /// Its version.
    pub server_version: String,
    /// Where it keeps images and volumes, on its own machine.
    pub docker_root_dir: PathBuf,
    /// The memory of its machine, in bytes.
    pub mem_total: u64,
    /// The host name of its machine.
    pub name: String,
}

impl Docker {
    /// docker at the absolute path `program`.
    pub fn at(exec: Exec, program: PathBuf) -> Self {
        Self { exec, program }
    }

    /// The same, for what has to be done at the end of a cancelled run as well.
    pub fn uncancelled(&self) -> Self {
        Self { exec: self.exec.uncancelled(), program: self.program.clone() }
    }

    /// The engine; fails when none answers.
    pub async fn engine(&self) -> Result<Engine, ToolFailure> {
        let call = self.call().args(["info", "--format", "{{json .}}"]);
        self.exec.ask(call, LIMIT, "the engine's description").await
    }

    /// Lists things and describes each. What goes away between the two questions makes docker fail,
    /// and somebody else on the machine may always be removing something: then it is asked again.
    async fn describe<T: DeserializeOwned>(
        &self,
        list: Invocation,
        inspect: Invocation,
        wanted: &'static str,
    ) -> Result<Vec<T>, ToolFailure> {
        let mut looks = 1;
        loop {
            let said = self.exec.run(list.clone(), LIMIT).await?.stdout;
            let names: Vec<&str> = said.split_whitespace().collect();
            if names.is_empty() {
                return Ok(Vec::new());
            }
            let described = self.exec.ask(inspect.clone().args(names), LIMIT, wanted).await;
            match described {
                Err(error) if looks < LOOKS && is_gone(&error) => looks += 1,
                described => return described,
            }
        }
    }

    /// Removes something; what is not there is no failure.
    async fn remove(&self, call: Invocation) -> Result<(), ToolFailure> {
        match self.exec.run(call, LIMIT).await {
            Err(error) if is_gone(&error) => Ok(()),
            removed => removed.map(drop),
        }
    }

    fn call(&self) -> Invocation {
        Invocation::of(&self.program)
    }
}

/// Whether docker failed because what it was asked about is not there. The words are those of docker
/// 20.10 and 28: `Error: No such object: x`, `Error response from daemon: network x not found`.
fn is_gone(error: &ToolFailure) -> bool {
    let said = error.stderr().to_ascii_lowercase();
    said.contains("no such") || said.contains("not found")
}
