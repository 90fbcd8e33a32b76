//! A bar chart as SVG, drawn by hand: each bar with the spread over the seeds as a line, and the goal dashed.

use super::Spread;

const ROW: f64 = 26.0;
const LEFT: f64 = 260.0;
const WIDTH: f64 = 1_000.0;
/// Longest bar, in pixels.
const LONGEST: f64 = 480.0;
const TOP: f64 = 50.0;

/// One bar.
pub(super) struct Bar {
    pub(super) name: &'static str,
    pub(super) spread: Spread,
    pub(super) label: String,
    /// What it may be at most.
    pub(super) goal: Option<f64>,
}

/// Bars beneath a title.
pub(super) fn chart(title: &str, bars: &[Bar]) -> String {
    let longest = bars.iter().flat_map(|bar| [bar.spread.max, bar.goal.unwrap_or(0.0)]);
    let unit = LONGEST / longest.fold(f64::MIN_POSITIVE, f64::max);
    let mut out = String::new();
    let mut y = TOP;
    for bar in bars {
        out.push_str(&row(bar, unit, y));
        y += ROW;
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
    let [mean, least, most] = [bar.spread.mean, bar.spread.min, bar.spread.max].map(|it| it * unit);
    let met = bar.goal.is_none_or(|goal| bar.spread.mean <= goal);
    let colour = if met { "#1b5e8c" } else { "#b3261e" };
    let (text, middle) = (y + 15.0, y + 10.5);
    let goal = bar.goal.map_or_else(String::new, |goal| {
        let x = goal.mul_add(unit, LEFT);
        format!(
            "<line x1=\"{x:.1}\" y1=\"{y}\" x2=\"{x:.1}\" y2=\"{}\" stroke=\"#16191c\" stroke-width=\"2\" \
             stroke-dasharray=\"3 2\"/>",
            y + ROW - 3.0
        )
    });
    format!(
        "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\" fill=\"#16191c\">{}</text>\
         <rect x=\"{LEFT}\" y=\"{}\" width=\"{:.1}\" height=\"17\" rx=\"3\" fill=\"{colour}\"/>\
         <line x1=\"{:.1}\" y1=\"{middle}\" x2=\"{:.1}\" y2=\"{middle}\" stroke=\"#8a5300\" stroke-width=\"3\"/>\
         {goal}<text x=\"{:.1}\" y=\"{text}\" fill=\"#16191c\">{}</text>\n",
        LEFT - 10.0,
        bar.name,
        y + 2.0,
        mean.max(1.0),
        LEFT + least,
        LEFT + most,
        LEFT + most.max(1.0) + 10.0,
        bar.label,
    )
}
