//! A plan: steps in an order in which each comes after what it needs.

use std::fmt;

use super::Warning;
use crate::name::ClusterName;
use crate::step::Action;

/// Who a step belongs to: the lines of the report.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "camelCase", tag = "kind", content = "cluster")]
pub enum Lane {
    /// Getting the programs and the chart.
    Tools,
    /// The control plane in the host.
    ControlPlane,
    /// What is federated.
    Workloads,
    /// One cluster.
    Cluster(ClusterName),
}

impl fmt::Display for Lane {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Tools => f.pad("tools"),
            Self::ControlPlane => f.pad("control-plane"),
            Self::Workloads => f.pad("workloads"),
            Self::Cluster(name) => f.pad(name.as_str()),
        }
    }
}

/// What a step is called in plans and events: `join us-east`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(transparent)]
pub struct StepId(String);

impl StepId {
    /// The id of what an action does.
    pub fn of(action: &Action) -> Self {
        Self(action.to_string())
    }
}

impl fmt::Display for StepId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// One thing to do, and what has to be done before.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct Step {
    /// Its name, unique in the plan.
    pub id: StepId,
    /// Who it belongs to.
    pub lane: Lane,
    /// The steps that have to succeed before.
    pub needs: Vec<StepId>,
    /// Why it is in the plan: what was found, against what is wanted.
    pub reason: String,
    /// What it does.
    #[serde(skip)]
    pub action: Action,
}

/// Steps in topological order.
#[derive(Debug, Clone, Default, PartialEq, serde::Serialize)]
pub struct Plan {
    steps: Vec<Step>,
    warnings: Vec<Warning>,
}

impl Plan {
    /// The steps, each after what it needs.
    pub fn steps(&self) -> &[Step] {
        &self.steps
    }

    /// Adds a step behind those that it needs, and gives its id.
    ///
    /// Ids come from steps that were added before, so a plan can't have a circle.
    pub(crate) fn add(
        &mut self,
        lane: Lane,
        action: Action,
        needs: &[&StepId],
        reason: impl Into<String>,
    ) -> StepId {
        let id = StepId::of(&action);
        debug_assert!(self.steps.iter().all(|step| step.id != id), "two steps `{id}`");
        let needs = needs.iter().map(|id| (*id).clone()).collect();
        self.steps.push(Step { id: id.clone(), lane, needs, reason: reason.into(), action });
        id
    }

    /// Lets everything wait for all that is fetched: what can't be had is known before anything is
    /// changed.
    pub(super) fn after_fetching(mut self) -> Self {
        let is_fetch =
            |step: &Step| matches!(step.action, Action::FetchProgram(_) | Action::FetchChart);
        let (fetches, mut others): (Vec<Step>, Vec<Step>) =
            self.steps.into_iter().partition(|step| is_fetch(step));
        let ids: Vec<StepId> = fetches.iter().map(|step| step.id.clone()).collect();
        for step in &mut others {
            step.needs.retain(|need| !ids.contains(need));
            if step.needs.is_empty() {
                step.needs.clone_from(&ids);
            }
        }
        self.steps = fetches;
        self.steps.extend(others);
        self
    }

    /// With what is done as wanted, and should not be wanted.
    pub(super) fn warning(self, warnings: Vec<Warning>) -> Self {
        Self { warnings, ..self }
    }

    /// What is not safe about it.
    pub fn warnings(&self) -> &[Warning] {
        &self.warnings
    }

    /// Whether there is nothing to do.
    pub fn is_empty(&self) -> bool {
        self.steps.is_empty()
    }
}
