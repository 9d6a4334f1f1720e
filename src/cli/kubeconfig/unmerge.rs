//! `fedrig kubeconfig unmerge`.

use std::path::{Path, PathBuf};

use clap::Args;
use serde::Serialize;

use super::{Form, Own, Target};
use crate::cli::{Common, FileArg};
use crate::kubeconfig::merge::{Error, Taken, UserFile, take};
use crate::report::Exit;
use crate::report::terminal::Terminal;

/// Take the federation's contexts out of your kubeconfig again; they carry its mark.
#[derive(Debug, Args)]
#[command(
    after_help = "Works also when the federation is gone. A backup that `merge` left and that holds entries of the federation goes as well.\n\nExamples:\n  fedrig kubeconfig unmerge -f federation.yaml\n"
)]
pub(in crate::cli) struct Unmerge {
    #[command(flatten)]
    file: FileArg,
    #[command(flatten)]
    target: Target,
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
    removed: &'a [String],
    /// The current context, if it was one of them.
    was_current: Option<&'a str>,
    removed_backup: Option<PathBuf>,
}

impl Unmerge {
    pub async fn run(&self, common: &Common, terminal: &Terminal) -> Result<(), Exit> {
        let own = Own::find(&self.file, common, terminal)?;
        let path = own.target(&self.target, terminal)?;
        let untouched = self.dry_run || !path.exists();
        let _lock = if untouched { None } else { Some(super::lock(&path, terminal).await?) };
        let taken = self.take(&path, &own);
        let (taken, changed, backup) = taken.map_err(|error| super::failed(&error, terminal))?;
        let outcome = Outcome {
            kubeconfig: &path,
            changed,
            dry_run: self.dry_run,
            removed: &taken.removed,
            was_current: taken.current.as_deref(),
            removed_backup: backup,
        };
        terminal.result(&match self.output {
            Form::Json => super::json(&outcome),
            Form::Text => outcome.text(),
        });
        Ok(())
    }

    fn take(&self, path: &Path, own: &Own) -> Result<(Taken, bool, Option<PathBuf>), Error> {
        let file = UserFile::read(path)?;
        let taken = take(file.text(), &own.federation).map_err(|error| file.refused(error))?;
        let changed = taken.text != file.text();
        if self.dry_run {
            return Ok((taken, changed, None));
        }
        if changed {
            file.replace(&taken.text)?;
        }
        let backup = file.drop_backup(&own.federation)?;
        Ok((taken, changed, backup))
    }
}

impl Outcome<'_> {
    fn text(&self) -> String {
        let file = self.kubeconfig.display();
        let mut text = match self.changed {
            false => format!("{file}: unchanged\n"),
            true if self.dry_run => format!("{file} would change:\n"),
            true => format!("{file}:\n"),
        };
        for name in self.removed {
            text.push_str(&format!("  - {name}\n"));
        }
        if let Some(current) = self.was_current {
            text.push_str(&format!("  {current} was the current context: there is none now\n"));
        }
        if let Some(backup) = &self.removed_backup {
            text.push_str(&format!("removed, since it had entries too: {}\n", backup.display()));
        }
        text
    }
}
