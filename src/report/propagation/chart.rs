//! How many objects had arrived after how long, a line a member: told apart by dashes and marks, and by
//! colour for those who see it. Drawn narrow, so that a phone need not shrink it. Attributes only: a page's
//! policy forbids styles.

use std::fmt::Write;

use super::view::time;
use crate::report::markup::escaped;
use crate::report::validation::clean;
use crate::verdict::{Arrivals, Propagation};

const WIDTH: f64 = 480.0;
const LEFT: f64 = 50.0;
const RIGHT: f64 = 468.0;
const TOP: f64 = 26.0;
const BOTTOM: f64 = 246.0;
/// Where the names of the lines begin, and how high each is.
const LEGEND: (f64, f64) = (306.0, 24.0);
/// More points than this are not seen.
const POINTS: usize = 150;

/// How a line looks: its dashes and its colour, which is seen on white and on black.
const LOOKS: [(&str, &str); 6] = [
    ("none", "#3579c4"),
    ("9 4", "#c0561b"),
    ("2 3", "#2f8f5b"),
    ("12 3 2 3", "#9455b8"),
    ("5 2", "#a67c00"),
    ("1 5", "#c43d68"),
];

/// A picture by itself.
pub fn svg(measured: &Propagation) -> String {
    let style = "<style>svg{color:#222}@media(prefers-color-scheme:dark){svg{color:#ddd}}</style>";
    draw(measured, " xmlns=\"http://www.w3.org/2000/svg\" font-family=\"sans-serif\"", style)
}

/// The same for a page, in its ink and its letters.
pub(super) fn within_page(measured: &Propagation) -> String {
    draw(measured, "", "")
}

fn draw(measured: &Propagation, attributes: &str, style: &str) -> String {
    #[expect(clippy::cast_precision_loss, reason = "members are few")]
    let height = LEGEND.0 + LEGEND.1 * measured.members.len() as f64;
    let longest = measured.members.iter().filter_map(|member| member.max_s).fold(0.0, f64::max);
    let mut svg = format!(
        "<svg{attributes} viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" font-size=\"14\" fill=\"currentColor\">\n<title>{}</title>\n{style}",
        escaped(&clean::line(&title(measured)))
    );
    let step = step(longest);
    let end = step * (longest / step).ceil().max(1.0);
    axes(&mut svg, step, end);
    for (at, member) in measured.members.iter().enumerate() {
        let look = &Look::of(at);
        line(&mut svg, member, measured.objects, end, look);
        #[expect(clippy::cast_precision_loss, reason = "members are few")]
        legend(&mut svg, member, LEGEND.0 + LEGEND.1 * at as f64, look);
    }
    svg.push_str("</svg>\n");
    svg
}

fn title(measured: &Propagation) -> String {
    let half = measured.members.iter().map(|member| match member.p50_s {
        Some(half) => format!("{} half after {}", member.member, time(half)),
        None => format!("{} none", member.member),
    });
    let half: Vec<String> = half.collect();
    format!("Objects that had arrived, in percent over seconds: {}", half.join(", "))
}

struct Look {
    dashes: &'static str,
    colour: &'static str,
    mark: usize,
}

impl Look {
    fn of(at: usize) -> Self {
        let (dashes, colour) = LOOKS[at % LOOKS.len()];
        Self { dashes, colour, mark: at % 4 }
    }

    /// A circle, a square, a triangle or a diamond.
    fn mark(&self, x: f64, y: f64) -> String {
        let colour = self.colour;
        match self.mark {
            0 => format!("<circle cx=\"{x:.1}\" cy=\"{y:.1}\" r=\"5\" fill=\"{colour}\"/>"),
            1 => format!("<path d=\"M{:.1} {:.1}h9v9h-9z\" fill=\"{colour}\"/>", x - 4.5, y - 4.5),
            2 => format!("<path d=\"M{x:.1} {:.1}l6 10h-12z\" fill=\"{colour}\"/>", y - 6.0),
            _ => format!("<path d=\"M{x:.1} {:.1}l6 6l-6 6l-6 -6z\" fill=\"{colour}\"/>", y - 6.0),
        }
    }
}

