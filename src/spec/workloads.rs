//! What the entries of workloads mean: their manifests are read here, since nothing can be said of a
//! workload without them.

use std::collections::{BTreeMap, BTreeSet};

use super::federation::{Cluster, Scope};
use super::meaning::Meaning;
use super::source::At;
use super::workload_entry::{OverrideEntry, WorkloadEntry};
use crate::federate::{Field, Override, Placement, REGION, WhenRemoved, Workload, unfit};
use crate::kubeconfig::similar::did_you_mean;
use crate::manifest::{Manifest, read_path};
use crate::name::{ClusterName, Namespace};

impl Meaning<'_> {
    /// The workloads; `joining` are the members that the file names.
    pub(super) fn workloads(
        &mut self,
        typed: &[WorkloadEntry],
        joining: &[&Cluster],
        scope: Scope,
    ) -> Vec<Workload> {
        let mut seen: BTreeMap<String, String> = BTreeMap::new();
        let mut names = BTreeSet::new();
        let mut found = Vec::new();
        for entry in typed {
            let Some(workload) = self.workload(entry, joining) else { continue };
            if let Some(at) = entry.name.as_ref().filter(|at| !names.insert(at.value.clone())) {
                let message = format!("there is another workload `{}`", at.value);
                self.notes.add(at, message, Some("give each a name of its own".to_owned()));
            }
            let Some(spot) = &entry.path else { continue };
            self.fits(&workload, spot, scope, &mut seen);
            found.push(workload);
        }
        found
    }

    fn workload(&mut self, entry: &WorkloadEntry, joining: &[&Cluster]) -> Option<Workload> {
        let name: Option<Namespace> = self.name(entry.name.as_ref());
        let namespace: Option<Option<Namespace>> = match &entry.namespace {
            Some(at) => self.name(Some(at)).map(Some),
            None => Some(None),
        };
        let placement = self.placement(entry, joining);
        let overrides: Vec<Override> =
            entry.overrides.iter().filter_map(|it| self.one_override(it, joining)).collect();
        let when_removed = entry.when_removed.as_ref().map(|at| self.when_removed(at));
        let manifests = entry.path.as_ref().and_then(|at| self.manifests(at));
        let manifests = manifests?;
        for (it, entry) in overrides.iter().zip(&entry.overrides) {
            let is_it = |of: &Manifest| it.is_of(&of.kind, &of.name);
            if let Some(at) = entry.object.as_ref().filter(|_| !manifests.iter().any(is_it)) {
                let message = format!("no manifest of the workload is `{}/{}`", it.kind, it.name);
                let of: Vec<String> = manifests.iter().map(ToString::to_string).collect();
                self.notes.add(at, message, Some(format!("they are {}", of.join(", "))));
            }
        }
        Some(Workload {
            name: name?.to_string(),
            manifests,
            namespace: namespace?.map(|it| it.to_string()),
            placement: placement?,
            overrides,
            adopt: entry.adopt.as_ref().is_some_and(|at| at.value),
            is_of_host: false,
            when_removed: when_removed.unwrap_or(Some(WhenRemoved::Delete))?,
        })
    }

    fn manifests(&mut self, at: &At<String>) -> Option<Vec<Manifest>> {
        let path = self.path(at)?;
        if !path.exists() {
            self.notes.add(at, format!("there is no file or folder `{}`", path.display()), None);
            return None;
        }
        let (found, flaws) = read_path(&path);
        for flaw in &flaws {
            self.notes.add(at, flaw.to_string(), None);
        }
        if found.is_empty() && flaws.is_empty() {
            self.notes.add(at, format!("`{}` has no manifest", path.display()), None);
        }
        (flaws.is_empty() && !found.is_empty()).then_some(found)
    }

    fn placement(&mut self, entry: &WorkloadEntry, joining: &[&Cluster]) -> Option<Placement> {
        let Some(names) = &entry.clusters else {
            let full = |key: &str| if key == "region" { REGION.to_owned() } else { key.to_owned() };
            let labels =
                entry.selector.iter().map(|(key, at)| (full(key), at.value.clone())).collect();
            let placement = Placement::Labels(labels);
            let is_met = joining.iter().any(|member| placement.has(&member.name, &member.labels()));
            if let Some((_, at)) = entry.selector.first().filter(|_| !is_met) {
                self.notes.add(at, "no member of the file has these labels", None);
            }
            return Some(placement);
        };
        if let Some((_, at)) = entry.selector.first() {
            let message = "a workload has `clusters` or `selector`, and this has both";
            self.notes.add(at, message, None);
        }
        let members: Vec<Option<ClusterName>> =
            names.iter().map(|at| self.member(at, joining)).collect();
        members.into_iter().collect::<Option<Vec<_>>>().map(Placement::Members)
    }

    /// The name of a member of the file.
    fn member(&mut self, at: &At<String>, joining: &[&Cluster]) -> Option<ClusterName> {
        let found = joining.iter().find(|member| member.name.as_str() == at.value);
        if found.is_none() {
            let names: Vec<&str> = joining.iter().map(|member| member.name.as_str()).collect();
            let instead = match did_you_mean(&at.value, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("the members are {}", names.join(", ")),
            };
            self.notes.add(at, format!("`{}` is no member of the file", at.value), Some(instead));
        }
        found.map(|member| member.name.clone())
    }

    fn one_override(&mut self, entry: &OverrideEntry, joining: &[&Cluster]) -> Option<Override> {
        let member = entry.cluster.as_ref().map(|at| self.member(at, joining));
        let object = entry.object.as_ref()?;
        let path = entry.path.as_ref()?;
        let Some((kind, name)) = object.value.split_once('/') else {
            let message = format!("`{}` is not of the form KIND/NAME", object.value);
            self.notes.add(object, message, Some("such as `Deployment/web`".to_owned()));
            return None;
        };
        let op = entry.op.as_ref();
        for it in unfit(&path.value, op.map(|op| op.value.as_str()), entry.value.is_some()) {
            let at = op.filter(|_| it.field == Field::Op).unwrap_or(path);
            self.notes.add(at, it.message, it.instead.map(str::to_owned));
        }
        Some(Override {
            member: member??,
            kind: kind.to_owned(),
            name: name.to_owned(),
            path: path.value.clone(),
            op: op.map(|op| op.value.clone()).filter(|op| op != "replace"),
            value: entry.value.clone(),
        })
    }

    fn when_removed(&mut self, at: &At<String>) -> Option<WhenRemoved> {
        let found = WhenRemoved::ALL.into_iter().find(|it| it.as_str() == at.value);
        if found.is_none() {
            let instead = "write `delete` or `orphan`".to_owned();
            self.notes.add(at, format!("`{}` can't be done", at.value), Some(instead));
        }
        found
    }

    /// One object belongs to one workload. Which objects have no namespace only the host knows.
    fn fits(
        &mut self,
        workload: &Workload,
        spot: &At<String>,
        scope: Scope,
        seen: &mut BTreeMap<String, String>,
    ) {
        for manifest in &workload.manifests {
            let namespace = workload.namespace_of(manifest).unwrap_or_default();
            let key = format!("{} {manifest} {namespace}", manifest.group());
            if let Some(other) = seen.insert(key, workload.name.clone()) {
                let message = match other == workload.name {
                    true => format!("`{manifest}` is there twice"),
                    false => format!("`{manifest}` is in workload `{other}` as well"),
                };
                self.notes.add(spot, message, None);
            }
            if scope == Scope::Namespaced && manifest.is_namespace() {
                let message =
                    format!("`{manifest}`: with `scope: Namespaced` no namespace is federated");
                self.notes.add(spot, message, None);
            }
        }
    }
}
