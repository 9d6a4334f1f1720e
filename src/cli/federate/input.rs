//! What `fedrig federate` was given, as a workload.

use std::io::Read;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value as Json;

use super::Federate;
use crate::cli::session::Session;
use crate::federate::{Override, WhenRemoved, Workload, unfit};
use crate::manifest::{Flaw, Manifest, read, read_path};
use crate::name::ClusterName;
use crate::observe::workloads::find_object;
use crate::plan;
use crate::report::Exit;
use crate::spec::Federation;

/// An entry of `--overrides`, as federation.yaml has it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    cluster: String,
    object: String,
    path: String,
    op: Option<String>,
    value: Option<Json>,
}

impl Federate {
    /// The workload, or everything that is wrong with it reported at once.
    pub(super) async fn workload(&self, session: &Session<'_>) -> Result<Workload, Exit> {
        let (manifests, mut problems) = match self.from_host.is_empty() {
            true => self.manifests(),
            false => self.objects_of_host(session).await?,
        };
        let placement = self.placement(&session.rig.federation);
        let placement = placement.map_err(|problem| problems.push(problem)).ok();
        let overrides = self.overrides(&mut problems);
        for it in &overrides {
            problems.extend(unknown_member(&session.rig.federation, &it.member));
            if !manifests.iter().any(|of| it.is_of(&of.kind, &of.name)) {
                problems.push(format!(
                    "an override is for `{}/{}`, which is not there",
                    it.kind, it.name
                ));
            }
        }
        match placement.filter(|_| problems.is_empty()) {
            Some(placement) => Ok(Workload {
                // What is not of the file is not `up`'s to take away.
                name: String::new(),
                manifests,
                namespace: self.namespace.as_ref().map(ToString::to_string),
                placement,
                overrides,
                adopt: self.adopt,
                is_of_host: !self.from_host.is_empty(),
                when_removed: WhenRemoved::Delete,
            }),
            None => Err(session.refuse(&problems.join("\n  "), Vec::new())),
        }
    }

    fn manifests(&self) -> (Vec<Manifest>, Vec<String>) {
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        for path in &self.paths {
            let (more, flaws) =
                if path.as_os_str() == "-" { standard_input() } else { read_path(path) };
            if more.is_empty() && flaws.is_empty() {
                problems.push(format!("`{}` has no manifest", path.display()));
            }
            found.extend(more);
            problems.extend(flaws.iter().map(ToString::to_string));
        }
        (found, problems)
    }

    async fn objects_of_host(
        &self,
        session: &Session<'_>,
    ) -> Result<(Vec<Manifest>, Vec<String>), Exit> {
        let rig = &session.rig;
        let summary = session.run(&plan::host_access(&rig.federation)).await;
        if !summary.is_success() {
            return Err(session.report(&summary));
        }
        let host = session.or_report(rig.host().await)?;
        let namespace = self.namespace.as_ref().map(|it| it.as_str());
        let (mut found, mut problems) = (Vec::new(), Vec::new());
        for text in &self.from_host {
            let Some((kind, name)) = text.split_once('/') else {
                problems.push(format!("`{text}` is not of the form KIND/NAME"));
                continue;
            };
            let asked = find_object(&host, kind, namespace, name);
            let object = rig.ask(&rig.federation.host.name, "an object", asked).await;
            match session.or_report(object)? {
                Some(manifest) => found.push(manifest),
                None => problems.push(format!("the host has no `{text}`")),
            }
        }
        Ok((found, problems))
    }

    fn overrides(&self, problems: &mut Vec<String>) -> Vec<Override> {
        let parsed = self.overrides.iter().map(|text| Override::parse(text));
        let typed = parsed.map(|it| it.map_err(|error| error.to_string()));
        let of_file = self.overrides_file.iter().flat_map(|file| {
            let named = |problem: String| format!("{}: {problem}", file.display());
            of_file(file).into_iter().map(move |it| it.map_err(named))
        });
        let (mut found, mut wrong) = (Vec::new(), Vec::new());
        for it in typed.chain(of_file) {
            it.map_or_else(|problem| wrong.push(problem), |it| found.push(it));
        }
        problems.extend(wrong);
        found
    }
}

fn standard_input() -> (Vec<Manifest>, Vec<Flaw>) {
    let mut text = String::new();
    match std::io::stdin().read_to_string(&mut text) {
        Ok(_) => read(&text, "standard input"),
        Err(error) => {
            let message = format!("it can't be read: {error}");
            let file = "standard input".to_owned();
            (Vec::new(), vec![Flaw { file, document: None, message }])
        }
    }
}

/// Each entry of the file, or what is wrong with it.
fn of_file(file: &Path) -> Vec<Result<Override, String>> {
    let text = match std::fs::read_to_string(file) {
        Ok(text) => text,
        Err(error) => return vec![Err(format!("it can't be read: {error}"))],
    };
    let options = serde_saphyr::options! { with_snippet: false };
    let entries: Result<Vec<Entry>, _> = serde_saphyr::from_str_with_options(&text, options);
    match entries {
        Ok(entries) => entries.into_iter().map(of_entry).collect(),
        Err(error) => vec![Err(format!("this can't be read: {}", error.without_snippet()))],
    }
}

fn of_entry(entry: Entry) -> Result<Override, String> {
    let Some((kind, name)) = entry.object.split_once('/') else {
        return Err(format!("`{}` is not of the form KIND/NAME", entry.object));
    };
    let wrong = unfit(&entry.path, entry.op.as_deref(), entry.value.is_some());
    if !wrong.is_empty() {
        let wrong: Vec<String> = wrong.into_iter().map(|it| it.message).collect();
        return Err(format!("override of `{}`: {}", entry.object, wrong.join(", ")));
    }
    let member: ClusterName = entry.cluster.parse().map_err(|error| format!("{error}"))?;
    let (kind, name) = (kind.to_owned(), name.to_owned());
    Ok(Override { member, kind, name, path: entry.path, op: entry.op, value: entry.value })
}

/// What is wrong with the name of a member that is none.
pub(super) fn unknown_member(federation: &Federation, name: &ClusterName) -> Option<String> {
    let members: Vec<&str> = federation.clusters().map(|it| it.name.as_str()).collect();
    (!members.contains(&name.as_str()))
        .then(|| format!("`{name}` is no member; they are {}", members.join(", ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_entry_of_a_file_that_is_wrong_is_told_of() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("overrides.yaml");
        let text = "- {cluster: eu, object: Deployment/web, path: /spec/replicas, value: 3}
- {cluster: eu, object: Deployment/web, path: spec, op: frobnicate}
- {cluster: eu, object: web, path: /a, op: remove}
";
        std::fs::write(&file, text).unwrap();
        let found = of_file(&file);
        assert_eq!(found[0].as_ref().unwrap().value, Some(3.into()));
        let wrong: Vec<&str> =
            found[1..].iter().map(|it| it.as_ref().unwrap_err().as_str()).collect();
        assert_eq!(
            wrong,
            [
                "override of `Deployment/web`: `spec` is no JSON pointer, `frobnicate` can't be done, `value` is missing",
                "`web` is not of the form KIND/NAME",
            ]
        );
    }
}
