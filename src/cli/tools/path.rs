//! `fedrig tools path`.

use clap::Args;
use serde::Serialize;

use super::super::supplies::Supplies;
use super::named::{Named, Thing};
use super::{Desk, Form, FormArg, OfFederation};
use crate::fetch::Locking;
use crate::report::Exit;
use crate::report::diagnosis::Diagnosis;
use crate::tool::Exec;

#[derive(Debug, Args)]
pub(in crate::cli) struct PathOf {
    /// `helm`, `kubectl`, `kubefedctl`, `kind` or `chart`, perhaps with `@VERSION`.
    #[arg(value_name = "TOOL")]
    name: Named,
    #[command(flatten)]
    of: OfFederation,
    #[command(flatten)]
    form: FormArg,
}

#[derive(Serialize)]
struct Answer {
    what: String,
    path: std::path::PathBuf,
}

impl PathOf {
    pub(super) async fn run(&self, desk: &Desk<'_>) -> Result<(), Exit> {
        let federation = desk.federation(&self.of)?;
        let mut supplies = Supplies::read(desk.common, &desk.machine, federation.as_ref())
            .map_err(|text| desk.usage(text))?;
        if let Some(federation) = &federation {
            supplies = supplies.locked(federation, Locking::Learn, desk.terminal)?;
        }
        let fetcher = supplies.fetcher(&desk.machine, Exec::default());
        let fetcher = fetcher.map_err(|text| desk.usage(text))?;
        let thing = self.name.meant(federation.as_ref());
        let found = match &thing {
            Thing::Program(wanted) => {
                fetcher.find(wanted).await.map(|found| found.map(|found| found.path))
            }
            Thing::Chart(version) => fetcher.find_chart(version).await,
            Thing::Pulled { reference, version, .. } => {
                Ok(fetcher.find_pulled_chart(reference, version))
            }
        };
        let found = found.map_err(|error| desk.failed(&error, error.hints()))?;
        let Some(path) = found else { return Err(absent(desk, &thing.title())) };
        match self.form.output {
            Form::Json => desk.json(&Answer { what: thing.title(), path }),
            Form::Table => desk.terminal.result(&format!("{}\n", path.display())),
        }
        Ok(())
    }
}

fn absent(desk: &Desk<'_>, what: &str) -> Exit {
    let diagnosis = Diagnosis {
        error: format!("{what} is not on this machine"),
        causes: Vec::new(),
        command: None,
        hints: vec!["`fedrig tools install` fetches it".to_owned()],
    };
    desk.terminal.error(&diagnosis.render());
    Exit::Tools
}
