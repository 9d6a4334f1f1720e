//! Manifests with the places where they are wanted.

use super::{Override, Placement};
use crate::manifest::Manifest;

/// What is federated together: a workload of the file, or what one command was given.
#[derive(Debug, Clone, PartialEq)]
pub struct Workload {
    /// Its name; the label of its objects. None for what `fedrig federate` was given without a name.
    pub name: String,
    /// Its objects, in the order of their files.
    pub manifests: Vec<Manifest>,
    /// The namespace of those that name none.
    pub namespace: Option<String>,
    /// The members that get them.
    pub placement: Placement,
    /// What is different in a member.
    pub overrides: Vec<Override>,
    /// Whether objects of the same name that are in a member may be taken over.
    pub adopt: bool,
    /// What becomes of what is in the members when it is taken out of the file.
    pub when_removed: WhenRemoved,
}

/// What becomes of the objects in the members when they are no longer federated.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum WhenRemoved {
    /// They go.
    #[default]
    Delete,
    /// They stay.
    Orphan,
}

impl WhenRemoved {
    /// Both, as they are spelled.
    pub const ALL: [Self; 2] = [Self::Delete, Self::Orphan];

    /// As the file and the annotation spell it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Delete => "delete",
            Self::Orphan => "orphan",
        }
    }
}

impl Workload {
    /// The namespace that an object of it is in; none for one that is in no namespace.
    pub fn namespace_of<'a>(&'a self, manifest: &'a Manifest) -> Option<&'a str> {
        manifest.namespace.as_deref().or(self.namespace.as_deref())
    }
}
