//! Where the access to a cluster comes from. A kubeconfig of this machine is read at once, so that
//! what is wrong with it is said with everything else; what is elsewhere, no sooner than in a run.

use std::path::{Path, PathBuf};

use super::access_entry::{AccessEntry, KindEntry};
use super::access_source::{AccessSource, AssembledSource};
use super::cluster_entry::ClusterEntry;
use super::meaning::{Meaning, tidy};
use super::source::At;
use crate::kubeconfig::{self, Entry, Merged, User};
use crate::name::{ClusterName, ContextName};
use crate::tool::Access;

/// Where a cluster is reached, and what its kubeconfig says about it, if that is known already.
pub(super) struct Found {
    pub source: AccessSource,
    pub entry: Option<Entry>,
    /// What was typed, to be blamed.
    pub at: At<()>,
    /// The kubeconfig that lies there, and the context in it.
    lies_at: Option<(PathBuf, ContextName)>,
}

/// A context of a kubeconfig as it was typed, in the short form or the long one.
struct Typed<'e> {
    file: Option<&'e At<String>>,
    context: &'e At<String>,
    allowed: &'e [At<String>],
}

impl Found {
    /// The context as the person knows it.
    pub fn context(&self) -> &str {
        self.entry.as_ref().map_or("", |entry| entry.context.as_str())
    }
}

impl ClusterEntry {
    /// Where the access was typed, in either form.
    pub(super) fn access_spot(&self) -> Option<At<()>> {
        let long = self.access.as_ref().map(|access| access.at.clone());
        long.or_else(|| self.context.as_ref().map(|context| context.with(())))
    }
}

