//! `fedrig spread`.

use std::path::Path;
use std::time::Duration;

use clap::Args;

use super::form::Form;
use super::measures::duration;
use super::share::{count, share};
use super::{Common, FileArg};
use crate::name::Namespace;
use crate::report::Exit;
use crate::report::terminal::Terminal;
use crate::spread::{Kind, Requested, Share, Workload};

mod apply;
mod remove;
mod scene;
mod wait;

/// Spread the replicas of a federated workload over the members.
#[derive(Debug, Args)]
#[command(
    after_help = "Without --weight all members get alike. With it, those get something that are named: a member with --min or --max and no --weight has the weight 1; `*=1` means all others.\n\nExits with 11 when the replicas are not where they belong within --timeout. --follow ends on Ctrl-C, with 0.\n\nExamples:\n  fedrig spread deployment/web -n shop --total 12\n  fedrig spread deployment/web -n shop --total 12 --weight eu-west=2,us-east=1 --min eu-west=3 --max ap-south=4 --rebalance\n  fedrig spread deployment/web -n shop --total 12 --dry-run -o yaml\n  fedrig spread deployment/web -n shop --total 12 --rebalance --follow\n  fedrig spread deployment/web -n shop --remove\n"
)]
pub(super) struct Spread {
    /// The workload: `deployment/NAME` or `replicaset/NAME`.
    #[arg(value_name = "KIND/NAME", value_parser = kind_and_name)]
    workload: (Kind, String),
    #[command(flatten)]
    file: FileArg,
    /// The namespace of the workload.
    #[arg(short, long, default_value = "default")]
    namespace: Namespace,
    /// How many replicas there are to be in all members together.
    #[arg(long, value_name = "N", value_parser = count, required_unless_present = "remove")]
    total: Option<i64>,
    /// The part of each member; several are told apart by commas.
    #[arg(long, value_name = "MEMBER=N", value_delimiter = ',', value_parser = share)]
    weight: Vec<Share>,
    /// How many a member gets first.
    #[arg(long, value_name = "MEMBER=N", value_delimiter = ',', value_parser = share)]
    min: Vec<Share>,
    /// How many a member gets at most.
    #[arg(long, value_name = "MEMBER=N", value_delimiter = ',', value_parser = share)]
    max: Vec<Share>,
    /// Replicas that run may be moved to another member, to get it as it is wished for.
    #[arg(long)]
    rebalance: bool,
    /// Only the members that the `clusterSelector` of workload and namespace select.
    #[arg(long)]
    intersect: bool,
    /// Show what would be made of it, and change nothing; with `-o yaml` or `json` the object.
    #[arg(long)]
    dry_run: bool,
    /// Take the preference away; replicas and placement stay as they are.
    #[arg(long, conflicts_with_all = ["total", "weight", "min", "max", "rebalance", "intersect", "follow"])]
    remove: bool,
    /// How long the replicas may take to be where they belong.
    #[arg(long, value_name = "DURATION", default_value = "2m", value_parser = duration)]
    timeout: Duration,
    /// Go on, and tell what changes: who is lost and back, and who gets how many.
    #[arg(long, conflicts_with = "dry_run")]
    follow: bool,
    /// End the following after this time.
    #[arg(long = "for", value_name = "DURATION", requires = "follow", value_parser = duration)]
    limit: Option<Duration>,
    /// How to write it; with `--follow`, JSON is an object a line.
    #[arg(short, long, value_enum, default_value_t = Form::Table)]
    output: Form,
}

impl Spread {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Exit {
        let done = if self.remove {
            self.take_away(common, terminal).await
        } else {
            self.apply(common, terminal).await
        };
        done.unwrap_or_else(|exit| exit)
    }

    fn file(&self) -> &Path {
        &self.file.file
    }

    fn workload(&self) -> Workload {
        let (kind, name) = self.workload.clone();
        Workload { kind, name, namespace: self.namespace.clone() }
    }

    fn requested(&self) -> Requested {
        Requested {
            total: self.total.unwrap_or_default(),
            weights: self.weight.clone(),
            minima: self.min.clone(),
            maxima: self.max.clone(),
            rebalance: self.rebalance,
            intersect: self.intersect,
        }
    }
}

fn kind_and_name(text: &str) -> Result<(Kind, String), String> {
    let (kind, name) = text.split_once('/').ok_or("write kind and name: `deployment/web`")?;
    // The names of workloads may have dots, which those of namespaces may not.
    let is_name = !name.is_empty()
        && name.len() <= 253
        && name.bytes().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || b"-.".contains(&c));
    if is_name { Ok((kind.parse()?, name.to_owned())) } else { Err(format!("`{name}` is no name")) }
}
