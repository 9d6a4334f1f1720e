//! `fedrig status --watch`.

use std::time::Duration;

use clap::{Args, ValueEnum};

use super::files;
use super::form::Form;
use super::measures::duration;
use super::session::Session;
use super::status::unreachable;
use crate::report::Exit;
use crate::report::status_watch::View;
use crate::report::terminal::Terminal;
use crate::status::watch::{Seen, Wish, watch};
use crate::watch::client;

/// How often the ages in the table are drawn anew.
const TICK: Duration = Duration::from_secs(1);

/// The flags of a watch.
#[derive(Debug, Args)]
pub(super) struct Watch {
    /// Go on, and show what changes: a table that moves in a terminal, else a line a change.
    #[arg(short, long)]
    watch: bool,
    /// End the watch after this time.
    #[arg(long = "for", value_name = "DURATION", requires = "watch", value_parser = duration)]
    limit: Option<Duration>,
    /// End the watch with 0 when the federation is so; with 7 when it is not within `--for`.
    #[arg(long, value_enum, requires = "watch")]
    until: Option<Until>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Until {
    /// Every cluster of the file is Ready.
    Ready,
}

impl Watch {
    /// Whether there is to be one.
    pub fn is_asked(&self) -> bool {
        self.watch
    }

    /// Shows the federation until it is enough.
    pub async fn run(
        &self,
        session: &Session<'_>,
        form: Form,
        terminal: &Terminal,
    ) -> Result<Exit, Exit> {
        let federation = &session.rig.federation;
        let view = match form {
            Form::Table => View::for_people(terminal),
            Form::Json => View::Json(terminal.clone()),
            Form::Yaml => {
                return Err(files::usage(terminal, "a watch is written as table or json"));
            }
        };
        // Making a client asks nobody: a host that is away is waited for.
        let host = client::connect(&federation.host.access).await.map_err(|error| {
            terminal.error(&unreachable(federation, &error).render());
            Exit::Clusters
        })?;
        let view = std::sync::Mutex::new(view);
        let with_view = |show: &dyn Fn(&mut View)| {
            show(&mut view.lock().expect("nobody panics while he draws"));
        };
        let seen = watch(federation, &host, |seen| {
            with_view(&|view| view.hear(&seen));
            match (&seen, self.until) {
                (Seen::State(status, _), Some(Until::Ready)) if status.ready => Wish::Enough,
                (Seen::State(..) | Seen::Away(_) | Seen::Back, _) => Wish::More,
            }
        });
        let ticks = async {
            loop {
                tokio::time::sleep(TICK).await;
                with_view(&|view| view.tick());
            }
        };
        let over = async {
            match self.limit {
                Some(limit) => tokio::time::sleep(limit).await,
                None => std::future::pending().await,
            }
        };
        Ok(tokio::select! {
            () = seen => Exit::Done,
            () = ticks => Exit::Done,
            () = session.rig.cancel.cancelled() => Exit::Done,
            () = over => if self.until.is_some() { Exit::Ready } else { Exit::Done },
        })
    }
}
