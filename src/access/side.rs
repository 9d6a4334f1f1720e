//! One access to one cluster: whether it works, as whom, and what it shows.

use std::time::{Duration, Instant};

use serde::Serialize;

use crate::kubeconfig::Kubeconfig;
use crate::tool::Access;
use crate::watch::identity::{Nodes, nodes, user};
use crate::watch::probe::{kubernetes, may_do_everything};
use crate::watch::{Unreachable, client};

/// How long a cluster may take for all answers.
const DEADLINE: Duration = Duration::from_secs(10);

/// An access, tried.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Side {
    /// The kubeconfig.
    pub kubeconfig: std::path::PathBuf,
    /// Its context.
    pub context: String,
    /// The API server's address in it.
    pub server: Option<String>,
    /// The cluster's Kubernetes version.
    pub kubernetes: Option<String>,
    /// The cluster's nodes, where the user may see them.
    pub nodes: Option<Nodes>,
    /// The user's name in the cluster, where the cluster can tell it.
    pub user: Option<String>,
    /// Whether the user may do everything.
    pub may_do_everything: Option<bool>,
    /// How long it took.
    pub took_seconds: f64,
    /// Why it does not work.
    pub problem: Option<Problem>,
}

/// Why an access does not work.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Problem {
    /// The cause.
    pub cause: String,
    /// What to do next.
    pub hint: String,
}

struct Seen {
    kubernetes: String,
    nodes: Option<Nodes>,
    user: Option<String>,
    may_do_everything: bool,
}

impl Side {
    /// The user's access, which has to be an administrator's.
    pub(super) async fn of_user(access: &Access) -> Self {
        let mut side = Self::of_fedrig(access).await;
        if side.may_do_everything == Some(false) {
            let message = "they may not do everything, which a role for KubeFed takes".to_owned();
            side.problem = Some(Problem::of(&Unreachable::Forbidden { message }, access));
        }
        side
    }

    /// An access that was not to be had.
    pub(super) fn without(access: &Access, problem: Problem) -> Self {
        Self {
            kubeconfig: access.kubeconfig.clone(),
            context: access.context.to_string(),
            server: None,
            kubernetes: None,
            nodes: None,
            user: None,
            may_do_everything: None,
            took_seconds: 0.0,
            problem: Some(problem),
        }
    }

    /// fedrig's own access, which may do what its role says.
    pub(super) async fn of_fedrig(access: &Access) -> Self {
        let began = Instant::now();
        let entry = Kubeconfig::read(access.file())
            .and_then(|file| file.resolve(&access.context))
            .and_then(|entry| entry.refuse_programs(&[]).map(|()| entry));
        let (server, asked) = match entry {
            Ok(entry) => (Some(entry.server_as_written), in_time(ask(access)).await),
            Err(error) => (None, Err(Unreachable::Other { reason: error.to_string() })),
        };
        let (seen, problem) = match asked {
            Ok(seen) => (Some(seen), None),
            Err(error) => (None, Some(Problem::of(&error, access))),
        };
        Self {
            kubeconfig: access.kubeconfig.clone(),
            context: access.context.to_string(),
            server,
            kubernetes: seen.as_ref().map(|seen| seen.kubernetes.clone()),
            nodes: seen.as_ref().and_then(|seen| seen.nodes),
            user: seen.as_ref().and_then(|seen| seen.user.clone()),
            may_do_everything: seen.as_ref().map(|seen| seen.may_do_everything),
            took_seconds: began.elapsed().as_secs_f64(),
            problem,
        }
    }
}

impl Problem {
    fn of(error: &Unreachable, access: &Access) -> Self {
        let causes = std::iter::successors(std::error::Error::source(error), |it| it.source());
        let all = std::iter::once(error.to_string()).chain(causes.map(ToString::to_string));
        Self { cause: all.collect::<Vec<_>>().join(": "), hint: error.hint(access) }
    }
}

/// A cluster tells its version to everybody, so only the other answers prove the credentials.
async fn ask(access: &Access) -> Result<Seen, Unreachable> {
    let client = client::connect(access).await?;
    let (kubernetes, nodes, user, may_do_everything) = tokio::try_join!(
        kubernetes(&client),
        nodes(&client),
        user(&client),
        may_do_everything(&client),
    )?;
    Ok(Seen { kubernetes: format!("v{kubernetes}"), nodes, user, may_do_everything })
}

/// An answer, or that there was none in time.
pub(super) async fn in_time<T>(
    question: impl Future<Output = Result<T, Unreachable>>,
) -> Result<T, Unreachable> {
    let answer = tokio::time::timeout(DEADLINE, question).await;
    answer.unwrap_or_else(|_| {
        let reason = format!("it did not answer everything within {} s", DEADLINE.as_secs());
        Err(Unreachable::Other { reason })
    })
}
