//! `fedrig env up`.

use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use semver::Version;
use tokio_util::sync::CancellationToken;

use super::super::surroundings::Machine;
use super::super::{Common, files, up as federation_up};
use super::wanted::WantedArgs;
use super::which::Which;
use super::{report, said};
use crate::compat::{Rule, node_image};
use crate::env::{Broken, Environment, Giving, Layout, Line, Place};
use crate::report::Exit;
use crate::report::human::warning;
use crate::report::terminal::Terminal;

pub(super) const EXAMPLES: &str = "Run again, it makes only what is missing. A cluster that fails stops no other; the exit code is
then 4, and 130 after an interruption, which removes what is half made.

Examples:
  fedrig env up eu-central us-east --kubernetes 1.33.13
  fedrig env up --name lab --count 4 --config kind-configs/region.yaml --load kubefed.tar
  fedrig env up --name lab --count 2 --federation 0.10.0 && fedrig up -f .fedrig/lab/federation.yaml
  fedrig env up --name far --count 2 --wan latency=150ms,loss=1%,rate=64KiB
";

#[derive(Debug, Args)]
pub(in crate::cli) struct Up {
    #[command(flatten)]
    wanted: WantedArgs,
    #[command(flatten)]
    which: Which,
    /// The node image [default: kind's own].
    #[arg(long, value_name = "IMAGE")]
    image: Option<String>,
    /// The Kubernetes version: short for `--image kindest/node:vVERSION`.
    #[arg(long, value_name = "VERSION", conflicts_with = "image")]
    kubernetes: Option<Version>,
    /// An image archive for each cluster; can be given several times.
    #[arg(long, value_name = "TAR")]
    load: Vec<PathBuf>,
    /// An image of the engine's for each cluster, by name; can be given several times.
    #[arg(long, value_name = "IMAGE")]
    image_in: Vec<String>,
    /// How the clusters get these images.
    #[arg(long, value_enum, default_value_t = ImagesBy::Load)]
    images_by: ImagesBy,
    /// Give no warning about versions; `fedrig tools versions` lists the rules.
    #[arg(long, value_name = "RULE")]
    allow: Vec<Rule>,
    /// How many clusters are made at once [default: as many as there are cores].
    #[arg(long, value_name = "N")]
    parallel: Option<usize>,
    /// Make clusters again that are there and do not work.
    #[arg(long)]
    recreate: bool,
    /// Each cluster in a container network of its own, joined by a TCP proxy in front of each.
    #[arg(long)]
    regions: bool,
    /// What the line between regions is like: latency=TIME and jitter=TIME each way, loss=PERCENT of
    /// the connections that are reset (the proxy sees connections, not packets), rate=BYTES a second
    /// a connection.
    #[arg(long, value_name = "NAME=VALUE,…")]
    wan: Option<Line>,
    /// The proxy between regions: an image of toxiproxy.
    #[arg(long, value_name = "IMAGE", default_value = "fedrig/wan-proxy:v2.12.0")]
    wan_image: String,
    /// Write federation.yaml beside the kubeconfigs, with this version of KubeFed: the first cluster
    /// is the host, all are members.
    #[arg(long, value_name = "KUBEFED")]
    federation: Option<Version>,
    /// And take that federation up; its host gets the control plane while the other clusters are
    /// still being made.
    #[arg(long, requires = "federation")]
    up: bool,
}

/// How clusters get their images.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum ImagesBy {
    /// Into each cluster when it runs, as `kind load` does.
    Load,
    /// Into a node image that is made once and kept: the clusters have them from the start. Needs
    /// --image or --kubernetes.
    Bake,
}

