//! When what ran, as a picture: a row of stages, then a row a cluster or worker. Only geometry is
//! here; the template draws it.

use serde::Serialize;

use crate::report::validation::clean;
use crate::report::validation::words::{Mark, Tone, took};
use crate::verdict::{CellReport, StageVerdict};

const WIDTH: f64 = 1000.0;
const LABELS: f64 = 150.0;
const PLOT: f64 = WIDTH - LABELS - 12.0;
const BAR: f64 = 20.0;
const ROW: f64 = 24.0;
const GAP: f64 = 10.0;
const AXIS: f64 = 24.0;
/// Of the font in the picture, on average.
const CHARACTER: f64 = 6.4;

/// The picture of a cell.
#[derive(Debug, Serialize)]
pub struct Timeline {
    width: f64,
    height: f64,
    plot_left: f64,
    plot_bottom: f64,
    ticks: Vec<Tick>,
    lanes: Vec<Lane>,
}

#[derive(Debug, Serialize)]
struct Tick {
    x: f64,
    label: String,
}

#[derive(Debug, Serialize)]
struct Lane {
    name: String,
    top: f64,
    height: f64,
    bars: Vec<Bar>,
}

#[derive(Debug, Serialize)]
struct Bar {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    tone: Tone,
    label: String,
    title: String,
}

/// A piece of work, before it has a place.
struct Work {
    lane: String,
    what: String,
    says: &'static str,
    tone: Tone,
    begins_s: f64,
    ends_s: f64,
}

impl Timeline {
    /// Nothing when nothing ran.
    pub fn of(cell: &CellReport) -> Option<Self> {
        let works: Vec<Work> = stages(cell).chain(spans(cell)).collect();
        let total = works.iter().map(|work| work.ends_s).fold(0.0, f64::max);
        if total <= 0.0 {
            return None;
        }
        let names = lane_names(&works);
        let mut top = AXIS;
        let mut lanes = Vec::new();
        for name in names {
            let lane = Lane::of(name, works.iter().filter(|work| work.lane == name), top, total);
            top += lane.height + GAP;
            lanes.push(lane);
        }
        Some(Self {
            width: WIDTH,
            height: top,
            plot_left: LABELS,
            plot_bottom: top - GAP / 2.0,
            ticks: ticks(total),
            lanes,
        })
    }
}

/// Each lane once, as they come; but workers by their numbers, whoever ended first.
fn lane_names(works: &[Work]) -> Vec<&str> {
    let mut names: Vec<&str> = Vec::new();
    for work in works {
        if !names.contains(&work.lane.as_str()) {
            names.push(&work.lane);
        }
    }
    let number = |name: &str| name.strip_prefix("worker ")?.parse::<usize>().ok();
    let first = names.iter().position(|name| number(name).is_some());
    let mut placed: Vec<(Option<usize>, Option<usize>, &str)> = Vec::new();
    for (at, name) in names.into_iter().enumerate() {
        let number = number(name);
        placed.push((if number.is_some() { first } else { Some(at) }, number, name));
    }
    placed.sort_by_key(|(at, number, _)| (*at, *number));
    placed.into_iter().map(|(_, _, name)| name).collect()
}

impl Lane {
    /// What overlaps in a lane gets rows below each other.
    fn of<'a>(name: &str, works: impl Iterator<Item = &'a Work>, top: f64, total: f64) -> Self {
        let mut works: Vec<&Work> = works.collect();
        works.sort_by(|one, other| one.begins_s.total_cmp(&other.begins_s));
        let mut rows: Vec<f64> = Vec::new();
        let mut bars = Vec::new();
        for work in works {
            // A hair's breadth of overlap is rounding.
            let free = rows.iter().position(|end| *end <= work.begins_s + total * 1e-6);
            let row = free.unwrap_or_else(|| {
                rows.push(0.0);
                rows.len() - 1
            });
            rows[row] = work.ends_s;
            #[expect(clippy::cast_precision_loss, reason = "rows are few")]
            let y = top + ROW * row as f64;
            bars.push(Bar::of(work, y, total));
        }
        #[expect(clippy::cast_precision_loss, reason = "rows are few")]
        let height = ROW * rows.len().max(1) as f64;
        Self { name: clean::short(name, 20), top, height, bars }
    }
}

