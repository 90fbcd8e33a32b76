//! A bar chart.

const ROW: f64 = 26.0;
const LEFT: f64 = 330.0;
const WIDTH: f64 = 1_080.0;
/// Longest bar, in pixels.
const LONGEST: f64 = 440.0;
const TOP: f64 = 50.0;

/// One bar.
pub(super) struct Bar {
    pub(super) name: String,
    pub(super) length: f64,
    pub(super) label: String,
    pub(super) good: bool,
}

/// Bars beneath a title; a dashed line at `mark`.
pub(super) fn chart(title: &str, bars: &[Bar], mark: Option<f64>) -> String {
    let longest = bars.iter().map(|bar| bar.length).fold(f64::MIN_POSITIVE, f64::max);
    let unit = LONGEST / longest;
    let mut out = String::new();
    let mut y = TOP;
    for bar in bars {
        out.push_str(&row(bar, unit, y));
        y += ROW;
    }
    if let Some(mark) = mark.filter(|_| !bars.is_empty()) {
        let x = mark.mul_add(unit, LEFT);
        let line = format!(
            "<line x1=\"{x:.1}\" y1=\"{}\" x2=\"{x:.1}\" y2=\"{y}\" stroke=\"#16191c\" \
             stroke-dasharray=\"4 3\"/>\n",
            TOP - 6.0
        );
        out.push_str(&line);
    }
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"14\">\n\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\n\
         <text x=\"16\" y=\"28\" font-size=\"17\" font-weight=\"600\" fill=\"#16191c\">{title}</text>\n\
         {out}</svg>\n",
        y + 14.0
    )
}

fn row(bar: &Bar, unit: f64, y: f64) -> String {
    let length = (bar.length * unit).max(1.0);
    let colour = if bar.good { "#1b5e8c" } else { "#b3261e" };
    let text = y + 15.0;
    format!(
        "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\" fill=\"#16191c\">{}</text>\
         <rect x=\"{LEFT}\" y=\"{}\" width=\"{length:.1}\" height=\"17\" rx=\"3\" fill=\"{colour}\"/>\
         <text x=\"{:.1}\" y=\"{text}\" fill=\"#16191c\">{}</text>\n",
        LEFT - 10.0,
        bar.name.trim(),
        y + 2.0,
        LEFT + length + 8.0,
        bar.label.replace('<', "&lt;"),
    )
}
