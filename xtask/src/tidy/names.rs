//! Names that say nothing, and lints silenced without a reason.

use super::mask;
use crate::sources::Source;

/// Modules with these names become drawers for everything.
const EMPTY_NAMES: [&str; 7] = ["util", "utils", "helper", "helpers", "common", "manager", "misc"];

/// Checks names of files and attributes in them.
pub(super) fn check(files: &[Source]) -> Vec<String> {
    files.iter().filter(|file| file.kind() == "rs").flat_map(in_file).collect()
}

fn in_file(file: &Source) -> Vec<String> {
    let mut findings = Vec::new();
    let stem = file.path.trim_end_matches(".rs").trim_end_matches("/mod");
    let name = stem.rsplit('/').next().unwrap_or_default();
    if EMPTY_NAMES.contains(&name) {
        findings.push(format!("{}: a module named `{name}` says nothing", file.path));
    }
    for (number, line) in mask::code_only(&file.text).lines().enumerate() {
        if line.contains("#[allow(") || line.contains("#![allow(") {
            let place = format!("{}:{}", file.path, number + 1);
            findings.push(format!("{place}: silence a lint with #[expect(…, reason = \"…\")]"));
        }
    }
    findings
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, text: &str) -> usize {
        check(&[Source { path: path.to_owned(), bytes: 1, text: text.to_owned() }]).len()
    }

    #[test]
    fn drawers_are_refused_as_file_and_as_folder() {
        assert_eq!(found("crates/a/src/utils.rs", ""), 1);
        assert_eq!(found("crates/a/src/common/mod.rs", ""), 1);
        assert_eq!(found("crates/a/src/commonwealth.rs", ""), 0);
    }

    #[test]
    fn a_silenced_lint_is_found_in_code_but_not_in_texts() {
        assert_eq!(found("a.rs", "#[allow(dead_code)]\nfn a() {}"), 1);
        assert_eq!(found("a.rs", "// #[allow(x)]\nconst A: &str = \"#[allow(x)]\";"), 0);
    }
}