impl Meaning<'_> {
    /// The access that an entry means, or nothing after it was noted why there is none.
    pub(super) fn access(&mut self, entry: &ClusterEntry) -> Option<Found> {
        let Some(access) = &entry.access else {
            let (file, context) = (entry.kubeconfig.as_ref(), entry.context.as_ref()?);
            return self.kubeconfig(&Typed { file, context, allowed: &[] });
        };
        let shorts = [("kubeconfig", &entry.kubeconfig), ("context", &entry.context)];
        if let Some((short, _)) = shorts.iter().find(|(_, at)| at.is_some()) {
            let message = format!("the access is there twice: in `access` and in `{short}`");
            let instead = format!("delete `{short}`, or `access`");
            self.notes.add(&access.at, message, Some(instead));
            return None;
        }
        self.long_form(access)
    }

    fn long_form(&mut self, access: &AccessEntry) -> Option<Found> {
        let found = |source| Found { source, entry: None, at: access.at.clone(), lies_at: None };
        match (&access.kubeconfig, &access.ssh, &access.kind) {
            (Some(entry), None, None) => {
                let allowed = entry.allow_programs.as_deref().unwrap_or_default();
                let (file, context) = (entry.file.as_ref(), entry.context.as_ref()?);
                self.kubeconfig(&Typed { file, context, allowed })
            }
            (None, Some(entry), None) => self.ssh(entry).map(AccessSource::Ssh).map(found),
            (None, None, Some(entry)) => self.kind(entry).map(found),
            (None, None, None) => {
                let instead = "add `kubeconfig`, `ssh` or `kind`".to_owned();
                self.notes.add(&access.at, "there is no access in it", Some(instead));
                None
            }
            (kubeconfig, ssh, kind) => {
                let there = [
                    ("kubeconfig", kubeconfig.is_some()),
                    ("ssh", ssh.is_some()),
                    ("kind", kind.is_some()),
                ];
                let there = there.iter().filter(|(_, is_there)| *is_there);
                let names: Vec<_> = there.map(|(name, _)| format!("`{name}`")).collect();
                let message = format!("{} are several ways, and one is taken", names.join(" and "));
                self.notes.add(&access.at, message, Some("keep one of them".to_owned()));
                None
            }
        }
    }

    fn kind(&mut self, entry: &KindEntry) -> Option<AccessSource> {
        self.name::<ClusterName>(entry.cluster.as_ref()).map(AccessSource::Kind)
    }

    /// How this machine reaches a cluster of that name.
    pub(super) fn access_of(&self, name: &ClusterName, found: &Found) -> Access {
        let of_this_run = self.surroundings.run_dir.join(format!("{name}.kubeconfig"));
        if let Some((kubeconfig, context)) = found.lies_at.clone() {
            return Access { copy: Some(of_this_run), ..Access::of(kubeconfig, context) };
        }
        let origin = found.source.origin();
        Access { origin, ..Access::of(of_this_run, name.into()) }
    }

    fn kubeconfig(&mut self, typed: &Typed<'_>) -> Option<Found> {
        let context: ContextName = self.name(Some(typed.context))?;
        let (files, merged) = match typed.file {
            Some(at) => {
                let path = self.path(at)?;
                let read = self.kubeconfigs.read(&path);
                let read = read.map_err(|error| self.note_kubeconfig(at, &error)).ok()?;
                (vec![path], Merged::from_iter([read]))
            }
            None => self.usual(typed.context)?,
        };
        let allowed: Vec<String> = typed.allowed.iter().map(|at| at.value.clone()).collect();
        let resolved = merged.resolve(&context);
        let usable = resolved.and_then(|entry| entry.refuse_programs(&allowed).map(|()| entry));
        let entry = usable.map_err(|error| self.note_context(typed, &error)).ok()?;
        let one_file = merged.one_file(&context).filter(|_| !matches!(entry.user, User::Exec(_)));
        let source = match &one_file {
            Some(_) => AccessSource::File,
            None => {
                let context = context.clone();
                let source = AssembledSource { files, context, allowed_programs: allowed };
                AccessSource::Assembled(source)
            }
        };
        let lies_at = one_file.map(|file| (file, context));
        Some(Found { source, entry: Some(entry), at: typed.context.with(()), lies_at })
    }

    /// The person's kubeconfigs, read as one.
    fn usual(&mut self, context: &At<String>) -> Option<(Vec<PathBuf>, Merged)> {
        let paths = self.usual_paths();
        let merged = self.kubeconfigs.merged(&paths);
        let merged = merged.map_err(|error| self.note_kubeconfig(context, &error)).ok()?;
        if merged.is_empty() {
            let message = format!("there is no kubeconfig: {}", listed(&paths));
            let instead = "add `kubeconfig: FILE`, or set KUBECONFIG".to_owned();
            self.notes.add(context, message, Some(instead));
            return None;
        }
        Some((paths, merged))
    }

    /// The files of KUBECONFIG, or kubectl's default.
    fn usual_paths(&self) -> Vec<PathBuf> {
        let surroundings = self.surroundings;
        let listed = surroundings.kubeconfig.iter().flat_map(std::env::split_paths);
        let listed = listed.filter(|path| !path.as_os_str().is_empty());
        let listed: Vec<_> =
            listed.map(|path| tidy(&surroundings.current_dir.join(path))).collect();
        if !listed.is_empty() {
            return listed;
        }
        surroundings.home.iter().map(|home| home.join(".kube/config")).collect()
    }

    fn note_context(&mut self, typed: &Typed<'_>, error: &kubeconfig::Error) {
        let is_elsewhere = matches!(error, kubeconfig::Error::NoContext { similar: None, .. });
        let another = (is_elsewhere && typed.file.is_none())
            .then(|| "add `kubeconfig: FILE` if another file has it".to_owned());
        self.note_error(typed.context, error, another);
    }

    fn note_kubeconfig(&mut self, at: &At<String>, error: &kubeconfig::Error) {
        self.note_error(at, error, None);
    }

    fn note_error(
        &mut self,
        at: &At<String>,
        error: &kubeconfig::Error,
        otherwise: Option<String>,
    ) {
        let mut message = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            message = format!("{message}: {error}");
            cause = error.source();
        }
        self.notes.add(at, message, error.advice().or(otherwise));
    }
}

fn listed(paths: &[PathBuf]) -> String {
    if paths.is_empty() {
        return "neither HOME nor KUBECONFIG is set".to_owned();
    }
    let quoted = |path: &PathBuf| format!("`{}`", Path::display(path));
    paths.iter().map(quoted).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
