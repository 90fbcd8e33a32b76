//! Reading a field expression.

use super::{COUNT_MAX, DEPTH_MAX, Field, LENGTH_MAX};
use crate::error::{self, GraphError, WireError};

/// Reads an expression. An empty one asks for nothing in particular and gives an empty list.
///
/// # Errors
/// 100 for a syntax error and for expressions beyond the bounds of this module.
pub fn parse(expression: &str) -> Result<Vec<Field>, WireError> {
    if expression.len() > LENGTH_MAX {
        return Err(syntax("it is longer than 4,096 characters"));
    }
    let mut reader = Reader { rest: expression, count: 0 };
    let fields = reader.list(0)?;
    if reader.peek().is_some() {
        return Err(syntax("a closing brace has no opening brace"));
    }
    Ok(fields)
}

struct Reader<'a> {
    rest: &'a str,
    count: usize,
}

impl Reader<'_> {
    fn peek(&mut self) -> Option<char> {
        self.rest = self.rest.trim_start();
        self.rest.chars().next()
    }

    /// Takes the next character if it is `wanted`.
    fn take(&mut self, wanted: char) -> bool {
        let found = self.peek() == Some(wanted);
        if found {
            self.rest = self.rest.get(wanted.len_utf8()..).unwrap_or_default();
        }
        found
    }

    /// Fields up to the end or a closing brace, which is left there.
    fn list(&mut self, depth: usize) -> Result<Vec<Field>, WireError> {
        if depth > DEPTH_MAX {
            return Err(syntax("it is nested more than 8 levels deep"));
        }
        let mut fields = Vec::new();
        while !matches!(self.peek(), None | Some('}')) {
            // Clients join lists carelessly: empty places between commas are no error.
            if self.take(',') {
                continue;
            }
            fields.push(self.field(depth)?);
            if !matches!(self.peek(), None | Some('}' | ',')) {
                return Err(syntax("fields are separated by commas"));
            }
        }
        Ok(fields)
    }

    fn field(&mut self, depth: usize) -> Result<Field, WireError> {
        self.count = self.count.saturating_add(1);
        if self.count > COUNT_MAX {
            return Err(syntax("it names more than 200 fields"));
        }
        let mut field = Field { name: self.name()?, ..Field::default() };
        while self.take('.') {
            let name = self.name()?;
            field.modifiers.push((name, self.argument()?));
        }
        if self.take('{') {
            field.inner = self.list(depth.saturating_add(1))?;
            if !self.take('}') {
                return Err(syntax("an opening brace is never closed"));
            }
        }
        Ok(field)
    }

    fn name(&mut self) -> Result<String, WireError> {
        let _first = self.peek();
        let end = self
            .rest
            .find(|c: char| !c.is_ascii_alphanumeric() && c != '_')
            .unwrap_or(self.rest.len());
        let (name, rest) = self.rest.split_at(end);
        self.rest = rest;
        if name.is_empty() { Err(syntax("a name is missing")) } else { Ok(name.to_owned()) }
    }

    /// What stands between parentheses; inner parentheses must balance.
    fn argument(&mut self) -> Result<String, WireError> {
        if !self.take('(') {
            return Err(syntax("a modifier needs an argument in parentheses"));
        }
        let mut open = 1_usize;
        for (at, c) in self.rest.char_indices() {
            match c {
                '(' => open = open.saturating_add(1),
                ')' => open = open.saturating_sub(1),
                _ => {}
            }
            if open == 0 {
                let (argument, rest) = self.rest.split_at(at);
                self.rest = rest.get(1..).unwrap_or_default();
                return Ok(argument.trim().to_owned());
            }
        }
        Err(syntax("an opening parenthesis is never closed"))
    }
}

fn syntax(why: &str) -> WireError {
    GraphError::of(&error::FIELDS_INVALID)
        .message("(#100) Syntax error in the field expression")
        .details(format!("`fields` cannot be read: {why}."))
        .boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn show(fields: &[Field]) -> String {
        let one = |f: &Field| {
            let modifiers: String =
                f.modifiers.iter().flat_map(|(n, v)| [".", n, "(", v, ")"]).collect();
            let inner =
                if f.inner.is_empty() { String::new() } else { format!("{{{}}}", show(&f.inner)) };
            format!("{}{modifiers}{inner}", f.name)
        };
        fields.iter().map(one).collect::<Vec<_>>().join(",")
    }

    #[test]
    fn reads_nested_fields_and_modifiers() {
        for text in [
            "",
            "id",
            "id,name",
            "a,b{c,d{e}},f",
            "e.limit(3){x}",
            r#"analytics.start(1).end(2).phone_numbers(["1","2"]).granularity(DAY),id"#,
            "a.b(f(x))",
        ] {
            assert_eq!(show(&parse(text).unwrap()), text);
        }
        assert_eq!(show(&parse(" id , name ,, x { y , }").unwrap()), "id,name,x{y}");
    }

    #[test]
    fn refuses_what_cannot_be_read() {
        let many = "a,".repeat(201);
        let deep = "a{".repeat(10) + &"}".repeat(10);
        let long = "a".repeat(4_097);
        for text in
            ["}", "a{", "a}", "a b", "a.", "a.x", "a.x(", "ä", "a-b", "{a}", &many, &deep, &long]
        {
            let fault = parse(text).unwrap_err();
            assert_eq!((fault.http, fault.code), (400, 100), "{text}");
        }
    }

    proptest! {
        #[test]
        fn never_panics(text in "[a-z{}().,\\[\\] ä\"]{0,60}") {
            if let Ok(fields) = parse(&text) {
                prop_assert_eq!(parse(&show(&fields)).unwrap(), fields);
            }
        }
    }
}
