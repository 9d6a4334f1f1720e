//! What happens side by side outside of a plan: a line each that moves, or lines for a log.

use std::time::{Duration, Instant};

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::human::seconds;
use super::terminal::Terminal;

/// How often the time of a moving line is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// Where the lines go.
pub struct Lanes {
    terminal: Terminal,
    area: Option<MultiProgress>,
}

/// One of the things that happen.
pub struct Lane {
    title: String,
    terminal: Terminal,
    bar: Option<(MultiProgress, ProgressBar)>,
    began: Instant,
}

impl Lanes {
    /// On a terminal that a person watches, lines move.
    pub fn new(terminal: &Terminal) -> Self {
        let area = terminal.is_live().then(MultiProgress::new);
        Self { terminal: terminal.clone(), area }
    }

    /// How often there may be news in a lane.
    pub fn pace(&self) -> Duration {
        if self.area.is_some() { TICK } else { Duration::from_secs(2) }
    }

    /// Something begins.
    pub fn begin(&self, title: &str) -> Lane {
        let bar = self.area.clone().map(|area| {
            let template = "{spinner} {prefix:<22} {wide_msg} {elapsed:>5}";
            let style = ProgressStyle::with_template(template).expect("the template is ours");
            let bar = area.add(ProgressBar::new_spinner().with_style(style));
            bar.set_prefix(title.to_owned());
            bar.enable_steady_tick(TICK);
            (area, bar)
        });
        Lane {
            title: title.to_owned(),
            terminal: self.terminal.clone(),
            bar,
            began: Instant::now(),
        }
    }
}

impl Lane {
    /// How far it is.
    pub fn say(&self, text: &str) {
        match &self.bar {
            Some((_, bar)) => bar.set_message(text.to_owned()),
            None => self.terminal.progress(&format!("  {:<22} {text}", self.title)),
        }
    }

    /// How it ended.
    pub fn end(self, text: &str) {
        let line = format!("  {:<22} {text} ({})", self.title, seconds(self.began.elapsed()));
        match self.bar {
            Some((area, bar)) => {
                bar.finish_and_clear();
                // A terminal that went away takes no more lines, which is no failure.
                let _ = area.println(line);
            }
            None => self.terminal.progress(&line),
        }
    }
}
