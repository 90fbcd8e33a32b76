//! Reads the totals that test runners print.

/// Totals of a runner.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// Went well.
    pub(crate) passed: usize,
    /// Went wrong.
    pub(crate) failed: usize,
    /// Was not run.
    pub(crate) skipped: usize,
}

impl Count {
    /// Only passes.
    pub(crate) fn passed(passed: usize) -> Self {
        Self { passed, ..Self::default() }
    }

    /// Only failures.
    pub(crate) fn failed(failed: usize) -> Self {
        Self { failed, ..Self::default() }
    }

    /// Both together.
    pub(crate) fn plus(self, other: Self) -> Self {
        Self {
            passed: self.passed + other.passed,
            failed: self.failed + other.failed,
            skipped: self.skipped + other.skipped,
        }
    }

    /// nextest: `Summary [ 1.2s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 2 skipped`.
    pub(crate) fn nextest(text: &str) -> Option<Self> {
        let plain = plain(text);
        let line = plain.lines().rfind(|line| line.trim_start().starts_with("Summary ["))?;
        let lost = number(line, "timed") + number(line, "exec");
        Some(Self {
            passed: number(line, "passed"),
            failed: number(line, "failed") + lost,
            skipped: number(line, "skipped"),
        })
    }

    /// `cargo test`: the sum of all `test result: ok. 3 passed; 0 failed; 1 ignored; …`.
    pub(crate) fn libtest(text: &str) -> Option<Self> {
        let plain = plain(text);
        let lines = plain.lines().filter(|line| line.starts_with("test result:"));
        lines
            .map(|line| Self {
                passed: number(line, "passed"),
                failed: number(line, "failed"),
                skipped: number(line, "ignored"),
            })
            .reduce(Self::plus)
    }

    /// vitest: `Tests  1 failed | 11 passed | 2 skipped (14)`.
    pub(crate) fn vitest(text: &str) -> Option<Self> {
        let plain = plain(text);
        let line = plain.lines().rfind(|line| line.trim_start().starts_with("Tests "))?;
        Some(Self {
            passed: number(line, "passed"),
            failed: number(line, "failed"),
            skipped: number(line, "skipped") + number(line, "todo"),
        })
    }

    /// Playwright: lines of their own, `5 passed (3.2s)`, `1 failed`, `2 skipped`. A test that passes
    /// only when repeated is a failure.
    pub(crate) fn playwright(text: &str) -> Option<Self> {
        let plain = plain(text);
        let sum = |word: &str| {
            let alone = |line: &&str| {
                let mut words = line.split_whitespace();
                words.next().is_some_and(|first| first.parse::<usize>().is_ok())
                    && line
                        .trim_start()
                        .trim_start_matches(char::is_numeric)
                        .trim()
                        .starts_with(word)
            };
            plain
                .lines()
                .rfind(alone)
                .map(|line| number(line, word.split(' ').next().unwrap_or(word)))
        };
        let passed = sum("passed");
        let failed = sum("failed");
        let others = [sum("flaky"), sum("interrupted"), sum("did not run")];
        let lost: usize = others.iter().flatten().sum();
        (passed.is_some() || failed.is_some()).then(|| Self {
            passed: passed.unwrap_or(0),
            failed: failed.unwrap_or(0) + lost,
            skipped: sum("skipped").unwrap_or(0),
        })
    }

    /// Our own scripts: the last line of the form `3 passed, 0 failed`.
    pub(crate) fn plain(text: &str) -> Option<Self> {
        let is_total =
            |line: &&str| line.contains(" passed, ") && line.trim_end().ends_with(" failed");
        let line = text.lines().rfind(is_total)?;
        Some(Self { passed: number(line, "passed"), failed: number(line, "failed"), skipped: 0 })
    }
}

/// The number that stands before `word`; 0 if there is none.
fn number(line: &str, word: &str) -> usize {
    let words: Vec<&str> = line.split(|c: char| !c.is_alphanumeric()).collect();
    let words: Vec<&str> = words.into_iter().filter(|word| !word.is_empty()).collect();
    let mut pairs = words.windows(2).filter(|pair| pair[1] == word);
    pairs.find_map(|pair| pair[0].parse().ok()).unwrap_or(0)
}

/// Without colours.
fn plain(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(at) = rest.find("\u{1b}[") {
        out.push_str(&rest[..at]);
        let tail = &rest[at + 2..];
        let end = tail.find(|c: char| c.is_ascii_alphabetic()).map_or(tail.len(), |end| end + 1);
        rest = &tail[end..];
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: usize, failed: usize, skipped: usize) -> Count {
        Count { passed, failed, skipped }
    }

    #[test]
    fn nextest_totals() {
        let text = "  Summary [   1.209s] 9 tests run: 7 passed (1 slow), 1 failed, 1 timed out, 2 skipped\n";
        assert_eq!(Count::nextest(text), Some(count(7, 2, 2)));
        let one = "     Summary [   0.009s] 1 test run: 1 passed, 0 skipped";
        assert_eq!(Count::nextest(one), Some(count(1, 0, 0)));
        assert_eq!(Count::nextest("error: could not compile"), None);
    }

    #[test]
    fn libtest_totals_are_summed() {
        let text = "test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured\nx\n\
                    test result: FAILED. 2 passed; 4 failed; 0 ignored; 0 measured";
        assert_eq!(Count::libtest(text), Some(count(5, 4, 1)));
    }

    #[test]
    fn vitest_totals_with_colours() {
        let text = " Test Files  2 passed (2)\n\u{1b}[2m      Tests \u{1b}[22m \u{1b}[31m1 failed\u{1b}[39m | \
                    \u{1b}[32m11 passed\u{1b}[39m | 2 skipped (14)\n";
        assert_eq!(Count::vitest(text), Some(count(11, 1, 2)));
    }

    #[test]
    fn playwright_totals() {
        let text = "Running 9 tests using 1 worker\n  1 failed\n    [a] › x.spec.ts:3:1\n  1 flaky\n  2 skipped\n  \
                    1 did not run\n  5 passed (3.2s)\n";
        assert_eq!(Count::playwright(text), Some(count(5, 3, 2)));
        assert_eq!(Count::playwright("  6 passed (11.0s)\n"), Some(count(6, 0, 0)));
        assert_eq!(Count::playwright("Error: no tests found"), None);
    }

    #[test]
    fn totals_of_our_own_scripts() {
        assert_eq!(
            Count::plain("ok a\n1 passed, 9 failed\n12 passed, 0 failed\n"),
            Some(count(12, 0, 0))
        );
        assert_eq!(Count::plain("nothing"), None);
    }
}
