//! The three parts of an access: a context, the cluster and the user that it names. When several
//! files are read as one, each may be from another of them.

use std::path::Path;

use super::Error;
use super::file::{Cluster, Context, UserFields};
use super::read::Kubeconfig;
use super::similar::did_you_mean;
use crate::name::ContextName;

/// What a context of some files is made of.
pub(super) struct Parts<'a> {
    pub name: &'a ContextName,
    pub context: Part<'a, Context>,
    pub cluster: Part<'a, Cluster>,
    pub user: Option<Part<'a, UserFields>>,
}

/// A part, and the file that has it.
pub(super) struct Part<'a, T> {
    pub from: &'a Kubeconfig,
    pub fields: &'a T,
}

impl<'a> Parts<'a> {
    /// Looks for a context in files that are read as one. As in kubectl, the first file that has an
    /// entry of a name has the whole of it.
    pub fn find(files: &[&'a Kubeconfig], name: &'a ContextName) -> Result<Self, Error> {
        let context = first(files, |file| {
            let named = file.file.contexts.iter().find(|named| named.name == name.as_str());
            named.map(|named| &named.context)
        });
        let Some(context) = context else { return Err(no_context(files, name)) };
        let cluster = first(files, |file| {
            let wanted = &context.fields.cluster;
            let named = file.file.clusters.iter().find(|named| named.name == *wanted);
            named.map(|named| &named.cluster)
        });
        let path = || context.from.path.clone();
        let Some(cluster) = cluster else {
            let cluster = context.fields.cluster.clone();
            return Err(Error::NoCluster { path: path(), context: name.clone(), cluster });
        };
        let user = first(files, |file| {
            let wanted = &context.fields.user;
            let named = file.file.users.iter().find(|named| named.name == *wanted);
            named.map(|named| &named.user)
        });
        if user.is_none() && !context.fields.user.is_empty() {
            let user = context.fields.user.clone();
            return Err(Error::NoUser { path: path(), context: name.clone(), user });
        }
        Ok(Self { name, context, cluster, user })
    }

    /// The file that has all three, if one has.
    pub fn one_file(&self) -> Option<&Path> {
        let path = self.context.from.path.as_path();
        let is_there = |from: &Kubeconfig| from.path == path;
        let user = self.user.as_ref().is_none_or(|user| is_there(user.from));
        (is_there(self.cluster.from) && user).then_some(path)
    }
}

fn first<'a, T: 'a>(
    files: &[&'a Kubeconfig],
    find: impl Fn(&'a Kubeconfig) -> Option<&'a T>,
) -> Option<Part<'a, T>> {
    files.iter().find_map(|from| find(from).map(|fields| Part { from, fields }))
}

fn no_context(files: &[&Kubeconfig], context: &ContextName) -> Error {
    let names = files.iter().flat_map(|file| file.context_names());
    let similar = did_you_mean(context.as_str(), names).map(str::to_owned);
    let paths = files.iter().map(|file| file.path.clone()).collect();
    Error::NoContext { paths, context: context.clone(), similar }
}
