//! What the entries of clusters mean, each and together.

use std::path::PathBuf;

use super::cluster_entry::ClusterEntry;
use super::federation::{Cluster, HostJoins};
use super::file::FederationFile;
use super::meaning::Meaning;
use super::source::At;
use crate::name::{ClusterName, ContextName};

/// Whether the host's pods have to reach the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reached {
    Yes,
    No,
}

impl Meaning<'_> {
    /// The host, and those members that are right.
    pub(super) fn clusters(
        &mut self,
        typed: &FederationFile,
        host_joins: HostJoins,
    ) -> (Option<Cluster>, Vec<Cluster>) {
        let host_entry = typed.host.as_ref().map(|host| &host.cluster);
        let member_entries: Vec<_> = typed.members.iter().map(|member| &member.cluster).collect();
        let reached = match host_joins {
            HostJoins::Yes => Reached::Yes,
            HostJoins::No => Reached::No,
        };
        let host = host_entry.and_then(|entry| self.cluster(entry, reached));
        let members: Vec<_> =
            member_entries.iter().map(|entry| self.cluster(entry, Reached::Yes)).collect();
        self.somebody_joins(typed, host_joins);

        let all: Vec<_> = host_entry.into_iter().chain(member_entries.iter().copied()).collect();
        self.names_differ(&all);
        let found = host_entry.map(|_| &host).into_iter().chain(&members);
        self.accesses_differ(&all, &found.map(Option::as_ref).collect::<Vec<_>>());
        let joining = match host_joins {
            HostJoins::Yes => all.as_slice(),
            HostJoins::No => &member_entries,
        };
        self.service_accounts_fit(host_entry, joining);
        (host, members.into_iter().flatten().collect())
    }

    fn cluster(&mut self, entry: &ClusterEntry, reached: Reached) -> Option<Cluster> {
        let name: Option<ClusterName> = self.name(entry.name.as_ref());
        let region = entry.region.as_ref().map(|at| self.name(Some(at)));
        let context: Option<ContextName> = self.name(entry.context.as_ref());
        let found = context.and_then(|context| self.access(entry, context));
        let endpoint = entry.endpoint.as_ref().map(|at| self.endpoint(at));
        if reached == Reached::Yes {
            self.pods_can_reach(entry, endpoint.as_ref(), found.as_ref());
        }
        Some(Cluster {
            name: name?,
            region: region.unwrap_or_default(),
            access: found?.access,
            endpoint: endpoint.unwrap_or_default(),
            proxy: entry.proxy.as_ref().and_then(|at| self.proxy(at)),
            tls: entry.tls.as_ref().and_then(|entry| self.tls(entry)),
            token: entry.token.as_ref().and_then(|entry| self.token(entry)),
        })
    }

    fn somebody_joins(&mut self, typed: &FederationFile, host_joins: HostJoins) {
        let Some(join) = typed.host.as_ref().and_then(|host| host.join.as_ref()) else { return };
        if host_joins == HostJoins::No && typed.members.is_empty() {
            let message = "no cluster joins: the host does not, and there are no members";
            let instead = "write `join: true`, or add an entry to `members`".to_owned();
            self.notes.add(join, message, Some(instead));
        }
    }

    fn names_differ(&mut self, entries: &[&ClusterEntry]) {
        let names: Vec<_> = entries.iter().filter_map(|entry| entry.name.as_ref()).collect();
        for (index, name) in names.iter().enumerate() {
            let first = names[..index].iter().find(|first| first.value == name.value);
            if let Some(first) = first {
                let message = format!("`{}` is {} as well", name.value, described(first));
                let instead = "give each cluster a name of its own".to_owned();
                self.notes.add(name, message, Some(instead));
            }
        }
    }

    fn accesses_differ(&mut self, entries: &[&ClusterEntry], found: &[Option<&Cluster>]) {
        let mut seen: Vec<(PathBuf, &ContextName, &ClusterEntry)> = Vec::new();
        for (entry, cluster) in entries.iter().zip(found) {
            let Some(access) = cluster.map(|cluster| &cluster.access) else { continue };
            let file = access.kubeconfig.canonicalize();
            let file = file.unwrap_or_else(|_| access.kubeconfig.clone());
            let first =
                seen.iter().find(|(path, context, _)| (path, *context) == (&file, &access.context));
            let first = first.and_then(|(.., entry)| entry.context.as_ref());
            if let (Some(first), Some(context)) = (first, &entry.context) {
                let message = format!(
                    "this context of `{}` is {} as well",
                    access.kubeconfig.display(),
                    described(first)
                );
                let instead = "a cluster joins once; delete one of the entries".to_owned();
                self.notes.add(context, message, Some(instead));
            }
            seen.push((file, &access.context, entry));
        }
    }

    /// `kubefedctl join` makes the service account `<member>-<host>` in the member.
    fn service_accounts_fit(&mut self, host: Option<&ClusterEntry>, joining: &[&ClusterEntry]) {
        let Some(host) = host.and_then(|host| host.name.as_ref()) else { return };
        for name in joining.iter().filter_map(|entry| entry.name.as_ref()) {
            let account = format!("{}-{}", name.value, host.value);
            let both_fit = [name, host].iter().all(|at| at.value.len() <= ClusterName::LIMIT);
            if both_fit && account.len() > SERVICE_ACCOUNT {
                let message = format!(
                    "its service account would be called `{account}`, which has {} characters, and {SERVICE_ACCOUNT} are the most",
                    account.len()
                );
                let instead = "shorten this name, or that of the host".to_owned();
                self.notes.add(name, message, Some(instead));
            }
        }
    }
}

/// The longest name of a service account that kubefedctl can label, in characters.
const SERVICE_ACCOUNT: usize = 63;

fn described(at: &At<String>) -> String {
    format!("`{}` in line {}", at.path, at.place.line)
}
