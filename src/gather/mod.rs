//! One archive of what a maintainer would ask for. Reads only. A piece that is not to be had is
//! noted, and stops no other; every piece has a deadline and a limit, and all text passes the
//! redactor at one door, the [`Shelf`].

mod cluster;
mod inventory;
mod lines;
mod logs;
mod machine;
mod objects;
mod pack;
mod secrets;
mod shelf;

use std::collections::BTreeMap;
use std::time::Duration;

use futures::future::join_all;

pub use cluster::ClusterGathering;
pub use inventory::{File, Inventory, Missing};
pub use pack::pack;
pub use secrets::known;
pub use shelf::{Drawer, Shelf};

use crate::name::ClusterName;
use crate::spec::Federation;
use crate::tool::docker::Docker;
use crate::tool::helm::Helm;

/// How long one question to a cluster or one program may take.
pub const PIECE: Duration = Duration::from_secs(30);

/// What is gathered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Topic {
    /// fedrig's own view: plan, status, accesses, history, versions, the file.
    Run,
    /// Objects of KubeFed and of what it stands on.
    Objects,
    /// Events.
    Events,
    /// Logs of containers.
    Logs,
    /// Logs of the nodes, where they are containers of this machine.
    Nodes,
}

impl Topic {
    /// All, in the order of the index.
    pub const ALL: [Self; 5] = [Self::Run, Self::Objects, Self::Events, Self::Logs, Self::Nodes];
}

/// What is asked for.
pub struct Request<'a> {
    /// The federation.
    pub federation: &'a Federation,
    /// The clusters.
    pub clusters: Vec<ClusterName>,
    /// The topics.
    pub topics: Vec<Topic>,
    /// How far logs go back.
    pub since: Duration,
    /// How many lines of a log are kept, the newest.
    pub lines: u32,
    /// Why the access to a cluster was not to be had.
    pub unreached: BTreeMap<ClusterName, String>,
    /// helm for the host, if there is one.
    pub helm: Option<Helm>,
    /// docker, if this machine has one.
    pub docker: Option<Docker>,
}

impl Request<'_> {
    /// Whether a topic is asked for.
    pub fn wants(&self, topic: Topic) -> bool {
        self.topics.contains(&topic)
    }
}

/// Puts what the clusters say onto the shelf, all at once; each cluster has the same share of it.
pub async fn gather(request: &Request<'_>, shelf: &Shelf) {
    let chosen = request.federation.all_clusters().filter(|it| request.clusters.contains(&it.name));
    let chosen: Vec<_> = chosen.collect();
    let share = shelf.left() / chosen.len().max(1) as u64;
    join_all(chosen.into_iter().map(|cluster| async move {
        let drawer = shelf.drawer(&format!("clusters/{}", cluster.name), share);
        ClusterGathering { request, cluster, drawer }.run().await;
    }))
    .await;
}

/// An answer within the time of a piece, or why there is none.
pub(crate) async fn in_time<T, E: std::fmt::Display>(
    question: impl Future<Output = Result<T, E>>,
) -> Result<T, String> {
    match tokio::time::timeout(PIECE, question).await {
        Ok(answer) => answer.map_err(|error| error.to_string()),
        Err(_) => Err(format!("no answer within {} s", PIECE.as_secs())),
    }
}
