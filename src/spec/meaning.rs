//! What the typed fields mean: turns text into names, versions, paths and limits, and notes what is
//! none.

use std::collections::BTreeMap;
use std::path::{Component, Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;

use jiff::SignedDuration;
use semver::Version;

use super::Surroundings;
use super::federation::{Cluster, Federation, HostJoins, KubeFed, Scope, Timeouts, ToolWish};
use super::file::FederationFile;
use super::kubefed_entry::{self, KubeFedEntry};
use super::machine_entry::{self, TimeoutsEntry, ToolsEntry};
use super::oci;
use super::source::{At, Notes};
use crate::kubeconfig::ReadOnce;
use crate::kubeconfig::similar::did_you_mean;
use crate::name::{NameError, suggest_label};
use crate::tool::{Program, version};

/// The notes, and what paths are relative to.
pub(super) struct Meaning<'a> {
    pub notes: Notes<'a>,
    pub surroundings: &'a Surroundings,
    /// The kubeconfigs that were read until now.
    pub kubeconfigs: ReadOnce,
    file: PathBuf,
}

impl<'a> Meaning<'a> {
    pub fn new(notes: Notes<'a>, surroundings: &'a Surroundings) -> Self {
        let file = tidy(&surroundings.current_dir.join(&notes.file));
        Self { notes, surroundings, kubeconfigs: ReadOnce::default(), file }
    }

    /// The whole; nothing if a part of it is missing, which is noted then.
    pub fn federation(&mut self, typed: &FederationFile) -> Option<Federation> {
        let name = self.name(typed.metadata.as_ref().and_then(|entry| entry.name.as_ref()));
        let host_joins = match typed.host.as_ref().and_then(|host| host.join.as_ref()) {
            Some(At { value: false, .. }) => HostJoins::No,
            Some(At { value: true, .. }) | None => HostJoins::Yes,
        };
        let (host, members) = self.clusters(typed, host_joins);
        let kubefed = self.kubefed(&typed.kubefed);
        if let Some(kubefed) = &kubefed {
            self.an_old_kubefed_can(typed, &kubefed.version);
        }
        let tools = self.tools(&typed.tools);
        let mirror = typed.mirror.as_ref().map(|mirror| self.mirror(mirror));
        let timeouts = self.timeouts(&typed.timeouts);
        let scope = kubefed.as_ref().map_or(Scope::Cluster, |kubefed| kubefed.scope);
        let joining: Vec<&Cluster> =
            host.iter().filter(|_| host_joins == HostJoins::Yes).chain(&members).collect();
        let workloads = self.workloads(&typed.workloads, &joining, scope);
        let allow = typed.allow.iter().filter_map(|at| self.rule(at)).collect();
        Some(Federation {
            name: name?,
            file: self.file.clone(),
            host: host?,
            host_joins,
            members,
            kubefed: kubefed?,
            tools,
            mirror: mirror.flatten(),
            timeouts: timeouts?,
            workloads: Some(workloads),
            allow,
        })
    }

    /// A name of any kind.
    pub fn name<T: FromStr<Err = NameError>>(&mut self, at: Option<&At<String>>) -> Option<T> {
        let at = at?;
        match at.value.parse() {
            Ok(name) => Some(name),
            Err(error) => {
                let suggestion = match &error {
                    NameError::NotALabel { text } => suggest_label(text),
                    NameError::Empty | NameError::TooLong { .. } | NameError::Control { .. } => {
                        None
                    }
                };
                let suggestion = suggestion.filter(|name| name.parse::<T>().is_ok());
                let instead = suggestion.map(|name| format!("write `{name}`"));
                self.notes.add(at, error.to_string(), instead);
                None
            }
        }
    }

    /// A path, made absolute: relative to the federation.yaml, `~` is the person's home.
    pub fn path(&mut self, at: &At<String>) -> Option<PathBuf> {
        if at.value.is_empty() {
            self.notes.add(at, "a path can't be empty", None);
            return None;
        }
        let rest =
            at.value.strip_prefix('~').filter(|rest| rest.is_empty() || rest.starts_with('/'));
        let Some(rest) = rest else {
            let folder = self.file.parent().unwrap_or(Path::new("/"));
            return Some(tidy(&folder.join(&at.value)));
        };
        let Some(home) = &self.surroundings.home else {
            self.notes.add(at, "`~` means nothing here, since HOME is not set", None);
            return None;
        };
        Some(tidy(&home.join(rest.trim_start_matches('/'))))
    }

