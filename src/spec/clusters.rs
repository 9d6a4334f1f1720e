//! What the entries of clusters mean, each and together.

use std::collections::BTreeMap;
use std::path::PathBuf;

use super::access_source::AccessSource;
use super::cluster_entry::ClusterEntry;
use super::federation::{Cluster, HostJoins};
use super::file::FederationFile;
use super::meaning::Meaning;
use super::source::At;
use crate::federate::REGION;
use crate::name::ClusterName;

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
        if host_joins == HostJoins::Yes {
            self.secrets_differ(host_entry, joining);
        }
        (host, members.into_iter().flatten().collect())
    }

    fn cluster(&mut self, entry: &ClusterEntry, reached: Reached) -> Option<Cluster> {
        let name: Option<ClusterName> = self.name(entry.name.as_ref());
        let region = entry.region.as_ref().map(|at| self.name(Some(at)));
        let found = self.access(entry);
        let endpoint = entry.endpoint.as_ref().map(|at| self.endpoint(at));
        if reached == Reached::Yes {
            self.pods_can_reach(entry, endpoint.as_ref(), found.as_ref());
        }
        let (name, found) = (name?, found?);
        Some(Cluster {
            access: self.access_of(&name, &found),
            name,
            region: region.unwrap_or_default(),
            own_labels: self.own_labels(&entry.labels),
            source: found.source,
            endpoint: endpoint.unwrap_or_default(),
            proxy: entry.proxy.as_ref().and_then(|at| self.proxy(at)),
            tls: entry.tls.as_ref().and_then(|entry| self.tls(entry)),
            token: entry.token.as_ref().and_then(|entry| self.token(entry)),
            rbac: self.rbac(entry.rbac.as_ref()),
        })
    }

    fn own_labels(&mut self, typed: &[(String, At<String>)]) -> BTreeMap<String, String> {
        for (key, at) in typed.iter().filter(|(key, _)| key == REGION || key == "region") {
            let instead = format!("write `region: {}` beside `labels`", at.value);
            self.notes.add(at, format!("`{key}` is not for `labels`"), Some(instead));
        }
        typed.iter().map(|(key, at)| (key.clone(), at.value.clone())).collect()
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
        let mut seen: Vec<(String, At<()>)> = Vec::new();
        for (entry, cluster) in entries.iter().zip(found) {
            let Some((cluster, at)) = cluster.zip(entry.access_spot()) else { continue };
            let key = sameness(cluster);
            if let Some((_, first)) = seen.iter().find(|(other, _)| *other == key) {
                let what = match &cluster.source {
                    AccessSource::File => {
                        format!("context of `{}`", cluster.access.kubeconfig.display())
                    }
                    AccessSource::Assembled(_) => "context".to_owned(),
                    AccessSource::Ssh(_) => "kubeconfig of another machine".to_owned(),
                    AccessSource::Kind(name) => format!("kind cluster `{name}`"),
                };
                let message = format!("this {what} is {} as well", described(first));
                let instead = "a cluster joins once; delete one of the entries".to_owned();
                self.notes.add(&at, message, Some(instead));
            }
            seen.push((key, at));
        }
    }

    /// Where the host joins, `kubefedctl` keeps its token in the Secret `<host>-<host>`, in the same
    /// namespace in which the Secret of each member is `<member>-credentials`.
    fn secrets_differ(&mut self, host: Option<&ClusterEntry>, joining: &[&ClusterEntry]) {
        let Some(host) = host.and_then(|host| host.name.as_ref()) else { return };
        let token = format!("{0}-{0}", host.value);
        let names = joining.iter().filter_map(|entry| entry.name.as_ref());
        for name in names.filter(|name| format!("{}-credentials", name.value) == token) {
            let message =
                format!("its Secret in the host would be called `{token}`, as the host's own");
            let instead = "give the host another name, that does not end with `credentials`";
            self.notes.add(name, message, Some(instead.to_owned()));
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

/// Entries for which this is the same are the same cluster.
fn sameness(cluster: &Cluster) -> String {
    let real = |path: &PathBuf| path.canonicalize().unwrap_or_else(|_| path.clone());
    match &cluster.source {
        AccessSource::File => {
            format!("{:?} {}", real(&cluster.access.kubeconfig), cluster.access.context)
        }
        AccessSource::Assembled(source) => {
            let files: Vec<PathBuf> = source.files.iter().map(real).collect();
            format!("{files:?} {}", source.context)
        }
        AccessSource::Ssh(source) => format!("{} {:?}", source.place(), source.context),
        AccessSource::Kind(name) => format!("kind {name}"),
    }
}

/// The longest name of a service account that kubefedctl can label, in characters.
const SERVICE_ACCOUNT: usize = 63;

fn described<T>(at: &At<T>) -> String {
    format!("`{}` in line {}", at.path, at.place.line)
}
