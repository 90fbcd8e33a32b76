//! Rust source with comments, strings and characters blanked out, so that braces can be counted.

/// The same text with the same lines, but only code in it.
pub(super) fn code_only(source: &str) -> String {
    let chars: Vec<char> = source.chars().collect();
    let mut out = String::with_capacity(source.len());
    let mut at = 0;
    while at < chars.len() {
        let end = skip(&chars, at);
        if end == at {
            out.push(chars[at]);
            at += 1;
        } else {
            out.extend(chars[at..end].iter().map(|c| if *c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    out
}

/// End of the comment or literal that begins at `at`; `at` itself when none does.
fn skip(chars: &[char], at: usize) -> usize {
    let next = |offset: usize| chars.get(at + offset).copied().unwrap_or('\0');
    let in_word = at > 0 && (chars[at - 1].is_alphanumeric() || chars[at - 1] == '_');
    match (chars[at], next(1)) {
        ('/', '/') => until(chars, at, |c| c == '\n'),
        ('/', '*') => block_comment(chars, at),
        ('"', _) => quoted(chars, at + 1),
        ('r', '"' | '#') if !in_word => raw(chars, at + 1).unwrap_or(at),
        ('b', 'r') if !in_word => raw(chars, at + 2).unwrap_or(at),
        ('\'', '\\') => until(chars, at + 3, |c| c == '\'') + 1,
        ('\'', _) if next(2) == '\'' => at + 3,
        _ => at,
    }
    .min(chars.len())
}

fn until(chars: &[char], mut at: usize, stop: impl Fn(char) -> bool) -> usize {
    while at < chars.len() && !stop(chars[at]) {
        at += 1;
    }
    at
}

fn block_comment(chars: &[char], mut at: usize) -> usize {
    let mut depth = 0;
    while at < chars.len() {
        match (chars[at], chars.get(at + 1)) {
            ('/', Some('*')) => (depth, at) = (depth + 1, at + 2),
            ('*', Some('/')) => (depth, at) = (depth - 1, at + 2),
            _ => at += 1,
        }
        if depth == 0 {
            break;
        }
    }
    at
}

fn quoted(chars: &[char], mut at: usize) -> usize {
    while at < chars.len() {
        match chars[at] {
            '\\' => at += 2,
            '"' => return at + 1,
            _ => at += 1,
        }
    }
    at
}

/// End of a raw string whose hashes begin at `at`; `None` when it is a raw identifier.
fn raw(chars: &[char], at: usize) -> Option<usize> {
    let open = until(chars, at, |c| c != '#');
    if chars.get(open) != Some(&'"') {
        return None;
    }
    let hashes = open - at;
    let mut end = open + 1;
    while end < chars.len() {
        let tail = chars.get(end + 1..end + 1 + hashes);
        if chars[end] == '"' && tail.is_some_and(|tail| tail.iter().all(|c| *c == '#')) {
            return Some(end + 1 + hashes);
        }
        end += 1;
    }
    Some(end)
}

#[cfg(test)]
mod tests {
    use super::code_only;

    fn squeezed(source: &str) -> String {
        code_only(source).split_whitespace().collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn braces_in_texts_and_comments_vanish() {
        assert_eq!(squeezed("a { // }\n b } /* { /* { */ */ c"), "a { b } c");
        assert_eq!(squeezed(r#"f("}\"{") ;"#), "f( ) ;");
        assert_eq!(squeezed("x = r#\"} \" {\"#;"), "x = ;");
        assert_eq!(squeezed("x = br\"{\"; y"), "x = ; y");
    }

    #[test]
    fn characters_vanish_and_lifetimes_stay() {
        assert_eq!(squeezed("m('{', '\\'', '\\u{7d}') {"), "m( , , ) {");
        assert_eq!(squeezed("fn a<'a>(x: &'a str) {"), "fn a<'a>(x: &'a str) {");
        assert_eq!(squeezed("r#gen::run()"), "r#gen::run()");
    }

    #[test]
    fn lines_stay_where_they_were() {
        let source = "a\n\"one\ntwo\"\n/* x\n*/ b\n";
        assert_eq!(code_only(source).lines().count(), source.lines().count());
    }
}
