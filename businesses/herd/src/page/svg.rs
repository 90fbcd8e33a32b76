//! A plot as inline SVG, with the same in words for those who do not see it.

use super::html::escape;
use crate::talk::Plot;

const WIDTH: f32 = 640.0;
const HEIGHT: f32 = 160.0;
const EDGE: f32 = 8.0;

/// Draws a plot. `None` when nothing was measured.
pub(super) fn svg(plot: &Plot, title: &str) -> Option<String> {
    let known = || plot.measured.iter().chain(&plot.normal).flatten().copied();
    plot.measured.iter().flatten().next()?;
    let least = known().fold(f32::INFINITY, f32::min);
    let most = known().fold(f32::NEG_INFINITY, f32::max);
    let place = |hour: usize, value: f32| {
        let share = f32::from(u16::try_from(hour).unwrap_or(u16::MAX))
            / f32::from(u16::try_from(plot.measured.len().max(2) - 1).unwrap_or(u16::MAX));
        let up = (value - least) / (most - least).max(f32::EPSILON);
        (EDGE + share * (WIDTH - 2.0 * EDGE), HEIGHT - EDGE - up * (HEIGHT - 2.0 * EDGE))
    };
    let (from, _) = place(plot.unusual_from.min(plot.measured.len()), least);
    let mut out = format!(
        "<svg viewBox=\"0 0 {WIDTH} {HEIGHT}\" role=\"img\"><title>{}</title>\
         <rect class=\"lately\" x=\"{from:.1}\" y=\"0\" width=\"{:.1}\" height=\"{HEIGHT}\"/>",
        escape(title),
        (WIDTH - EDGE - from).max(0.0),
    );
    for day in (0..plot.measured.len()).step_by(24) {
        let (x, _) = place(day, least);
        out.extend([format!("<path class=\"day\" d=\"M{x:.1} 0V{HEIGHT}\"/>")]);
    }
    for (values, whose) in [(&plot.normal, "usual"), (&plot.measured, "her")] {
        let path = path(values, &place);
        out.extend(["<path class=\"", whose, "\" d=\"", &path, "\"/>"]);
    }
    out.push_str("</svg>");
    Some(out)
}

/// Lines between neighbouring hours; gaps stay gaps.
fn path(values: &[Option<f32>], place: &dyn Fn(usize, f32) -> (f32, f32)) -> String {
    let mut out = String::new();
    let mut is_down = false;
    for (hour, value) in values.iter().enumerate() {
        let Some(value) = value else {
            is_down = false;
            continue;
        };
        let (x, y) = place(hour, *value);
        let step = format!("{}{x:.1} {y:.1}", if is_down { 'L' } else { 'M' });
        out.extend([step]);
        is_down = true;
    }
    out
}
