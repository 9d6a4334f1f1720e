//! Events as lines that move, for a person who watches: one a running step.

use std::collections::BTreeMap;
use std::sync::Mutex;
use std::time::Duration;

use indicatif::{MultiProgress, ProgressBar, ProgressStyle};

use super::human;
use crate::engine::{Event, Sink};
use crate::plan::StepId;

/// How often the time of a running step is drawn anew.
const TICK: Duration = Duration::from_millis(100);

/// Draws running steps below the finished ones.
pub struct Live {
    area: MultiProgress,
    bars: Mutex<BTreeMap<StepId, ProgressBar>>,
}

impl Live {
    /// A live view on stderr.
    pub fn new() -> Self {
        Self { area: MultiProgress::new(), bars: Mutex::default() }
    }

    fn start(&self, lane: &impl std::fmt::Display, step: &StepId) {
        let template = "{spinner} {prefix:<15} {wide_msg} {elapsed:>5}";
        let style = ProgressStyle::with_template(template).expect("the template is ours");
        let bar = self.area.add(ProgressBar::new_spinner().with_style(style));
        bar.set_prefix(lane.to_string());
        bar.set_message(step.to_string());
        bar.enable_steady_tick(TICK);
        if let Ok(mut bars) = self.bars.lock() {
            bars.insert(step.clone(), bar);
        }
    }

    fn say(&self, step: &StepId, reason: &str) {
        if let Ok(bars) = self.bars.lock()
            && let Some(bar) = bars.get(step)
        {
            bar.set_message(format!("{step}: {reason}"));
        }
    }

    fn finish(&self, step: &StepId) {
        let bar = self.bars.lock().ok().and_then(|mut bars| bars.remove(step));
        if let Some(bar) = bar {
            bar.finish_and_clear();
            self.area.remove(&bar);
        }
    }

    fn print(&self, line: &str) {
        // A terminal that went away takes no more lines, which is no failure of the run.
        let _ = self.area.println(line);
    }
}

impl Default for Live {
    fn default() -> Self {
        Self::new()
    }
}

impl Sink for Live {
    fn hear(&self, event: &Event<'_>) {
        match event {
            Event::PlanStarted { .. } => {}
            Event::Warned { lane, text } => self.print(human::warning(lane, text).trim_end()),
            Event::StepStarted { lane, step } => self.start(lane, step),
            Event::StepWaiting { step, reason, .. } => self.say(step, reason),
            Event::StepFinished(finished) => {
                self.finish(&finished.step);
                if let Some(line) = human::line(finished) {
                    self.print(&line);
                }
            }
            Event::PlanFinished(summary) => self.print(&human::closing(summary)),
        }
    }
}
