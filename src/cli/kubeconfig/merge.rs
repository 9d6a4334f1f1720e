//! `fedrig kubeconfig merge`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Form, Own, Target, kubectl};
use crate::cli::{Common, FileArg, files};
use crate::kubeconfig::merge::{Added, Error, Refusal, UserFile, Wanted, add, taken};
use crate::name::ClusterName;
use crate::report::Exit;
use crate::report::terminal::Terminal;

/// Add the federation's contexts to your kubeconfig, beside everything that it has.
#[derive(Debug, Args)]
#[command(
    after_help = "Only the federation's own entries are written; all else keeps its bytes. The file as it was is kept beside it. kubectl's lock is taken, and the file replaced as a whole.\n\nExamples:\n  fedrig kubeconfig merge -f federation.yaml\n  fedrig kubeconfig merge --only us-east --prefix prod- --set-current us-east\n  fedrig kubeconfig merge --dry-run -o json | jq -r '.added[]'\n"
)]
pub(in crate::cli) struct Merge {
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    target: Target,
    /// Only this cluster; can be given several times.
    #[arg(long, value_name = "CLUSTER", num_args = 1..)]
    only: Vec<ClusterName>,
    /// What is put in front of each name, when a name is in use.
    #[arg(long, value_name = "PREFIX", default_value = "")]
    prefix: String,
    /// Make the context of this cluster the current one.
    #[arg(long, value_name = "CLUSTER")]
    set_current: Option<ClusterName>,
    /// Say what would change, and change nothing.
    #[arg(long)]
    dry_run: bool,
    /// How to write the result.
    #[arg(short, long, value_enum, default_value_t = Form::Text)]
    output: Form,
}

/// What became of a kubeconfig.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome<'a> {
    kubeconfig: &'a Path,
    changed: bool,
    dry_run: bool,
    added: &'a [String],
    replaced: &'a [String],
    unchanged: &'a [String],
    current_context: Option<&'a str>,
    backup: Option<PathBuf>,
}

impl Merge {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<(), Exit> {
        let own = Own::find(&self.file, common, terminal)?;
        let wanted = self.wanted(&own, terminal)?;
        let path = own.target(&self.target, terminal)?;
        let current = self.current(&wanted, terminal)?;
        let _lock = if self.dry_run { None } else { Some(super::lock(&path, terminal).await?) };
        let merged = refuse_hidden(&own.others(&self.target, &path), &wanted)
            .and_then(|()| self.merge(&path, &wanted, current.as_deref()));
        let (added, changed, backup) = merged.map_err(|error| super::failed(&error, terminal))?;
        let outcome = Outcome {
            kubeconfig: &path,
            changed,
            dry_run: self.dry_run,
            added: &added.added,
            replaced: &added.replaced,
            unchanged: &added.unchanged,
            current_context: current.as_deref(),
            backup,
        };
        match self.output {
            Form::Json => terminal.result(&super::json(&outcome)),
            Form::Text => {
                terminal.result(&outcome.text());
                if let Some(name) = wanted.names().first().filter(|_| !self.dry_run) {
                    terminal.progress(&format!("next: {}", kubectl(&path, name)));
                }
            }
        }
        Ok(())
    }

    fn wanted(&self, own: &Own, terminal: &Terminal) -> Result<Wanted, Exit> {
        let whole = own.read(terminal)?;
        let wanted = Wanted::of(&whole, &own.federation, &self.only, &self.prefix);
        wanted.map_err(|missing| {
            let text = format!("fedrig's own kubeconfig has no cluster `{missing}`");
            files::usage(terminal, &text)
        })
    }

    fn current(&self, wanted: &Wanted, terminal: &Terminal) -> Result<Option<String>, Exit> {
        let Some(cluster) = &self.set_current else { return Ok(None) };
        let name = format!("{}{cluster}", self.prefix);
        if wanted.names().contains(&name) {
            return Ok(Some(name));
        }
        let text = format!("`--set-current {cluster}` names none of the clusters that are merged");
        Err(files::usage(terminal, &text))
    }

    fn merge(
        &self,
        path: &Path,
        wanted: &Wanted,
        current: Option<&str>,
    ) -> Result<(Added, bool, Option<PathBuf>), Error> {
        let file = UserFile::read(path)?;
        file.refuse_readable()?;
        let before = if file.is_there() { file.text() } else { NEW };
        let added = add(before, wanted, current).map_err(|error| file.refused(error))?;
        let changed = added.text != file.text();
        if self.dry_run || !changed {
            return Ok((added, changed, None));
        }
        let backup = file.keep_backup()?;
        file.replace(&added.text)?;
        Ok((added, changed, backup))
    }
}

/// Entries in the file that kubectl reads first would hide those of the same names in the others.
fn refuse_hidden(others: &[PathBuf], wanted: &Wanted) -> Result<(), Error> {
    for other in others {
        let file = UserFile::read(other)?;
        let entries = taken(file.text(), wanted).map_err(|error| file.refused(error))?;
        if !entries.is_empty() {
            return Err(file.refused(Refusal::Taken { entries }));
        }
    }
    Ok(())
}

/// A kubeconfig with nothing in it.
const NEW: &str = "apiVersion: v1\nkind: Config\n";

impl Outcome<'_> {
    fn text(&self) -> String {
        let file = self.kubeconfig.display();
        if !self.changed {
            return format!("{file}: unchanged\n");
        }
        let mut text = format!("{file}{}:\n", if self.dry_run { " would change" } else { "" });
        for (mark, names) in [("+", self.added), ("~", self.replaced), ("=", self.unchanged)] {
            for name in names {
                text.push_str(&format!("  {mark} {name}\n"));
            }
        }
        if let Some(current) = self.current_context {
            text.push_str(&format!("  current context: {current}\n"));
        }
        if let Some(backup) = &self.backup {
            text.push_str(&format!("as it was: {}\n", backup.display()));
        }
        text
    }
}
