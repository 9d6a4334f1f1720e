//! What a check is.

use std::fmt;
use std::time::Duration;

use futures::future::BoxFuture;
use serde::Serialize;

use super::scene::At;

/// A check.
#[derive(Clone, Copy)]
pub struct Check {
    /// Its name, and its anchor in `docs/troubleshooting.md`.
    pub id: &'static str,
    /// What it belongs to.
    pub group: Group,
    /// What is so when it passes; `<cluster>` is the one that it looks at.
    pub statement: &'static str,
    /// Which clusters it looks at.
    pub over: Over,
    /// Whether it makes sense before KubeFed is installed.
    pub pre: bool,
    /// What has to be so before it can be asked, by name; of the same cluster where these are per
    /// cluster.
    pub needs: &'static [&'static str],
    /// How long it may take, in seconds.
    pub seconds: u64,
    /// What to do when it fails, with a command in backticks; `<…>` is filled in.
    pub hint: &'static str,
    /// Finds out.
    pub run: for<'a> fn(At<'a>) -> BoxFuture<'a, Found>,
}

/// What a check found; an error is a check that could not be run, and why.
pub type Found = Result<Finding, String>;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Finding {
    /// It is so, and by what that is known.
    Pass(String),
    /// It is so, and should not stay so.
    Warn(String),
    /// The same, and there is more to say about what to do than the check's own hint.
    WarnWith(String, Vec<String>),
    /// It is not so, and why not.
    Fail(String),
    /// It is not so, and there is more to say about what to do than the check's own hint.
    FailWith(String, Vec<String>),
    /// It can't be asked here, and why not.
    Skipped(String),
}

/// What a check belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Group {
    /// The programs and the chart.
    Tools,
    /// How this machine gets at the clusters.
    Access,
    /// The clusters themselves.
    Clusters,
    /// What the credentials may do.
    Rights,
    /// Whether versions and clusters fit each other.
    Fit,
    /// What an earlier install left behind.
    Remains,
    /// KubeFed in the host.
    ControlPlane,
    /// Its webhook.
    Webhook,
    /// What makes a cluster a member.
    Joins,
    /// The members as the host's pods see them.
    FromHost,
    /// The types that are federated.
    Types,
    /// Whether objects arrive.
    Propagation,
}

impl Group {
    /// All of them, in the order of the catalogue.
    pub const ALL: [Self; 12] = [
        Self::Tools,
        Self::Access,
        Self::Clusters,
        Self::Rights,
        Self::Fit,
        Self::Remains,
        Self::ControlPlane,
        Self::Webhook,
        Self::Joins,
        Self::FromHost,
        Self::Types,
        Self::Propagation,
    ];

    /// Its name on the command line.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Tools => "tools",
            Self::Access => "access",
            Self::Clusters => "clusters",
            Self::Rights => "rights",
            Self::Fit => "fit",
            Self::Remains => "remains",
            Self::ControlPlane => "control-plane",
            Self::Webhook => "webhook",
            Self::Joins => "joins",
            Self::FromHost => "from-host",
            Self::Types => "types",
            Self::Propagation => "propagation",
        }
    }
}

impl fmt::Display for Group {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Which clusters a check looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Over {
    /// None alone: it looks at this machine, or at all of them together.
    Federation,
    /// The host.
    Host,
    /// Each cluster of the file.
    Clusters,
    /// Each cluster that joins.
    Members,
}

impl Over {
    /// In words, for the list.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Federation => "once",
            Self::Host => "the host",
            Self::Clusters => "each cluster",
            Self::Members => "each member",
        }
    }
}

impl Check {
    /// What most checks have in common: the host, after the install, within 10 s.
    pub(super) const HOST: Self = Self {
        id: "",
        group: Group::ControlPlane,
        statement: "",
        over: Over::Host,
        pre: false,
        needs: &[],
        seconds: 10,
        hint: "",
        run: |_| Box::pin(async { Err("nothing is asked".to_owned()) }),
    };
    /// The same of each member.
    pub(super) const MEMBER: Self = Self { group: Group::Joins, over: Over::Members, ..Self::HOST };
    /// The same of each cluster, before the install.
    pub(super) const CLUSTER: Self =
        Self { group: Group::Clusters, over: Over::Clusters, pre: true, ..Self::HOST };

    /// How long it may take.
    pub fn deadline(&self) -> Duration {
        Duration::from_secs(self.seconds)
    }

    /// Where it is described.
    pub fn page(&self) -> String {
        format!("docs/troubleshooting.md#{}", self.id)
    }
}

impl fmt::Debug for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id)
    }
}

/// As it stands in the list of all checks.
impl Serialize for Check {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        #[serde(rename_all = "camelCase")]
        struct Listed<'a> {
            id: &'a str,
            group: Group,
            statement: &'a str,
            over: Over,
            pre: bool,
            needs: &'a [&'a str],
            deadline_seconds: u64,
            hint: &'a str,
            page: String,
        }
        let Self { id, group, statement, over, pre, needs, seconds, hint, .. } = *self;
        let page = self.page();
        let listed = Listed {
            id,
            group,
            statement,
            over,
            pre,
            needs,
            deadline_seconds: seconds,
            hint,
            page,
        };
        listed.serialize(serializer)
    }
}
