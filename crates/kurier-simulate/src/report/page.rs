//! A report as files: a page with the tables, and the pictures that it shows.

use super::Report;
use super::picture::{plots, title};
use crate::figures::FIGURES;

/// Files of a report: name, and what stands in it.
pub fn files(report: &Report) -> Vec<(String, String)> {
    let mut all = plots(report);
    all.push(("figures.md".to_owned(), page(report)));
    all
}

fn page(report: &Report) -> String {
    let seeds = match report.seeds.as_slice() {
        [first, .., last] => format!("seeds {first} to {last}"),
        [only] => format!("seed {only}"),
        [] => "no seeds".to_owned(),
    };
    let Report { people, days, .. } = report;
    let pictures: Vec<String> =
        FIGURES.iter().map(|figure| format!("![{}]({}.svg)", title(figure), figure.name)).collect();
    format!(
        "<!-- Written by `kurier simulate --plots`. -->\n\n# Figures of the simulation\n\n\
         {people} people, {days} days, {seeds}; the mean, in parentheses the least and the most. \
         [What all of it means](../simulation.md).\n\n## Goals\n\n{}\n## Regimes\n\n{}\n## Pictures\n\n{}\n",
        markdown(&Report::GOAL_HEADS, &report.goals()),
        markdown(&Report::heads(), &report.table()),
        pictures.join("\n\n"),
    )
}

fn markdown(heads: &[&str], rows: &[Vec<String>]) -> String {
    let mut out = format!("| {} |\n|{}\n", heads.join(" | "), "---|".repeat(heads.len()));
    for row in rows {
        out.extend(["| ", &row.join(" | "), " |\n"]);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::figures::Counts;
    use crate::regime::Regime;
    use crate::run::Done;

    #[test]
    fn the_page_tells_seeds_goals_and_every_picture_that_lies_beside_it() {
        let done = |seed| Done {
            regime: Regime::named("kurier").unwrap(),
            seed,
            counts: Counts { days: 60, delivered: 10_000, unwanted: 251, ..Counts::default() },
        };
        let files = files(&Report::of(&[done(4), done(5)], 3_000, 60));
        let (_, page) = files.iter().find(|(name, _)| name == "figures.md").unwrap();
        assert!(page.contains("3000 people, 60 days, seeds 4 to 5"));
        assert!(
            page.contains("| ✗ | unwanted messages of 10,000, hand-picked | 250 | 251 (251–251) |")
        );
        assert!(page.contains("| kurier | 251 (251–251) |"));
        for (name, _) in files.iter().filter(|(name, _)| name != "figures.md") {
            assert!(page.contains(&format!("({name})")), "{name}");
        }
    }
}
