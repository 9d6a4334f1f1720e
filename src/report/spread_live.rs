//! A spread as it goes on: a bar a member that moves where a person watches, a line a change where nobody
//! does, and JSON lines.

use std::collections::BTreeMap;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};
use jiff::Timestamp;
use serde_json::json;

use super::spread;
use super::terminal::Terminal;
use crate::name::ClusterName;
use crate::spread::{Change, State, Target};

/// Shows how a spread goes.
pub enum View {
    /// A bar a member, on stderr; changes above them when it goes on for long.
    Bars(Box<Bars>),
    /// A line a change.
    Lines(Lines),
    /// A JSON object a line; nothing at all while the answer is awaited.
    Json(Option<Terminal>),
}

/// Bars that move.
pub struct Bars {
    area: MultiProgress,
    of: BTreeMap<ClusterName, ProgressBar>,
    tells: bool,
}

/// Lines, on stdout when they are what was asked for.
pub struct Lines {
    terminal: Terminal,
    target: Target,
    follows: bool,
}

impl View {
    /// By where it goes, and by what was asked for.
    pub fn of(target: &Target, json: bool, follow: bool, terminal: &Terminal) -> Self {
        if json {
            return Self::Json(follow.then(|| terminal.clone()));
        }
        if terminal.is_live() {
            let (area, of) = (MultiProgress::new(), BTreeMap::new());
            return Self::Bars(Box::new(Bars { area, of, tells: follow }));
        }
        let (terminal, target) = (terminal.clone(), target.clone());
        Self::Lines(Lines { terminal, target, follows: follow })
    }

    /// Takes in how it is, and what of it is another; there is no telling at the first time.
    pub fn hear(&mut self, state: &State, changes: Option<&[Change]>) {
        match self {
            Self::Bars(bars) => bars.hear(state, changes.unwrap_or_default()),
            Self::Lines(lines) => lines.hear(state, changes),
            Self::Json(None) => {}
            Self::Json(Some(terminal)) => match changes {
                None => {
                    let now = Timestamp::now();
                    terminal.result(&format!(
                        "{}\n",
                        json!({"event": "state", "at": now, "state": state})
                    ));
                }
                Some(changes) => changes.iter().for_each(|change| {
                    let Change { at, member, what } = change;
                    let told = json!({"event": "change", "at": at, "member": member, "what": what,
                        "spread": state.spread, "members": state.members});
                    terminal.result(&format!("{told}\n"));
                }),
            },
        }
    }

    /// Takes the bars away.
    pub fn end(&mut self) {
        if let Self::Bars(bars) = self {
            // A terminal that went away takes nothing any more, which is no failure of the spread.
            let _ = bars.area.clear();
        }
    }
}

impl Bars {
    fn hear(&mut self, state: &State, changes: &[Change]) {
        for change in changes.iter().filter(|_| self.tells) {
            // The same as above.
            let _ = self.area.println(sentence(change));
        }
        for row in &state.members {
            let (area, of) = (&self.area, &mut self.of);
            let bar = of.entry(row.member.clone()).or_insert_with(|| {
                let style = ProgressStyle::with_template("  {wide_msg}");
                let style = style.expect("the template is ours");
                area.add(ProgressBar::new_spinner().with_style(style))
            });
            bar.set_message(spread::line(row, state));
            bar.tick();
        }
    }
}

impl Lines {
    fn hear(&self, state: &State, changes: Option<&[Change]>) {
        let say = |text: &str| match self.follows {
            true => self.terminal.result(text),
            false => self.terminal.progress(text.trim_end()),
        };
        match changes {
            None if self.follows => say(&spread::table(&self.target, state)),
            None => {}
            Some(changes) => {
                changes.iter().for_each(|change| say(&format!("{}\n", sentence(change))));
            }
        }
    }
}

/// `12:00:01Z  us-east  4 → 0 replicas`.
fn sentence(change: &Change) -> String {
    let member = change.member.as_ref().map_or("all", ClusterName::as_str);
    format!("{}  {member}  {}", change.at.strftime("%H:%M:%SZ"), change.what)
}
