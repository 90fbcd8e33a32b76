//! Sizes of files.

use super::{Report, percentile};
use crate::sources::Source;

/// Most lines that the middle production file may have.
const MEDIAN: usize = 120;
/// Most lines of any production file.
const HARD: usize = 600;
/// Most bytes of any file: larger things belong into the data folder.
const BYTES: u64 = 1536 * 1024;

/// Checks the sizes.
pub(super) fn check(files: &[Source]) -> Report {
    let mut findings: Vec<String> = files
        .iter()
        .filter(|file| file.bytes > BYTES)
        .map(|file| format!("{}: {} bytes, more than {BYTES}", file.path, file.bytes))
        .collect();
    let mut sizes: Vec<(usize, &str)> = files
        .iter()
        .filter(|file| is_production(file))
        .map(|file| (file.text.lines().count(), file.path.as_str()))
        .collect();
    sizes.sort_unstable();
    for (lines, path) in sizes.iter().filter(|(lines, _)| *lines > HARD) {
        findings.push(format!("{path}: {lines} lines, more than {HARD}"));
    }
    let lines: Vec<usize> = sizes.iter().map(|(lines, _)| *lines).collect();
    let median = percentile(&lines, 50);
    if median > MEDIAN {
        findings.push(format!("the middle production file has {median} lines, more than {MEDIAN}"));
    }
    let (most, largest) = sizes.last().copied().unwrap_or((0, "none"));
    let figure = format!(
        "files: {} production files, {} lines; median {median} (≤ {MEDIAN}), p90 {}, most {most} (≤ {HARD}, {largest})",
        lines.len(),
        lines.iter().sum::<usize>(),
        percentile(&lines, 90),
    );
    Report { figures: vec![figure], findings }
}

fn is_production(file: &Source) -> bool {
    ["rs", "ts", "svelte"].contains(&file.kind()) && !file.is_test()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, lines: usize) -> Source {
        Source { path: path.to_owned(), bytes: 1, text: "x\n".repeat(lines) }
    }

    #[test]
    fn a_file_above_the_hard_limit_is_named() {
        let report = check(&[file("a.rs", 10), file("b.rs", 20), file("c.rs", 601)]);
        assert_eq!(report.findings, ["c.rs: 601 lines, more than 600"]);
    }

    #[test]
    fn tests_may_be_long() {
        let long = ["crates/a/tests/long.rs", "crates/a/src/tests.rs", "web/src/a.test.ts"];
        assert!(check(&long.map(|path| file(path, 900))).findings.is_empty());
    }

    #[test]
    fn a_high_median_is_a_finding() {
        let report = check(&[file("a.rs", 130), file("b.rs", 140), file("c.svelte", 150)]);
        assert_eq!(report.findings.len(), 1);
    }
}
