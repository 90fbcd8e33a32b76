//! Migrations are twins: the same names for every backend.

use crate::sources::Source;
use std::collections::BTreeSet;

const FOLDER: &str = "crates/kurier-store/migrations/";

/// Compares the folders of the backends, once there are two.
pub(super) fn check(files: &[Source]) -> Vec<String> {
    let (sqlite, postgres) = (names(files, "sqlite/"), names(files, "postgres/"));
    if sqlite.is_empty() || postgres.is_empty() {
        return Vec::new();
    }
    sqlite
        .symmetric_difference(&postgres)
        .map(|name| format!("{FOLDER}…/{name}: exists for one backend only"))
        .collect()
}

fn names<'a>(files: &'a [Source], backend: &str) -> BTreeSet<&'a str> {
    let prefix = format!("{FOLDER}{backend}");
    files.iter().filter_map(|file| file.path.strip_prefix(&prefix)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(paths: &[&str]) -> Vec<Source> {
        let source =
            |path: &&str| Source { path: format!("{FOLDER}{path}"), bytes: 1, text: String::new() };
        paths.iter().map(source).collect()
    }

    #[test]
    fn one_backend_alone_needs_no_twin() {
        assert!(check(&files(&["sqlite/0001_first.sql"])).is_empty());
    }

    #[test]
    fn a_missing_twin_is_named() {
        let found = check(&files(&[
            "sqlite/0001_first.sql",
            "postgres/0001_first.sql",
            "sqlite/0002_more.sql",
        ]));
        assert_eq!(found.len(), 1);
        assert!(found[0].contains("0002_more.sql"));
    }
}
