//! Finds the kubeconfig that has a cluster's context, and looks at what the context says.

use std::path::{Path, PathBuf};

use super::cluster_entry::ClusterEntry;
use super::meaning::{Meaning, tidy};
use super::source::At;
use crate::kubeconfig::similar::did_you_mean;
use crate::kubeconfig::{self, Entry, Kubeconfig};
use crate::name::ContextName;
use crate::tool::Access;

/// Where a cluster is reached, and what its kubeconfig says about it.
pub(super) struct Found {
    pub access: Access,
    pub entry: Entry,
}

impl Meaning<'_> {
    /// The access that an entry means, or nothing after it was noted why there is none.
    pub(super) fn access(&mut self, entry: &ClusterEntry, context: ContextName) -> Option<Found> {
        let at = entry.context.as_ref()?;
        let kubeconfig = match &entry.kubeconfig {
            Some(kubeconfig) => self.named(kubeconfig)?,
            None => self.usual(at)?,
        };
        let resolved = kubeconfig.resolve(&context);
        let usable = resolved.and_then(|entry| entry.refuse_programs().map(|()| entry));
        match usable {
            Ok(entry) => {
                let access = Access { kubeconfig: kubeconfig.path, context };
                Some(Found { access, entry })
            }
            Err(error) => {
                self.note_kubeconfig(at, &error);
                None
            }
        }
    }

    /// The kubeconfig that the entry names.
    fn named(&mut self, at: &At<String>) -> Option<Kubeconfig> {
        let path = self.path(at)?;
        Kubeconfig::read(&path).map_err(|error| self.note_kubeconfig(at, &error)).ok()
    }

    /// The first of the person's kubeconfigs that has the context.
    fn usual(&mut self, context: &At<String>) -> Option<Kubeconfig> {
        let paths = self.usual_paths();
        let mut others = Vec::new();
        // kubectl passes over files that are not there, too.
        for path in paths.iter().filter(|path| path.exists()) {
            match Kubeconfig::read(path) {
                Ok(found) if found.context_names().contains(&context.value.as_str()) => {
                    return Some(found);
                }
                Ok(found) => others.push(found),
                Err(error) => {
                    self.note_kubeconfig(context, &error);
                    return None;
                }
            }
        }
        if others.is_empty() {
            let message = format!("there is no kubeconfig: {}", listed(&paths));
            let instead = "add `kubeconfig: FILE`, or set KUBECONFIG".to_owned();
            self.notes.add(context, message, Some(instead));
            return None;
        }
        let names = others.iter().flat_map(Kubeconfig::context_names);
        let similar = did_you_mean(&context.value, names);
        let instead = match similar {
            Some(similar) => format!("did you mean `{similar}`?"),
            None => "add `kubeconfig: FILE` if another file has it".to_owned(),
        };
        let message = format!("there is no context `{}` in {}", context.value, listed(&paths));
        self.notes.add(context, message, Some(instead));
        None
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

    fn note_kubeconfig(&mut self, at: &At<String>, error: &kubeconfig::Error) {
        let mut message = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(error) = cause {
            message = format!("{message}: {error}");
            cause = error.source();
        }
        self.notes.add(at, message, error.advice());
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
