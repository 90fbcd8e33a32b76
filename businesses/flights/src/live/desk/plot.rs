use std::fmt::Write;

const WIDTH: i64 = 720;
const HEIGHT: i64 = 120;
const FOOT: i64 = 18;

/// Bars by hour as SVG: no script, no outside file.
pub(super) fn bars(title: &str, by_hour: &[(i64, i64)], now_s: i64) -> String {
    let last = now_s.div_euclid(3_600);
    let first = last - 47;
    let most = by_hour.iter().map(|(_, n)| *n).max().unwrap_or(0).max(1);
    let step = WIDTH / 48;
    let mut svg = format!(
        "<svg viewBox=\"0 0 {WIDTH} {}\" role=\"img\" aria-label=\"{title}\"><title>{title}</title>",
        HEIGHT + FOOT
    );
    for (hour, n) in by_hour.iter().filter(|(hour, _)| (first..=last).contains(hour)) {
        let (x, tall) = ((hour - first) * step, (n * HEIGHT / most).max(1));
        // Writing to a String cannot fail.
        write!(
            svg,
            "<rect x=\"{x}\" y=\"{}\" width=\"{}\" height=\"{tall}\"><title>{n}</title></rect>",
            HEIGHT - tall,
            step - 2
        )
        .unwrap_or_default();
    }
    write!(
        svg,
        "<text x=\"0\" y=\"{0}\">48 h ago</text><text x=\"{WIDTH}\" y=\"{0}\" text-anchor=\"end\">now, at most {most} an hour</text></svg>",
        HEIGHT + 14
    )
    .unwrap_or_default();
    svg
}
