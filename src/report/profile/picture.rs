//! A profile as a picture: SVG, for a browser or a page.

use std::fmt::Write;

use crate::profile::{Bar, Kind, Profile};
use crate::report::markup::escaped;

/// Heights and widths, in the picture's units.
const ROW: f64 = 20.0;
const NAMES: f64 = 230.0;
const CLOCK: f64 = 640.0;
const HEAD: f64 = 44.0;

/// The profile as SVG. Critical steps are dark and have a mark before their name, so that it can be
/// read without colour; a pointer on a bar shows its times.
pub fn svg(profile: &Profile) -> String {
    let height = HEAD + ROW * profile.bars.len() as f64 + 10.0;
    let width = NAMES + CLOCK + 80.0;
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" font-family=\"sans-serif\" font-size=\"12\">\n<title>{}</title>\n<style>text{{fill:#222}} .s{{fill:#9db4cf}} .c{{fill:#27548a}} .p{{fill:none;stroke:#777}} .f{{fill:#a33}} line{{stroke:#ddd}} @media(prefers-color-scheme:dark){{text{{fill:#ddd}} line{{stroke:#444}} .c{{fill:#8ab8f0}} .s{{fill:#4a5d75}}}}</style>\n",
        escaped(&format!("fedrig {} {}", profile.verb, profile.run)),
    );
    let _ = writeln!(
        svg,
        "<text x=\"8\" y=\"18\">{}</text>",
        escaped(&format!("fedrig {}, {:.1} s · ► held it up", profile.verb, profile.took_s))
    );
    let scale = CLOCK / profile.took_s.max(0.001);
    for tick in ticks(profile.took_s) {
        let x = NAMES + tick * scale;
        let _ = writeln!(
            svg,
            "<line x1=\"{x:.1}\" x2=\"{x:.1}\" y1=\"{}\" y2=\"{height}\"/><text x=\"{x:.1}\" y=\"{}\" text-anchor=\"middle\">{tick} s</text>",
            HEAD - 4.0,
            HEAD - 8.0
        );
    }
    for (row, bar) in profile.bars.iter().enumerate() {
        draw(&mut svg, bar, HEAD + ROW * row as f64, scale);
    }
    svg.push_str("</svg>\n");
    svg
}

fn draw(svg: &mut String, bar: &Bar, y: f64, scale: f64) {
    let x = NAMES + bar.begins_s * scale;
    let width = (bar.took_s * scale).max(1.5);
    let class = match (bar.ok, bar.kind, bar.is_critical) {
        (false, ..) => "f",
        (_, Kind::Program, _) => "p",
        (_, Kind::Step, true) => "c",
        (_, Kind::Step, false) => "s",
    };
    let (indent, mark) = match (bar.kind, bar.is_critical) {
        (Kind::Program, _) => (36.0, ""),
        (Kind::Step, true) => (8.0, "► "),
        (Kind::Step, false) => (22.0, ""),
    };
    let name = escaped(&clip(&bar.what));
    let says = escaped(&format!(
        "{}: from {:.2} s, took {:.2} s{}",
        bar.what,
        bar.begins_s,
        bar.took_s,
        if bar.ok { "" } else { ", failed" }
    ));
    let _ = writeln!(
        svg,
        "<g><title>{says}</title><text x=\"{indent}\" y=\"{:.1}\">{mark}{name}</text><rect class=\"{class}\" x=\"{x:.1}\" y=\"{:.1}\" width=\"{width:.1}\" height=\"12\" rx=\"2\"/><text x=\"{:.1}\" y=\"{:.1}\">{:.1} s{}</text></g>",
        y + 13.0,
        y + 3.0,
        x + width + 4.0,
        y + 13.0,
        bar.took_s,
        if bar.ok { "" } else { " failed" },
    );
}

/// Round times along the clock: at most a dozen.
fn ticks(took_s: f64) -> Vec<f64> {
    let steps = [0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 60.0, 120.0, 300.0, 600.0, 3600.0];
    let step = steps.into_iter().find(|step| took_s / step <= 12.0).unwrap_or(took_s / 12.0);
    (0..).map(|n| f64::from(n) * step).take_while(|tick| *tick <= took_s).take(14).collect()
}

fn clip(name: &str) -> String {
    const LONGEST: usize = 34;
    if name.chars().count() <= LONGEST {
        return name.to_owned();
    }
    name.chars().take(LONGEST - 1).chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::super::waterfall::tests::profile;
    use super::*;

    #[test]
    fn names_are_text_and_never_markup() {
        let svg = svg(&profile());
        assert!(svg.contains("join &lt;us-east&gt;") && !svg.contains("<us-east>"), "{svg}");
        assert_eq!(svg.matches("<rect").count(), 4);
    }

    #[test]
    fn the_clock_has_few_and_round_marks() {
        assert_eq!(ticks(12.5).len(), 7);
        assert!(ticks(0.0).len() <= 2);
        assert!(ticks(1e7).len() <= 14);
    }
}
