//! Waits until the replicas are where they belong, shows it, and follows it from there on.

use std::sync::Mutex;
use std::time::Duration;

use jiff::Timestamp;

use super::super::session::Session;
use super::scene::unwatched;
use crate::report::diagnosis::Diagnosis;
use crate::report::spread_live::View;
use crate::report::terminal::Terminal;
use crate::report::{Exit, spread as view};
use crate::spread::{Clients, Seen, State, Target, Wish, changes, watch};
use crate::tool::ToolFailure;

/// How often it is judged anew what time alone changes: a pod that finds no node counts a minute later.
const TICK: Duration = Duration::from_secs(5);

/// How long is waited, and what comes then.
#[derive(Debug, Clone, Copy)]
pub(super) struct Patience {
    /// Until it is spread.
    pub limit: Duration,
    /// Whether it goes on.
    pub follow: bool,
    /// How long.
    pub follow_for: Option<Duration>,
    /// Whether it is told as JSON.
    pub json: bool,
}

/// Shows how it goes; ends with 11 when it does not get there in time.
pub(super) async fn until_spread(
    session: &Session<'_>,
    clients: &Clients,
    target: &Target,
    patience: Patience,
    terminal: &Terminal,
) -> Result<Exit, Exit> {
    let scene = Mutex::new(Scene { target, seen: None, state: None, is_over: false });
    let view = Mutex::new(View::of(target, patience.json, patience.follow, terminal));
    let judge = |seen: Option<Seen>| {
        let mut scene = scene.lock().expect("nobody panics while he looks");
        let mut view = view.lock().expect("nobody panics while he draws");
        scene.judge(seen, &mut view)
    };
    let watched = watch(clients, &target.workload, |seen| {
        judge(Some(seen));
        let is_over = scene.lock().is_ok_and(|scene| scene.is_over);
        if is_over && !patience.follow { Wish::Enough } else { Wish::More }
    });
    let ticks = async {
        loop {
            tokio::time::sleep(TICK).await;
            judge(None);
        }
    };
    let late = async {
        tokio::time::sleep(patience.limit).await;
        // Who follows waits on once it was spread.
        if patience.follow && scene.lock().is_ok_and(|scene| scene.is_over) {
            std::future::pending::<()>().await;
        }
    };
    let over = async {
        match patience.follow_for {
            Some(limit) => tokio::time::sleep(limit).await,
            None => std::future::pending().await,
        }
    };
    let ended = tokio::select! {
        watched = watched => watched.map(|()| Exit::Done).map_err(|why| unwatched(session, why)),
        () = ticks => Ok(Exit::Done),
        () = over => Ok(Exit::Done),
        () = session.rig.cancel.cancelled() => {
            Ok(if patience.follow { Exit::Done } else { Exit::Interrupted })
        }
        () = late => Ok(Exit::Propagation),
    };
    let state = scene.lock().expect("nobody panics while he looks").state.clone();
    view.lock().expect("nobody panics while he draws").end();
    let exit = ended?;
    if let Some(state) = state.filter(|_| !patience.follow || exit == Exit::Propagation) {
        terminal.result(&match patience.json {
            true => view::json(target, &state),
            false => view::table(target, &state),
        });
        if exit == Exit::Propagation {
            terminal.error(&late_words(target, &state, patience.limit, session).render());
        }
    }
    Ok(exit)
}

struct Scene<'a> {
    target: &'a Target,
    seen: Option<Seen>,
    state: Option<State>,
    is_over: bool,
}

impl Scene<'_> {
    fn judge(&mut self, seen: Option<Seen>, view: &mut View) {
        self.seen = seen.or(self.seen.take());
        let Some(seen) = &self.seen else { return };
        let now = Timestamp::now();
        let state = State::of(self.target, seen, now);
        let changed = self.state.as_ref().map(|last| changes(last, &state, now));
        view.hear(&state, changed.as_deref());
        self.is_over |= state.spread;
        self.state = Some(state);
    }
}

fn late_words(target: &Target, state: &State, limit: Duration, session: &Session<'_>) -> Diagnosis {
    let kubectl = session.rig.federation.host.access.kubectl();
    let workload = &target.workload;
    let namespace = &workload.namespace;
    let hint = format!(
        "`{kubectl} --namespace {namespace} describe federated{}/{}` shows what KubeFed says of it; `fedrig check` whether something is wrong",
        workload.kind.word(),
        workload.name
    );
    Diagnosis {
        error: format!("{workload} in {namespace} is not spread within {} s", limit.as_secs()),
        causes: state.reasons(),
        command: None,
        hints: vec![hint],
    }
}

/// Reports a tool that did not do it.
pub(super) fn unwritten(terminal: &Terminal, what: &str, failure: &ToolFailure) -> Exit {
    let inner = Diagnosis::of(failure, Vec::new());
    let diagnosis = Diagnosis {
        error: what.to_owned(),
        causes: [vec![inner.error], inner.causes].concat(),
        command: Some(failure.call().to_string()),
        hints: vec!["`fedrig check` says whether KubeFed is well".to_owned()],
    };
    terminal.error(&diagnosis.render());
    Exit::Propagation
}
