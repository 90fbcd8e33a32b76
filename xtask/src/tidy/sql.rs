//! SQL stands under `kurier-store`, in a business for its own small memory, in the benchmark that measures the bare driver,
//! and in the launcher that makes databases for tests; nowhere else.

use crate::sources::Source;

/// Openings of statements, in two parts so that this file does not find itself.
const OPENINGS: [(&str, &str); 6] = [
    ("SELECT ", " FROM "),
    ("INSERT ", "INTO "),
    ("UPDATE ", " SET "),
    ("DELETE ", "FROM "),
    ("CREATE ", "TABLE "),
    ("PRAGMA ", "="),
];

/// Where SQL may stand.
const HOMES: [&str; 5] =
    ["crates/kurier-store/", "businesses/", "bench/", "testkit/services/", "xtask/src/tidy/sql.rs"];

/// Checks every Rust file.
pub(super) fn check(files: &[Source]) -> Vec<String> {
    files
        .iter()
        .filter(|file| file.kind() == "rs")
        .filter(|file| !HOMES.iter().any(|home| file.path.starts_with(home)))
        .flat_map(|file| {
            file.text
                .lines()
                .enumerate()
                .filter(|(_, line)| is_sql(line))
                .map(|(number, _)| format!("{}:{}: SQL outside the store", file.path, number + 1))
        })
        .collect()
}

/// Whether the line holds a text that begins like a statement.
fn is_sql(line: &str) -> bool {
    !line.trim_start().starts_with("//")
        && OPENINGS.iter().any(|(verb, rest)| {
            line.find(verb).is_some_and(|at| line[at + verb.len() - 1..].contains(rest.trim_end()))
                && line.contains('"')
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(path: &str, line: &str) -> usize {
        check(&[Source { path: path.to_owned(), bytes: 1, text: line.to_owned() }]).len()
    }

    #[test]
    fn statements_outside_the_store_are_found() {
        let line = "db.run(\"SELECT a FROM b\")";
        assert_eq!(found("crates/kurier-server/src/a.rs", line), 1);
        assert_eq!(found("crates/kurier-store/src/sqlite/a.rs", line), 0);
        assert_eq!(found("businesses/flights/src/memory.rs", line), 0);
        assert_eq!(found("crates/kurier/src/a.rs", "x(\"INSERT INTO a VALUES (1)\")"), 1);
    }

    #[test]
    fn plain_words_are_not_statements() {
        assert_eq!(found("a.rs", "// SELECT a FROM b"), 0);
        assert_eq!(found("a.rs", "let title = \"UPDATE available\";"), 0);
    }
}