impl Up {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<Exit, Exit> {
        let usage = |text: String| files::usage(terminal, &text);
        if self.images_by == ImagesBy::Bake && self.image().is_none() {
            return Err(usage("--images-by bake needs --image or --kubernetes".to_owned()));
        }
        let machine = Machine::read(common).map_err(usage)?;
        let here = &machine.spec.current_dir;
        let name = self.which.env_name().map_err(usage)?;
        let wanted = self.wanted.read(&name, here).map_err(|problems| {
            for problem in &problems {
                files::usage(terminal, problem);
            }
            Exit::Usage
        })?;
        let environment = self.which.environment(&machine, wanted).map_err(usage)?;
        let environment = self.filled(environment, here);
        if let Some(untried) = self.untried() {
            terminal.error(&warning(&environment.name, &untried));
        }
        let (_, mut place) = self.which.tools.place(common, terminal).await?;
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        place.parallel = self.parallel.unwrap_or(cores).max(1);
        let say = said(terminal);
        let over = CancellationToken::new();
        let making = async {
            let made = environment.up(&place, &say).await;
            over.cancel();
            made
        };
        let (made, host) =
            tokio::join!(making, self.host_up(&environment, (&place, &over), common, terminal));
        let mut errors = made.errors;
        let mut file = None;
        if let Some(kubefed) = &self.federation {
            match environment.write_federation(kubefed, &made.endpoints) {
                Ok(path) => file = Some(path),
                Err(error) => errors.push(error),
            }
        }
        let exit = report(terminal, &environment, &errors);
        if place.cancel.is_cancelled() {
            return Ok(Exit::Interrupted);
        }
        match (file, exit, self.up) {
            (Some(file), Exit::Done, true) => {
                // What the host alone could not do, all of them can't either.
                if host != Exit::Done {
                    return Ok(host);
                }
                Ok(federation_up::Up::of(file).run(common, terminal).await)
            }
            (Some(file), Exit::Done, false) => {
                let file = file.strip_prefix(here).unwrap_or(&file).display().to_string();
                terminal.progress(&format!("\n`fedrig up -f {file}` makes a federation of them"));
                Ok(exit)
            }
            _ => Ok(exit),
        }
    }

    /// Takes the host up as soon as it is Ready, while the others are being made.
    async fn host_up(
        &self,
        environment: &Environment,
        (place, over): (&Place, &CancellationToken),
        common: &Common,
        terminal: &Terminal,
    ) -> Exit {
        let (true, Some(kubefed), Some(host)) =
            (self.up, &self.federation, environment.clusters.first())
        else {
            return Exit::Done;
        };
        let mut ready = place.ready.subscribe();
        let is_ready = ready.wait_for(|ready| ready.contains(&host.name));
        tokio::select! {
            _ = is_ready => {}
            () = over.cancelled() => {}
        }
        if !place.ready.borrow().contains(&host.name) {
            return Exit::Clusters;
        }
        match environment.write_host_alone(kubefed) {
            Ok(alone) => federation_up::Up::of(alone.path.clone()).run(common, terminal).await,
            Err(error) => report(terminal, environment, &[error]),
        }
    }

    fn filled(&self, environment: Environment, here: &Path) -> Environment {
        let layout = if self.regions || self.wan.is_some() {
            Layout::Regions { image: self.wan_image.clone(), line: self.wan.unwrap_or_default() }
        } else {
            Layout::Together
        };
        Environment {
            image: self.image(),
            archives: self.load.iter().map(|archive| here.join(archive)).collect(),
            images: self.image_in.clone(),
            giving: match self.images_by {
                ImagesBy::Load => Giving::Load,
                ImagesBy::Bake => Giving::Bake,
            },
            layout,
            broken: if self.recreate { Broken::MadeAgain } else { Broken::Named },
            ..environment
        }
    }

    /// What is to be said of this kind with this node image, if its tag is a Kubernetes version.
    fn untried(&self) -> Option<String> {
        let tag = self.image.as_deref().and_then(|image| {
            let untagged = image.split_once('@').map_or(image, |(name, _)| name);
            untagged.rsplit_once(":v")?.1.parse().ok()
        });
        let kubernetes: Version = self.kubernetes.clone().or(tag)?;
        let untried = node_image(&self.which.tools.kind, &kubernetes)?;
        (!self.allow.contains(&Rule::KindNodeImage)).then_some(untried)
    }

    fn image(&self) -> Option<String> {
        let version = self.kubernetes.as_ref().map(|version| format!("kindest/node:v{version}"));
        self.image.clone().or(version)
    }
}