impl Bar {
    fn of(work: &Work, y: f64, total: f64) -> Self {
        let x = LABELS + PLOT * work.begins_s / total;
        // What took no time is seen all the same, but never beyond the edge.
        let width = (PLOT * (work.ends_s - work.begins_s) / total).max(2.0);
        let x = x.min(LABELS + PLOT - width);
        let what = match work.tone {
            Tone::Bad => format!("✗ {}", work.what),
            Tone::Good | Tone::Noted | Tone::Quiet => work.what.clone(),
        };
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "it is small")]
        let room = ((width - 8.0) / CHARACTER).max(0.0) as usize;
        let is_whole = console::measure_text_width(&what) <= room;
        let label = match room {
            _ if is_whole => what,
            0..4 => String::new(),
            room => clean::short(&what, room),
        };
        let (begins, lasts) = (took(work.begins_s), took(work.ends_s - work.begins_s));
        let title =
            format!("{}: {}, {} from {begins}, for {lasts}", work.lane, work.what, work.says);
        Self {
            x: hundredth(x),
            y,
            width: hundredth(width),
            height: BAR,
            tone: work.tone,
            label,
            title,
        }
    }
}

fn stages(cell: &CellReport) -> impl Iterator<Item = Work> {
    let ran = cell
        .stages
        .iter()
        .filter(|stage| !matches!(stage.verdict, StageVerdict::Skipped | StageVerdict::NotRun));
    ran.map(|stage| {
        let mark = Mark::of_stage(stage, cell);
        let (begins_s, ends_s) = bounds(stage.begins_s, stage.took_s);
        let (lane, what) = ("stages".to_owned(), stage.stage.to_string());
        Work { lane, what, says: mark.word, tone: mark.tone, begins_s, ends_s }
    })
}

fn spans(cell: &CellReport) -> impl Iterator<Item = Work> {
    let spans = cell.stages.iter().flat_map(|stage| &stage.spans);
    spans.map(|span| {
        let (begins_s, ends_s) = bounds(span.begins_s, span.took_s);
        let (tone, says) = if span.ok { (Tone::Quiet, "well") } else { (Tone::Bad, "failed") };
        // A lane of the cluster's own that is called as the first one is must not be mixed with it.
        let lane = Some(clean::line(&span.lane)).filter(|name| name != "stages");
        let lane = lane.unwrap_or_else(|| "“stages”".to_owned());
        Work { lane, what: clean::short(&span.what, 200), says, tone, begins_s, ends_s }
    })
}

/// Whatever numbers a report has, a bar begins at 0 or later, and ends after it begins. More than a
/// year would make every other bar invisible anyway.
fn bounds(begins_s: f64, took_s: f64) -> (f64, f64) {
    let sane = |number: f64| if number.is_finite() { number.clamp(0.0, 3.2e7) } else { 0.0 };
    (sane(begins_s), sane(begins_s) + sane(took_s))
}

/// At most nine lines, at times that a person would choose.
fn ticks(total: f64) -> Vec<Tick> {
    let steps = [
        0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 15.0, 30.0, 60.0, 120.0, 300.0, 600.0, 1200.0, 1800.0,
        3600.0, 7200.0, 21_600.0, 86_400.0,
    ];
    let step = steps.into_iter().find(|step| total / step <= 8.0).unwrap_or(total / 8.0);
    let label = |at: f64| match step {
        step if step < 1.0 => format!("{at:.1} s"),
        step if step >= 3600.0 => format!("{:.0} h", at / 3600.0),
        step if step >= 60.0 => format!("{:.0} min", at / 60.0),
        _ if total > 120.0 => format!("{:.0}:{:02.0}", (at / 60.0).floor(), at % 60.0),
        _ => format!("{at:.0} s"),
    };
    let times = (0..9_i32).map(|count| f64::from(count) * step).filter(|at| *at <= total);
    times.map(|at| Tick { x: hundredth(LABELS + PLOT * at / total), label: label(at) }).collect()
}

/// A hundredth of a unit is less than is seen.
fn hundredth(number: f64) -> f64 {
    (number * 100.0).round() / 100.0
}
