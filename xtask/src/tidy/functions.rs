//! Lengths of Rust functions, from the line of the name to the closing brace.
//!
//! The hard limit is clippy's; this measures the whole, so that the ninth tenth stays short.

use super::{Report, mask, percentile};
use crate::sources::Source;

/// Most lines of the function that nine of ten stay below.
const P90: usize = 35;

/// A function found in a file.
#[derive(Debug, PartialEq)]
struct Function {
    name: String,
    lines: usize,
}

/// Measures every production function.
pub(super) fn check(files: &[Source]) -> Report {
    let mut all: Vec<(usize, String)> = Vec::new();
    for file in files.iter().filter(|file| file.kind() == "rs" && !file.is_test()) {
        for function in functions(production_part(&file.text)) {
            all.push((function.lines, format!("{} in {}", function.name, file.path)));
        }
    }
    all.sort();
    let lines: Vec<usize> = all.iter().map(|(lines, _)| *lines).collect();
    let p90 = percentile(&lines, 90);
    let (most, longest) = all.last().map_or((0, "none"), |(lines, name)| (*lines, name.as_str()));
    let figure = format!(
        "functions: {}; median {}, p90 {p90} (≤ {P90}), most {most} (≤ 80 by clippy, {longest})",
        lines.len(),
        percentile(&lines, 50),
    );
    let findings = if p90 > P90 {
        vec![format!("one function in ten is longer than {p90} lines; the limit is {P90}")]
    } else {
        Vec::new()
    };
    Report { figures: vec![figure], findings }
}

/// The file up to its inline tests.
fn production_part(text: &str) -> &str {
    text.find("\n#[cfg(test)]\nmod ").map_or(text, |end| &text[..end])
}

fn functions(source: &str) -> Vec<Function> {
    let code = mask::code_only(source);
    let bytes = code.as_bytes();
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(offset) = code[from..].find("fn ") {
        let at = from + offset;
        from = at + 3;
        let starts_word =
            at == 0 || !(bytes[at - 1].is_ascii_alphanumeric() || bytes[at - 1] == b'_');
        let name: String =
            code[from..].chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        if !starts_word || name.is_empty() {
            continue;
        }
        if let Some(end) = body_end(bytes, from) {
            let lines = code[at..end].matches('\n').count() + 1;
            found.push(Function { name, lines });
        }
    }
    found
}

/// Place of the closing brace of the body; `None` for a declaration without one.
fn body_end(bytes: &[u8], from: usize) -> Option<usize> {
    let mut depth = 0_usize;
    // `[u8; 4]` in a signature holds a semicolon that does not end the declaration.
    let mut brackets = 0_usize;
    for (at, byte) in bytes.iter().enumerate().skip(from) {
        match byte {
            b'(' | b'[' => brackets += 1,
            b')' | b']' => brackets = brackets.saturating_sub(1),
            b';' if depth == 0 && brackets == 0 => return None,
            b'{' => depth += 1,
            b'}' if depth == 1 => return Some(at),
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_function_is_measured_from_its_name_to_its_brace() {
        let found = functions("fn one() {\n  if a {\n  }\n}\nfn two() { }\n");
        let expected = [("one", 4), ("two", 1)];
        let found: Vec<_> = found.iter().map(|f| (f.name.as_str(), f.lines)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn declarations_and_function_types_are_not_functions() {
        let source = "trait T { fn a(&self, key: [u8; 4]);\n fn b(&self) {\n} }\ntype F = fn (u8);";
        let found = functions(source);
        assert_eq!(found, [Function { name: "b".to_owned(), lines: 2 }]);
    }

    #[test]
    fn inline_tests_do_not_count() {
        let source = "fn a() {\n}\n\n#[cfg(test)]\nmod tests {\nfn b() {}\n}\n";
        assert_eq!(functions(production_part(source)).len(), 1);
    }

    #[test]
    fn long_functions_everywhere_are_a_finding() {
        let text = format!("fn a() {{\n{}}}\n", "x;\n".repeat(40));
        let file = Source { path: "a.rs".to_owned(), bytes: 1, text };
        assert_eq!(check(&[file]).findings.len(), 1);
    }
}
