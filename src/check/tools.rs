//! The programs and the chart.

use super::definition::Finding::{FailWith, Pass};
use super::definition::{Check, Found, Group, Over};
use super::scene::{At, in_words};
use crate::step::{Action, Change, Error};
use crate::tool::Program;

const TOOL: Check = Check {
    group: Group::Tools,
    over: Over::Federation,
    pre: true,
    seconds: 120,
    hint: "`fedrig tools install -f <file>` fetches it, `fedrig tools verify` looks at what is there",
    ..Check::HOST
};

pub(super) const CHECKS: &[Check] = &[
    Check {
        id: "helm-there",
        statement: "helm is at hand in the wanted version",
        run: |at| Box::pin(tool(at, Program::Helm)),
        ..TOOL
    },
    Check {
        id: "kubectl-there",
        statement: "kubectl is at hand in the wanted version",
        run: |at| Box::pin(tool(at, Program::Kubectl)),
        ..TOOL
    },
    Check {
        id: "kubefedctl-there",
        statement: "kubefedctl is at hand in KubeFed's version",
        run: |at| Box::pin(tool(at, Program::Kubefedctl)),
        ..TOOL
    },
    Check {
        id: "chart-there",
        statement: "KubeFed's chart is at hand in the wanted version",
        run: |at| Box::pin(act(at, Action::FetchChart)),
        ..TOOL
    },
];

async fn tool(at: At<'_>, program: Program) -> Found {
    act(at, Action::FetchProgram(program)).await
}

async fn act(at: At<'_>, action: Action) -> Found {
    Ok(done(action.apply(at.scene.rig, &|_| {}).await))
}

/// What a step that only looks or fetches came to.
pub(super) fn done(result: Result<Change, Error>) -> super::definition::Finding {
    match result {
        Ok(Change::Changed(fact) | Change::Unchanged(fact)) => Pass(fact),
        Err(error) => FailWith(in_words(&error), error.hints()),
    }
}