fn axes(svg: &mut String, step: f64, end: f64) {
    // Writing to a String does not fail.
    let _ = writeln!(svg, "<text x=\"{LEFT}\" y=\"14\">arrived</text>");
    for percent in [0.0, 25.0, 50.0, 75.0, 100.0] {
        let y = BOTTOM - (BOTTOM - TOP) * percent / 100.0;
        let _ = writeln!(
            svg,
            "<path d=\"M{LEFT} {y:.1}H{RIGHT}\" stroke=\"currentColor\" stroke-opacity=\"0.18\"/><text x=\"{}\" y=\"{:.1}\" text-anchor=\"end\">{percent} %</text>",
            LEFT - 6.0,
            y + 5.0
        );
    }
    let count = (end / step).round();
    let mut at = 0.0;
    while at <= count {
        let x = LEFT + (RIGHT - LEFT) * at / count;
        let anchor = if at == count { "end" } else { "middle" };
        let label = format!("{:.2}", at * step);
        let label = label.trim_end_matches('0').trim_end_matches('.');
        let unit = if at == count { " s" } else { "" };
        let _ = writeln!(
            svg,
            "<path d=\"M{x:.1} {BOTTOM}v5\" stroke=\"currentColor\"/><text x=\"{x:.1}\" y=\"{}\" text-anchor=\"{anchor}\">{label}{unit}</text>",
            BOTTOM + 21.0
        );
        at += 1.0;
    }
}

/// Steps: one up with each object that arrives.
fn line(svg: &mut String, member: &Arrivals, objects: usize, end: f64, look: &Look) {
    #[expect(clippy::cast_precision_loss, reason = "objects are counted in thousands at most")]
    let place = |seconds: f64, arrived: usize| {
        let share = arrived as f64 / objects.max(1) as f64;
        let x = LEFT + (RIGHT - LEFT) * (seconds.max(0.0) / end).min(1.0);
        (x, BOTTOM - (BOTTOM - TOP) * share.min(1.0))
    };
    let mut path = format!("M{LEFT} {BOTTOM}");
    let every = member.seconds.len().div_ceil(POINTS).max(1);
    for (at, seconds) in member.seconds.iter().enumerate() {
        if (at + 1) % every == 0 || at + 1 == member.seconds.len() {
            let (x, y) = place(*seconds, at + 1);
            let _ = write!(path, "H{x:.1}V{y:.1}");
        }
    }
    let _ = writeln!(
        svg,
        "<path d=\"{path}\" fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"{}\"/>",
        look.colour, look.dashes
    );
    // Its mark stands where a half and where nine in ten had arrived.
    for (seconds, of_hundred) in [(member.p50_s, 50), (member.p90_s, 90)] {
        if let Some(seconds) = seconds {
            let (x, y) = place(seconds, (member.arrived * of_hundred).div_ceil(100));
            svg.push_str(&look.mark(x, y));
        }
    }
}

fn legend(svg: &mut String, member: &Arrivals, y: f64, look: &Look) {
    let told = match (member.p50_s, member.p99_s) {
        (Some(half), Some(most)) => format!("p50 {}, p99 {}", time(half), time(most)),
        (Some(_), None) | (None, _) => "none arrived".to_owned(),
    };
    let _ = writeln!(
        svg,
        "<path d=\"M{LEFT} {y}h36\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"{}\"/>{}<text x=\"{}\" y=\"{}\">{}</text>",
        look.colour,
        look.dashes,
        look.mark(LEFT + 18.0, y),
        LEFT + 46.0,
        y + 5.0,
        escaped(&clean::line(&format!("{}: {told}", clean::short(&member.member, 24))))
    );
}

/// At most six steps along the clock, at times that a person would choose.
fn step(longest: f64) -> f64 {
    let steps = [0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 30.0, 60.0, 120.0, 300.0];
    steps.into_iter().find(|step| longest / step <= 6.0).unwrap_or(longest / 6.0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measured(name: &str) -> Propagation {
        let members = vec![
            Arrivals::of("eu", vec![0.1, 0.2, 0.4, 0.9]),
            Arrivals::of(name, vec![0.3, 1.4]),
            Arrivals::of("ap", Vec::new()),
        ];
        Propagation { objects: 4, members }
    }

    #[test]
    fn each_member_has_dashes_and_marks_of_its_own() {
        let svg = svg(&measured("us"));
        for (dashes, _) in &LOOKS[..3] {
            assert_eq!(svg.matches(&format!("stroke-dasharray=\"{dashes}\"")).count(), 2, "{svg}");
        }
        assert!(svg.contains("us: p50 0.30 s, p99 1.4 s") && svg.contains("ap: none arrived"));
    }

    #[test]
    fn a_name_is_text_and_never_markup_and_a_page_gets_no_style() {
        let svg = within_page(&measured("<script>\u{1b}[31m"));
        assert!(svg.contains("&lt;script&gt;") && !svg.contains("<script"), "{svg}");
        assert!(!svg.contains("style") && !svg.contains('\u{1b}'), "{svg}");
    }

    proptest::proptest! {
        #[test]
        fn any_times_can_be_drawn(
            times in proptest::collection::vec(0.0..1e7f64, 0..400), objects in 0..400usize,
        ) {
            let members = vec![Arrivals::of("eu", times)];
            let svg = svg(&Propagation { objects, members });
            proptest::prop_assert!(!svg.contains("NaN") && !svg.contains("inf") && svg.len() < 30_000);
        }
    }
}
