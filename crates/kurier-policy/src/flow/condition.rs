//! Conditions: `(${form.size} == 'big') && !${data.sold_out}`.

use super::limits::CONDITION_CHARS;
use super::reference::Reference;

/// How deep parentheses lie inside each other.
const DEPTH: usize = 16;

/// A condition that is well formed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Condition {
    /// As written, without the backticks that may stand around it.
    pub text: String,
    /// What it looks at.
    pub references: Vec<Reference>,
}

impl Condition {
    /// Reads a condition.
    ///
    /// # Errors
    /// What is wrong, in a few words.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        if text.chars().count() > CONDITION_CHARS {
            return Err("is too long");
        }
        let text = text.trim();
        let bare = text.strip_prefix('`').and_then(|text| text.strip_suffix('`')).unwrap_or(text);
        let mut reader = Reader { rest: bare, references: Vec::new() };
        reader.either(DEPTH)?;
        if !reader.rest.trim().is_empty() {
            return Err("does not end where a condition ends");
        }
        if reader.references.is_empty() {
            return Err("looks at no data");
        }
        Ok(Self { text: bare.to_owned(), references: reader.references })
    }
}

struct Reader<'t> {
    rest: &'t str,
    references: Vec<Reference>,
}

impl Reader<'_> {
    fn takes(&mut self, sign: &str) -> bool {
        let rest = self.rest.trim_start();
        match rest.strip_prefix(sign) {
            Some(after) => {
                self.rest = after;
                true
            }
            None => false,
        }
    }

    fn either(&mut self, depth: usize) -> Result<(), &'static str> {
        self.both(depth)?;
        while self.takes("||") {
            self.both(depth)?;
        }
        Ok(())
    }

    fn both(&mut self, depth: usize) -> Result<(), &'static str> {
        self.compared(depth)?;
        while self.takes("&&") {
            self.compared(depth)?;
        }
        Ok(())
    }

    fn compared(&mut self, depth: usize) -> Result<(), &'static str> {
        self.operand(depth)?;
        if ["==", "!=", ">=", "<=", ">", "<"].into_iter().any(|sign| self.takes(sign)) {
            self.operand(depth)?;
        }
        Ok(())
    }

    fn operand(&mut self, depth: usize) -> Result<(), &'static str> {
        let below = depth.checked_sub(1).ok_or("has too many parentheses")?;
        if self.takes("!") {
            return self.operand(below);
        }
        if self.takes("(") {
            self.either(below)?;
            return if self.takes(")") { Ok(()) } else { Err("lacks a closing parenthesis") };
        }
        let rest = self.rest.trim_start();
        if rest.starts_with("${") {
            let (inside, after) = rest.split_once('}').ok_or("has a reference without an end")?;
            let reference = Reference::parse(&format!("{inside}}}"));
            self.references.push(reference.ok_or("has a reference that is none")?);
            self.rest = after;
            return Ok(());
        }
        if let Some(text) = rest.strip_prefix('\'') {
            let (_, after) = text.split_once('\'').ok_or("has a text without an end")?;
            self.rest = after;
            return Ok(());
        }
        let end = rest.find(|c: char| !(c.is_ascii_alphanumeric() || c == '.' || c == '-'));
        let (word, after) = rest.split_at_checked(end.unwrap_or(rest.len())).unwrap_or((rest, ""));
        let is_number = word.parse::<f64>().is_ok_and(f64::is_finite);
        if !(matches!(word, "true" | "false") || is_number) {
            return Err("has an operand that is no reference, text, number or truth value");
        }
        self.rest = after;
        Ok(())
    }
}
