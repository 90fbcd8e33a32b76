use std::fmt::Write as _;

const HOURS: i64 = 48;
const WIDTH: i64 = 480;
const HEIGHT: i64 = 80;

/// Bars of the last 48 hours as SVG: (hour since 1970, number). Every bar says its number to whoever points at it or has it read out.
pub(super) fn bars(title: &str, counts: &[(i64, i64)], now_s: i64) -> String {
    let most = counts.iter().map(|(_, count)| *count).max().unwrap_or(0).max(1);
    let first = now_s / 3600 - HOURS + 1;
    let step = WIDTH / HOURS;
    let mut out = format!(
        "<figure><figcaption>{title}: at most {most} in an hour</figcaption><svg role=\"img\" aria-label=\"{title}, 48 hours\" \
         viewBox=\"0 0 {WIDTH} {HEIGHT}\" width=\"100%\" height=\"{HEIGHT}\">"
    );
    for (hour, count) in counts.iter().filter(|(hour, _)| *hour >= first) {
        let height = (count * (HEIGHT - 4) / most).max(1);
        let (x, y, wide) = ((hour - first) * step, HEIGHT - height, step - 2);
        let _infallible = write!(
            out,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{wide}\" height=\"{height}\" fill=\"currentColor\"><title>{count} {} h ago</title></rect>",
            now_s / 3600 - hour
        );
    }
    let _infallible = write!(
        out,
        "<line x1=\"0\" y1=\"{HEIGHT}\" x2=\"{WIDTH}\" y2=\"{HEIGHT}\" stroke=\"currentColor\"/></svg></figure>"
    );
    out
}
