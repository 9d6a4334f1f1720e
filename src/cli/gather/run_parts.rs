//! fedrig's own view, for an archive: the file, the plan, the status, the accesses, the history.

use std::time::Duration;

use serde_json::json;

use super::super::session::Session;
use crate::access::examine;
use crate::check::{self, Choice, Report, Scene, Touch};
use crate::events;
use crate::gather::Drawer;
use crate::journal::runs;
use crate::report::terminal::Terminal;
use crate::report::{checks, events as events_view, history};
use crate::step::{usual, wanted};
use crate::tool::Program;

/// How long each part may take: looking at the clusters, with one that does not answer.
const PART: Duration = Duration::from_secs(45);
/// How many runs are told of.
const RUNS: usize = 10;

/// Where the parts come from and go to.
pub(super) struct RunParts<'a, 'b> {
    pub session: &'a mut Session<'b>,
    /// Where the session says what is wrong.
    pub quiet: &'a Terminal,
    pub drawer: Drawer<'a>,
}

impl RunParts<'_, '_> {
    /// Puts all of them, and gives what the checks came to.
    pub async fn put(mut self) -> Option<Report> {
        self.put_file();
        self.put_history();
        self.put_versions();
        self.put_plan().await;
        let (status, access, events, checks) = tokio::join!(
            self.put_status(),
            self.put_access(),
            self.put_events(),
            self.put_checks()
        );
        let parts = [("status.json", status), ("access.json", access), ("events.txt", events)];
        for (file, put) in parts {
            if let Err(reason) = put {
                self.drawer.lacks(file, &reason);
            }
        }
        match checks {
            Ok(report) => Some(report),
            Err(reason) => {
                self.drawer.lacks("check.json", &reason);
                None
            }
        }
    }

    /// The checks that make nothing, after the survey that the plan began with.
    async fn put_checks(&self) -> Result<Report, String> {
        let session = &self.session;
        let scene = Scene::after(&session.rig, session.unseen.clone(), Touch::Nothing);
        let report = within(check::run(&scene, &Choice::default())).await?;
        self.drawer.put_json(
            "check.json",
            "checks, as `fedrig check --read-only` makes them",
            &report,
        );
        self.drawer.put(
            "check.txt",
            "the same as a table, with what to do",
            &checks::table(&report),
        );
        Ok(report)
    }

    fn put_file(&self) {
        match std::fs::read_to_string(&self.session.rig.federation.file) {
            Ok(text) => self.drawer.put("federation.yaml", "the file, as it is", &text),
            Err(error) => self.drawer.lacks("federation.yaml", &error.to_string()),
        }
    }

    fn put_history(&self) {
        for run in runs(self.session.rig.journal.folder()).iter().take(RUNS) {
            let file = format!("history/{}.txt", run.id);
            let exit =
                run.exit.map_or("killed, or running".to_owned(), |exit| format!("exit {exit}"));
            self.drawer.put(&file, &format!("run `{}`, {exit}", run.verb), &history::story(run));
        }
    }

    fn put_versions(&self) {
        let federation = &self.session.rig.federation;
        let tools = Program::ALL.map(|program| {
            let wish = wanted(program, federation);
            let usual = usual(program, &federation.kubefed.version);
            json!({"program": program, "version": wish.version, "usual": usual, "path": wish.path})
        });
        let versions = json!({
            "fedrig": env!("CARGO_PKG_VERSION"),
            "platform": format!("{}-{}", std::env::consts::OS, std::env::consts::ARCH),
            "kubefed": federation.kubefed.version,
            "tools": tools,
        });
        self.drawer.put_json("versions.json", "versions that are wanted", &versions);
    }

    /// The plan as text, or why there is none: both are in what the session says.
    async fn put_plan(&mut self) {
        let plan = tokio::time::timeout(PART, self.session.plan()).await;
        let said = self.quiet.recorded();
        let text = match plan {
            Ok(Ok(plan)) if plan.is_empty() => format!("nothing to do\n{said}"),
            Ok(Ok(plan)) => format!("{plan}{said}"),
            Ok(Err(_)) => format!("there is no plan:\n\n{said}"),
            Err(_) => format!("there was no plan within {} s\n\n{said}", PART.as_secs()),
        };
        self.drawer.put("plan.txt", "what `fedrig up` would do", &text);
    }

    async fn put_status(&self) -> Result<(), String> {
        let status = within(crate::status::observe(&self.session.rig.federation)).await?;
        let status = status.map_err(|error| error.to_string())?;
        self.drawer.put_json("status.json", "status, as `fedrig status` tells it", &status);
        Ok(())
    }

    async fn put_access(&self) -> Result<(), String> {
        let rig = &self.session.rig;
        let unreached = Default::default();
        let report = examine(&rig.federation, rig.own.path(), &unreached);
        let report = within(report).await?;
        self.drawer.put_json("access.json", "accesses, as `fedrig access` tells them", &report);
        Ok(())
    }

    async fn put_events(&self) -> Result<(), String> {
        let federation = &self.session.rig.federation;
        let clusters: Vec<_> = federation.all_clusters().collect();
        let seen = within(events::list(&clusters, &federation.kubefed.namespace)).await?;
        let text = events_view::table(&seen.events);
        self.drawer.put("events.txt", "events that concern the federation, by time", &text);
        Ok(())
    }
}

async fn within<T>(part: impl Future<Output = T>) -> Result<T, String> {
    let answer = tokio::time::timeout(PART, part).await;
    answer.map_err(|_| format!("no answer within {} s", PART.as_secs()))
}
