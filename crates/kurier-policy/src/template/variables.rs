//! Finding the variables of a template's text: `{{1}}`, `{{order_id}}`.

use std::collections::BTreeSet;

/// A stretch of a template's text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Stands as it is. Braces that enclose no valid name are text.
    Text(&'a str),
    /// A variable's name: one or more of `[a-z0-9_]`.
    Variable(&'a str),
}

/// Takes a text apart, in time linear in its length. Joined again, the pieces are the text.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut rest, mut from) = (text, 0_usize);
    // One brace is sought, not two: most texts have none, and that is seen much faster.
    while let Some(at) = rest.get(from..).and_then(|tail| tail.find('{')) {
        let open = from.saturating_add(at);
        let (before, after) = rest.split_at_checked(open).unwrap_or((rest, ""));
        let Some(inside) = after.strip_prefix("{{") else {
            from = open.saturating_add(1);
            continue;
        };
        let name_end = inside.find(|c: char| !is_name_char(c)).unwrap_or(inside.len());
        let (name, tail) = inside.split_at_checked(name_end).unwrap_or((inside, ""));
        match tail.strip_prefix("}}") {
            Some(tail) if !name.is_empty() => {
                if !before.is_empty() {
                    found.push(Piece::Text(before));
                }
                found.push(Piece::Variable(name));
                (rest, from) = (tail, 0);
            }
            // One brace on, so that `{{{1}}` still shows its variable.
            _ => from = open.saturating_add(1),
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Text(rest));
    }
    found
}

/// The distinct variables of a text, in the order in which values are given: numbers by their
/// value, names by their first place.
pub fn names(text: &str) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let mut names: Vec<&str> = pieces(text)
        .into_iter()
        .filter_map(|piece| match piece {
            Piece::Variable(name) => Some(name),
            Piece::Text(_) => None,
        })
        .filter(|name| seen.insert(*name))
        .collect();
    if names.iter().all(|name| is_number(name)) {
        names.sort_by_key(|name| (name.len(), *name));
    }
    names
}

/// Whether a variable is positional: a number without leading zeros.
pub fn is_number(name: &str) -> bool {
    name.bytes().all(|b| b.is_ascii_digit()) && !name.starts_with('0') && !name.is_empty()
}

fn is_name_char(c: char) -> bool {
    matches!(c, 'a'..='z' | '0'..='9' | '_')
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn finds_variables_between_text() {
        assert_eq!(
            pieces("Hi {{name}}, {{1}}!"),
            [
                Piece::Text("Hi "),
                Piece::Variable("name"),
                Piece::Text(", "),
                Piece::Variable("1"),
                Piece::Text("!"),
            ]
        );
        assert_eq!(pieces("{{{1}}}"), [Piece::Text("{"), Piece::Variable("1"), Piece::Text("}")]);
        for text in ["{{}}", "{{ 1 }}", "{{Name}}", "{{1}", "{1}}", "{{é}}"] {
            assert_eq!(pieces(text), [Piece::Text(text)]);
        }
        assert_eq!(pieces(""), []);
    }

    #[test]
    fn numbers_are_ordered_by_value_and_names_by_place() {
        assert_eq!(names("{{10}} {{2}} {{2}} {{1}}"), ["1", "2", "10"]);
        assert_eq!(names("{{b}} {{a}} {{b}}"), ["b", "a"]);
    }

    proptest! {
        #[test]
        fn pieces_joined_again_are_the_text(text in "([{}]{1,3}|[a-z0-9_]{0,3}|\\PC){0,40}") {
            let joined: String = pieces(&text)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Text(text) => text.to_owned(),
                    Piece::Variable(name) => format!("{{{{{name}}}}}"),
                })
                .collect();
            prop_assert_eq!(joined, text);
        }
    }

    #[test]
    fn a_megabyte_of_braces_is_read_in_linear_time() {
        assert_eq!(pieces(&"{".repeat(1 << 20)).len(), 1);
        assert_eq!(pieces(&"{{a".repeat(1 << 18)).len(), 1);
    }
}
