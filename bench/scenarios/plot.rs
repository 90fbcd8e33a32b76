//! One picture of all saved results: how each figure stands to its target.

use crate::report::{Figure, Report, folder};
use anyhow::Result;
use std::fmt::Write;

const ROW: f64 = 30.0;
const LEFT: f64 = 330.0;
const WIDTH: f64 = 1_080.0;
/// Pixels for a score of 1; scores are cut off at 3.
const UNIT: f64 = 150.0;

pub(crate) fn draw() -> Result<()> {
    let mut rows = Vec::new();
    for name in ["accept", "deliver", "idle", "crash"] {
        let Ok(text) = std::fs::read_to_string(folder().join(format!("{name}.json"))) else {
            continue;
        };
        let report: Report = serde_json::from_str(&text)?;
        rows.extend(report.figures.into_iter().filter(|figure| figure.target.is_some()));
    }
    std::fs::write(folder().join("summary.svg"), svg(&rows)?)?;
    println!("picture: bench/results/summary.svg");
    Ok(())
}

fn svg(rows: &[Figure]) -> Result<String> {
    #[expect(clippy::cast_precision_loss, reason = "a few rows")]
    let height = rows.len() as f64 * ROW + 70.0;
    let mut out = String::new();
    write!(
        out,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {WIDTH} {height}\" \
         font-family=\"system-ui, sans-serif\" font-size=\"14\">\
         <rect width=\"100%\" height=\"100%\" fill=\"#ffffff\"/>\
         <text x=\"16\" y=\"28\" font-size=\"17\" font-weight=\"600\" fill=\"#16191c\">\
         Measured against target (longer is better)</text>"
    )?;
    let mut y = 50.0;
    for figure in rows {
        bar(&mut out, figure, y)?;
        y += ROW;
    }
    let x = LEFT + UNIT;
    writeln!(
        out,
        "<line x1=\"{x}\" y1=\"44\" x2=\"{x}\" y2=\"{y}\" stroke=\"#16191c\" stroke-dasharray=\"4 3\"/>\
         <text x=\"{x}\" y=\"{}\" text-anchor=\"middle\" fill=\"#50575e\">target</text></svg>",
        y + 14.0
    )?;
    Ok(out)
}

fn bar(out: &mut String, figure: &Figure, y: f64) -> Result<()> {
    let score = figure.score().unwrap_or(0.0);
    let length = score.min(3.0) * UNIT;
    let colour = if score >= 1.0 { "#1b5e8c" } else { "#b3261e" };
    let target = figure.target.unwrap_or(0.0);
    let text = y + 16.0;
    let unit = if figure.unit.is_empty() { String::new() } else { format!(" {}", figure.unit) };
    let label = format!("{:.2}{unit} (target {target}{unit})", figure.value);
    write!(
        out,
        "<text x=\"{}\" y=\"{text}\" text-anchor=\"end\" fill=\"#16191c\">{}</text>\
         <rect x=\"{LEFT}\" y=\"{}\" width=\"{length:.1}\" height=\"18\" rx=\"3\" fill=\"{colour}\"/>\
         <text x=\"{:.1}\" y=\"{text}\" fill=\"#16191c\">{}</text>",
        LEFT - 10.0,
        figure.name.trim(),
        y + 2.0,
        LEFT + length + 8.0,
        label,
    )?;
    Ok(())
}
