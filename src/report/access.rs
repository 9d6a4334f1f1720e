//! How the clusters are reached: a table, or a paragraph a cluster where the terminal is narrow.

use jiff::Timestamp;

use super::diagnosis::Diagnosis;
use super::status::age;
use super::table::plain;
use crate::access::{AccessReport, ClusterAccess, FromHost, Side};

/// The report as text. Without a width it is always a table.
pub fn text(report: &AccessReport, now: Timestamp, width: Option<usize>) -> String {
    let heading =
        ["CLUSTER", "FROM HERE", "KUBERNETES", "NODES", "USER", "OWN ENTRY", "FROM THE HOST"];
    let table = plain(heading, report.clusters.iter().map(|cluster| row(cluster, now)));
    let fits = width.is_none_or(|width| table.lines().all(|line| line.chars().count() <= width));
    let body = if fits { table } else { paragraphs(report, now) };
    format!("{}: access to {} clusters\n\n{body}", report.federation, report.clusters.len())
}

fn row(cluster: &ClusterAccess, now: Timestamp) -> [String; 7] {
    let here = &cluster.from_here;
    let or_dash = |text: Option<String>| text.unwrap_or_else(|| "-".to_owned());
    [
        cluster.name.to_string(),
        yes(here).to_owned(),
        or_dash(here.kubernetes.clone()),
        or_dash(here.nodes.map(|nodes| format!("{}/{}", nodes.ready, nodes.total))),
        or_dash(here.user.clone()),
        own_entry(cluster),
        from_host(cluster, now),
    ]
}

fn paragraphs(report: &AccessReport, now: Timestamp) -> String {
    let paragraph = |cluster: &ClusterAccess| {
        let [name, here, kubernetes, nodes, user, own, host] = row(cluster, now);
        format!(
            "{name}\n  from here      {here}\n  Kubernetes     {kubernetes}\n  nodes Ready    {nodes}\n  user           {user}\n  own entry      {own}\n  from the host  {host}\n"
        )
    };
    report.clusters.iter().map(paragraph).collect::<Vec<_>>().join("\n")
}

fn yes(side: &Side) -> &'static str {
    if side.problem.is_none() { "yes" } else { "no" }
}

fn own_entry(cluster: &ClusterAccess) -> String {
    match &cluster.own_entry {
        None => "-".to_owned(),
        Some(own) => match &own.server {
            Some(server) => format!("{}, {server}", yes(own)),
            None => yes(own).to_owned(),
        },
    }
}

fn from_host(cluster: &ClusterAccess, now: Timestamp) -> String {
    let probed = |probe: &Option<Timestamp>| match probe {
        Some(probe) => format!(", probed {} ago", age(*probe, now)),
        None => String::new(),
    };
    match &cluster.from_host {
        FromHost::Ready { last_probe } => format!("Ready{}", probed(last_probe)),
        FromHost::NotReady { last_probe, .. } => format!("not Ready{}", probed(last_probe)),
        FromHost::NotJoined => "not joined".to_owned(),
        FromHost::NotAsked => "not asked".to_owned(),
    }
}

/// What is short, each with its cause and what to do next.
pub fn diagnoses(report: &AccessReport) -> Vec<Diagnosis> {
    report.clusters.iter().flat_map(|cluster| diagnoses_of(report, cluster)).collect()
}

fn diagnoses_of(report: &AccessReport, cluster: &ClusterAccess) -> Vec<Diagnosis> {
    let name = &cluster.name;
    let mut found = Vec::new();
    let sides = [
        ("your access", Some(&cluster.from_here)),
        ("fedrig's own access", cluster.own_entry.as_ref()),
    ];
    for (whose, side) in sides {
        if let Some((side, problem)) = side.and_then(|side| Some((side, side.problem.as_ref()?))) {
            let context = &side.context;
            let error = format!("`{name}`: {whose}, context `{context}`, does not work");
            found.push((error, problem.cause.clone(), problem.hint.clone()));
        }
    }
    if let FromHost::NotReady { reason, .. } = &cluster.from_host {
        let hint = format!(
            "`kubectl --kubeconfig {} --context {} --namespace {} get events` names the cause",
            report.host.kubeconfig.display(),
            report.host.context,
            report.namespace
        );
        found.push((format!("`{name}`: the host does not reach it"), reason.clone(), hint));
    }
    let diagnosis = |(error, cause, hint)| Diagnosis {
        error,
        causes: vec![cause],
        command: None,
        hints: vec![hint],
    };
    found.into_iter().map(diagnosis).collect()
}

#[cfg(test)]
#[path = "access_tests.rs"]
mod tests;
