//! `fedrig report merge`.

use std::path::{Path, PathBuf};

use clap::Args;

use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::report::terminal::Terminal;
use crate::report::validation::{Misfit, Part, carry_over, merge, table, write_all};
use crate::verdict::Validation;

#[derive(Debug, Args)]
pub(in crate::cli) struct Merge {
    /// The JSON report of each shard.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// The folder for the report of all.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
}

impl Merge {
    pub fn run(&self, terminal: &Terminal) -> Result<(), Exit> {
        // Every file that can't be read is named, not only the first.
        let read = self.files.iter().map(|file| super::read(file, terminal)).collect::<Vec<_>>();
        let read = read.into_iter().collect::<Result<Vec<Validation>, Exit>>()?;
        let named = |(file, validation): (&PathBuf, Validation)| Part {
            file: file.display().to_string(),
            validation,
        };
        let parts: Vec<Part> = self.files.iter().zip(read).map(named).collect();
        let merged = merge(&parts).map_err(|misfits| {
            for misfit in &misfits {
                terminal.error(&Diagnosis::of(misfit, vec![hint(misfit)]).render());
            }
            Exit::Usage
        })?;
        self.write(&merged, &parts, terminal).map_err(|error| {
            let hints = vec!["`--out` names a folder that can be written".to_owned()];
            terminal.error(&Diagnosis::of(&error, hints).render());
            Exit::Usage
        })?;
        terminal.result(&table(&merged, terminal.result_width(), terminal.paint()));
        Ok(())
    }

    fn write(
        &self,
        merged: &Validation,
        parts: &[Part],
        terminal: &Terminal,
    ) -> std::io::Result<()> {
        for part in parts {
            let from = Path::new(&part.file).parent().unwrap_or(Path::new(""));
            for name in carry_over(&part.validation, from, &self.out)? {
                let missing = from.join(name);
                terminal.progress(&format!("warning: `{}` is not there", missing.display()));
            }
        }
        for path in write_all(merged, &self.out)? {
            terminal.progress(&format!("  {}", path.display()));
        }
        Ok(())
    }
}

fn hint(misfit: &Misfit) -> String {
    match misfit {
        Misfit::Nothing => "name the `report.json` of each shard".to_owned(),
        Misfit::Fedrig { .. } => "validate all shards with the same fedrig".to_owned(),
        Misfit::Cut { .. } => "merge only shards of one matrix, all of them".to_owned(),
        Misfit::Missing { shards, of } => {
            let shard = shards.first().copied().unwrap_or(1);
            format!("run it, `fedrig validate … --shard {shard}/{of}`, or name its report as well")
        }
        Misfit::Twice { .. } => "leave one of the two out".to_owned(),
    }
}
