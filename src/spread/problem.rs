//! What is wrong with what is asked for: all of it at once.

use std::collections::BTreeSet;

use super::requested::Requested;
use super::seen::Seen;
use super::workload::Workload;
use crate::name::ClusterName;
use crate::spec::Scope;

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Problem {
    /// There is no federated object.
    #[error("{workload} in {} is not federated", workload.namespace)]
    NotFederated {
        /// What is to be spread.
        workload: Workload,
    },
    /// Without a federated namespace nothing arrives anywhere.
    #[error("namespace `{}` is not federated, so nothing of it arrives in a member", workload.namespace)]
    NamespaceNotFederated {
        /// What is to be spread.
        workload: Workload,
    },
    /// A member that nobody knows.
    #[error("no cluster `{member}` is joined")]
    Unknown {
        /// As it was typed.
        member: ClusterName,
        /// Those that are joined.
        known: Vec<ClusterName>,
    },
    /// A member in which nothing of the namespace arrives.
    #[error("`{member}` can't get replicas: namespace `{}` is not placed there", workload.namespace)]
    NotPlaced {
        /// The member.
        member: ClusterName,
        /// What is to be spread.
        workload: Workload,
    },
    /// A member that the selectors leave out.
    #[error(
        "`{member}` can't get replicas: with `--intersect` only what `clusterSelector` of workload and namespace select counts"
    )]
    NotSelected {
        /// The member.
        member: ClusterName,
        /// What is to be spread.
        workload: Workload,
    },
    /// With `--intersect` and without selectors KubeFed does nothing at all.
    #[error(
        "`--intersect` selects no member: workload and namespace need a `clusterSelector` that does"
    )]
    SelectsNobody {
        /// What is to be spread.
        workload: Workload,
    },
    /// A minimum above the maximum.
    #[error("`{member}` is to get at least {min} and at most {max} replicas")]
    MinAboveMax {
        /// The member.
        member: String,
        /// At least.
        min: i64,
        /// At most.
        max: i64,
    },
    /// The minima are more than there is.
    #[error("the minima add up to {minima}, and there are {total} replicas in all")]
    MinimaAboveTotal {
        /// All minima together.
        minima: i64,
        /// All replicas.
        total: i64,
    },
}

impl Problem {
    /// All that is wrong with what is asked for.
    pub fn all(asked: &Requested, workload: &Workload, seen: &Seen) -> Vec<Self> {
        let workload = workload.clone();
        let mut found = Vec::new();
        if seen.workload.is_none() {
            found.push(Self::NotFederated { workload: workload.clone() });
        }
        if seen.namespace.is_none() && seen.scope == Scope::Cluster {
            found.push(Self::NamespaceNotFederated { workload: workload.clone() });
        }
        found.extend(
            asked
                .named()
                .into_iter()
                .filter_map(|member| of_member(member, asked, &workload, seen)),
        );
        if asked.intersect && seen.workload.is_some() && seen.selected().is_empty() {
            found.push(Self::SelectsNobody { workload });
        }
        found.extend(of_numbers(asked, seen));
        found
    }

    /// What to do about it.
    pub fn hint(&self, file: &str) -> String {
        let get = |workload: &Workload, what: &str| {
            let namespace = &workload.namespace;
            format!(
                "`kubectl --namespace {namespace} get {what} --output yaml` in the host shows its placement"
            )
        };
        match self {
            Self::NotFederated { workload } | Self::NamespaceNotFederated { workload } => format!(
                "`fedrig federate {workload} --namespace {} --file {file}` federates it",
                workload.namespace
            ),
            Self::Unknown { known, .. } => {
                let known: Vec<&str> = known.iter().map(ClusterName::as_str).collect();
                format!("joined are {}; `fedrig status --file {file}` shows them", known.join(", "))
            }
            Self::NotPlaced { workload, .. } => {
                get(workload, &format!("federatednamespace/{}", workload.namespace))
            }
            Self::NotSelected { workload, .. } | Self::SelectsNobody { workload } => {
                get(workload, &format!("federated{}/{}", workload.kind.word(), workload.name))
            }
            Self::MinAboveMax { .. } => "make `--min` smaller or `--max` greater".to_owned(),
            Self::MinimaAboveTotal { minima, .. } => {
                format!("`--total {minima}` is the least that gives each its minimum")
            }
        }
    }
}

fn of_member(
    member: &ClusterName,
    asked: &Requested,
    workload: &Workload,
    seen: &Seen,
) -> Option<Problem> {
    let (member, workload) = (member.clone(), workload.clone());
    if !seen.clusters.contains_key(&member) {
        let known = seen.clusters.keys().cloned().collect();
        return Some(Problem::Unknown { member, known });
    }
    // One that is to get nothing may be anywhere.
    let wish = asked.preferences(&BTreeSet::new()).of(&member)?;
    let gets_nothing = (wish.weight == 0 && wish.min == 0) || wish.max == Some(0);
    // What is not federated at all was said.
    let has_namespace = seen.namespace.is_some() || seen.scope == Scope::Namespaced;
    if gets_nothing || !has_namespace {
        return None;
    }
    if !seen.reachable().contains(&member) {
        return Some(Problem::NotPlaced { member, workload });
    }
    let selected = seen.selected();
    let is_left_out = asked.intersect && !selected.is_empty() && !selected.contains(&member);
    is_left_out.then_some(Problem::NotSelected { member, workload })
}

fn of_numbers(asked: &Requested, seen: &Seen) -> Vec<Problem> {
    let wanted = asked.preferences(&BTreeSet::new());
    let members = wanted.members.iter().map(|(name, wish)| (name.to_string(), *wish));
    let others = wanted.others.map(|wish| ("*".to_owned(), wish));
    let mut found: Vec<Problem> = members
        .chain(others)
        .filter_map(|(member, wish)| {
            let max = wish.max.filter(|max| wish.min > *max)?;
            Some(Problem::MinAboveMax { member, min: wish.min, max })
        })
        .collect();
    let of_each = seen
        .clusters
        .keys()
        .chain(wanted.members.keys().filter(|member| !seen.clusters.contains_key(*member)));
    let minima: i64 = of_each.filter_map(|member| Some(wanted.of(member)?.min)).sum();
    if minima > asked.total {
        found.push(Problem::MinimaAboveTotal { minima, total: asked.total });
    }
    found
}
