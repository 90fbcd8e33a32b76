//! What the documents point to exists: files behind links, and tests named in ARCHITECTURE.md.

use crate::sources::Source;
use std::collections::BTreeSet;

/// The page that names tests.
const ARCHITECTURE: &str = "ARCHITECTURE.md";

/// Checks every Markdown file.
pub(super) fn check(files: &[Source]) -> Vec<String> {
    let paths: BTreeSet<&str> = files.iter().map(|file| file.path.as_str()).collect();
    let mut findings = Vec::new();
    for file in files.iter().filter(|file| file.kind() == "md") {
        for link in links(&file.text) {
            if !leads_somewhere(&resolve(&file.path, link), &paths) {
                findings.push(format!("{}: the link {link} leads nowhere", file.path));
            }
        }
    }
    let architecture = files.iter().find(|file| file.path == ARCHITECTURE);
    for name in architecture.map(|file| sentences(&file.text)).unwrap_or_default() {
        if !files.iter().any(|file| file.kind() == "rs" && names_test(&file.text, name)) {
            findings.push(format!("{ARCHITECTURE}: there is no test `{name}`"));
        }
    }
    findings
}

/// Targets of links inside the repository, without anchors.
fn links(text: &str) -> Vec<&str> {
    let targets = text.match_indices("](").filter_map(|(at, _)| {
        let rest = &text[at + 2..];
        let target = &rest[..rest.find(')')?];
        Some(target.split('#').next().unwrap_or_default())
    });
    targets.filter(|target| !target.is_empty() && !target.contains("://")).collect()
}

/// The path from the root that a link on a page means.
fn resolve(page: &str, link: &str) -> String {
    let folder = page.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in link.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}

fn leads_somewhere(path: &str, paths: &BTreeSet<&str>) -> bool {
    let folder = format!("{path}/");
    paths.contains(path)
        || paths.range(folder.as_str()..).next().is_some_and(|p| p.starts_with(&folder))
}

/// Names in backticks that are sentences: tests.
fn sentences(text: &str) -> Vec<&str> {
    let is_sentence = |word: &&str| {
        let plain = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
        plain && word.matches('_').count() >= 3
    };
    text.split('`').skip(1).step_by(2).filter(is_sentence).collect()
}

fn names_test(text: &str, name: &str) -> bool {
    text.contains(&format!("fn {name}("))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str, text: &str) -> Source {
        Source { path: path.to_owned(), bytes: 1, text: text.to_owned() }
    }

    #[test]
    fn links_to_files_and_folders_must_lead_somewhere() {
        let page = "[a](../b.md#x) [c](https://example.org) [d](gone.md) [e](#here) [f](sub)";
        let files = [file("docs/a.md", page), file("b.md", ""), file("docs/sub/x.rs", "")];
        assert_eq!(check(&files), ["docs/a.md: the link gone.md leads nowhere"]);
    }

    #[test]
    fn named_tests_must_exist() {
        let page = "`a_test_with_a_name` and `another_one_not_there`, `a::path`, `two_words`";
        let files = [file(ARCHITECTURE, page), file("a.rs", "fn a_test_with_a_name() {}")];
        assert_eq!(check(&files), ["ARCHITECTURE.md: there is no test `another_one_not_there`"]);
    }
}