    fn kubefed(&mut self, typed: &KubeFedEntry) -> Option<KubeFed> {
        let version = typed.version.as_ref().map(|at| self.version(at));
        let namespace = typed.namespace.as_ref().map(|at| self.name(Some(at)));
        let release = typed.release.as_ref().map(|at| self.name(Some(at)));
        let scope = typed.scope.as_ref().map_or(Some(Scope::Cluster), |at| self.scope(at));
        let registry = self.registry(typed);
        let file = typed.chart.as_ref().filter(|at| !at.value.starts_with(oci::SCHEME));
        let chart = file.and_then(|at| self.existing(at, "chart"));
        let version = version.unwrap_or_else(|| version::parse(kubefed_entry::VERSION));
        let hooks = self.hooks(typed, version.as_ref());
        let image = typed.image.as_ref().map(|at| self.image(at));
        let registry_mirror = typed.registry_mirror.as_ref().map(|at| self.registry_mirror(at));
        if let (Some(set), Some(scope)) =
            (typed.values.as_ref().and_then(|values| values.scope.as_ref()), scope)
            && set.value != scope.as_str()
        {
            let message =
                format!("fedrig sets this value to `{}`, by `kubefed.scope`", scope.as_str());
            let instead = format!("delete it, and write `scope: {}` in `kubefed`", set.value);
            self.notes.add(set, message, Some(instead));
        }
        Some(KubeFed {
            version: version?,
            namespace: namespace.unwrap_or_else(|| kubefed_entry::NAMESPACE.parse().ok())?,
            release: release.unwrap_or_else(|| kubefed_entry::RELEASE.parse().ok())?,
            scope: scope?,
            chart,
            registry,
            image: image.flatten(),
            registry_mirror: registry_mirror.flatten(),
            hooks: hooks?,
            values: typed.values.as_ref().map(|values| values.json.clone()).unwrap_or_default(),
        })
    }

    fn version(&mut self, at: &At<String>) -> Option<Version> {
        let found = version::parse(&at.value);
        if found.is_none() {
            let longer = format!("{}.0", at.value);
            let instead =
                if version::parse(&longer).is_some() { longer } else { "0.10.0".to_owned() };
            let message = format!("`{}` is not a version of three numbers", at.value);
            self.notes.add(at, message, Some(format!("such as `{instead}`")));
        }
        found
    }

    fn scope(&mut self, at: &At<String>) -> Option<Scope> {
        let found = Scope::ALL.into_iter().find(|scope| scope.as_str() == at.value);
        if found.is_none() {
            let near = did_you_mean(&at.value, Scope::ALL.map(Scope::as_str));
            let instead = match near {
                Some(near) => format!("did you mean `{near}`?"),
                None => "write `Cluster` or `Namespaced`".to_owned(),
            };
            self.notes.add(at, format!("`{}` is not a scope", at.value), Some(instead));
        }
        found
    }

    /// The path of something that has to be there.
    pub fn existing(&mut self, at: &At<String>, noun: &str) -> Option<PathBuf> {
        let path = self.path(at)?;
        if !path.exists() {
            self.notes.add(at, format!("there is no {noun} `{}`", path.display()), None);
        }
        Some(path)
    }

    fn tools(&mut self, typed: &ToolsEntry) -> BTreeMap<Program, ToolWish> {
        let wished =
            Program::ALL.into_iter().filter_map(|program| Some((program, typed.of(program)?)));
        wished
            .map(|(program, entry)| {
                let version = entry.version.as_ref().and_then(|at| self.version(at));
                let path = entry.path.as_ref().and_then(|at| self.path(at));
                (program, ToolWish { version, path, own: self.own_source(entry) })
            })
            .collect()
    }

    fn timeouts(&mut self, typed: &TimeoutsEntry) -> Option<Timeouts> {
        let ready = self.limit(typed.ready.as_ref(), machine_entry::READY);
        let chart = self.limit(typed.chart.as_ref(), machine_entry::CHART);
        let propagation = self.limit(typed.propagation.as_ref(), machine_entry::PROPAGATION);
        Some(Timeouts { ready: ready?, chart: chart?, propagation: propagation? })
    }

    fn limit(&mut self, at: Option<&At<String>>, default: &str) -> Option<Duration> {
        let Some(at) = at else { return limit(default) };
        let found = limit(&at.value);
        if found.is_none() {
            let seconds = format!("{}s", at.value);
            let instead = if limit(&seconds).is_some() { &seconds } else { default };
            let message = format!("`{}` is not a time between 1 second and 1 day", at.value);
            self.notes.add(at, message, Some(format!("such as `{instead}`")));
        }
        found
    }
}

/// Longer is no limit.
const DAY: Duration = Duration::from_secs(24 * 60 * 60);

fn limit(text: &str) -> Option<Duration> {
    let signed: SignedDuration = text.trim().parse().ok()?;
    let duration = Duration::try_from(signed).ok()?;
    (Duration::from_secs(1)..=DAY).contains(&duration).then_some(duration)
}

/// Takes `.` and `..` out of an absolute path without asking the file system, as helm and kubectl
/// do.
pub(super) fn tidy(path: &Path) -> PathBuf {
    let mut tidied = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => {
                tidied.pop();
            }
            Component::Prefix(_) | Component::RootDir | Component::Normal(_) => {
                tidied.push(component);
            }
        }
    }
    tidied
}
