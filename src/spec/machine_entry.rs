//! The entries of what fedrig works with, as they are typed: programs and limits.

use schemars::JsonSchema;

use super::fields::Fields;
use super::source::{At, Notes};
use crate::tool::Program;

/// The programs to work with. Without an entry fedrig takes the version that it knows.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ToolsEntry {
    /// Installs the chart.
    pub helm: Option<ToolEntry>,
    /// Applies manifests.
    pub kubectl: Option<ToolEntry>,
    /// Joins and unjoins clusters. Without an entry it has KubeFed's version.
    pub kubefedctl: Option<ToolEntry>,
    /// Makes throw-away clusters.
    pub kind: Option<ToolEntry>,
}

/// A program.
#[derive(Debug, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct ToolEntry {
    /// The version to use; it is fetched if it is not there.
    #[schemars(extend("examples" = ["3.19.5"]))]
    pub version: Option<At<String>>,
    /// The program on this machine, relative to this file; nothing is fetched then.
    #[schemars(extend("examples" = ["/opt/helm/helm"]))]
    pub path: Option<At<String>>,
    /// An https URL where it is published, instead of at upstream: a fork's release, or a build of
    /// one's own. It takes `version` and `sha256`.
    #[schemars(extend("examples" = ["https://example.com/kubefedctl-0.10.0-fork.1-linux-amd64.tgz"]))]
    pub url: Option<At<String>>,
    /// The digest of what is at `url`, 64 hexadecimal digits.
    #[schemars(extend("pattern" = "^[0-9a-fA-F]{64}$"))]
    pub sha256: Option<At<String>>,
    /// The program's name in the packed tarball at `url`; without it, `url` is the program itself.
    #[schemars(extend("examples" = ["kubefedctl"]))]
    pub member: Option<At<String>>,
}

/// How long fedrig waits, as `90s`, `3m` or `1h 30m`.
#[derive(Debug, Default, JsonSchema)]
#[schemars(deny_unknown_fields)]
pub(super) struct TimeoutsEntry {
    /// From a join until the cluster is Ready.
    #[schemars(extend("default" = READY))]
    pub ready: Option<At<String>>,
    /// For the chart's installation or upgrade.
    #[schemars(extend("default" = CHART))]
    pub chart: Option<At<String>>,
    /// Until a workload is in a member.
    #[schemars(extend("default" = PROPAGATION))]
    pub propagation: Option<At<String>>,
}

/// The limit of `ready` without an entry.
pub(super) const READY: &str = "3m";
/// The limit of `chart` without an entry.
pub(super) const CHART: &str = "5m";
/// The limit of `propagation` without an entry.
pub(super) const PROPAGATION: &str = "2m";

impl ToolsEntry {
    pub(super) fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let Some(mut fields) = root.map("tools", notes) else { return Self::default() };
        let mut tool = |program: Program| ToolEntry::read(&mut fields, program, notes);
        let entry = Self {
            helm: tool(Program::Helm),
            kubectl: tool(Program::Kubectl),
            kubefedctl: tool(Program::Kubefedctl),
            kind: tool(Program::Kind),
        };
        fields.done(notes);
        entry
    }

    /// The entry of a program.
    pub(super) fn of(&self, program: Program) -> Option<&ToolEntry> {
        match program {
            Program::Helm => self.helm.as_ref(),
            Program::Kubectl => self.kubectl.as_ref(),
            Program::Kubefedctl => self.kubefedctl.as_ref(),
            Program::Kind => self.kind.as_ref(),
        }
    }
}

impl ToolEntry {
    fn read(tools: &mut Fields<'_>, program: Program, notes: &mut Notes<'_>) -> Option<Self> {
        let mut fields = tools.map(program.file_name(), notes)?;
        let entry = Self {
            version: fields.typed("version", notes),
            path: fields.text("path", notes),
            url: fields.text("url", notes),
            sha256: fields.typed("sha256", notes),
            member: fields.text("member", notes),
        };
        fields.done(notes);
        Some(entry)
    }
}

impl TimeoutsEntry {
    pub(super) fn read(root: &mut Fields<'_>, notes: &mut Notes<'_>) -> Self {
        let Some(mut fields) = root.map("timeouts", notes) else { return Self::default() };
        let entry = Self {
            ready: fields.typed("ready", notes),
            chart: fields.typed("chart", notes),
            propagation: fields.typed("propagation", notes),
        };
        fields.done(notes);
        entry
    }
}
