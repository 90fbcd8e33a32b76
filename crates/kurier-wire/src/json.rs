//! Reading JSON members with errors that name the member: `interactive.action.buttons[0].reply.id`.

use crate::error::{self, GraphError, WireError};
use serde_json::{Map, Value};
use std::borrow::Cow;
use std::fmt;

/// Steps of a path that are told; no call nests deeper.
const DEPTH: usize = 10;

/// A JSON object and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Object<'a> {
    place: Place<'a>,
    map: &'a Map<String, Value>,
}

/// A JSON value and where it stands.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Node<'a> {
    place: Place<'a>,
    value: &'a Value,
}

/// Where a value stands. Only an error writes it out; kept as steps it costs no memory of its own, and a
/// message has dozens of members.
#[derive(Debug, Clone, Copy)]
struct Place<'a> {
    steps: [Step<'a>; DEPTH],
    depth: usize,
}

#[derive(Debug, Clone, Copy)]
enum Step<'a> {
    Member(&'a str),
    Item(usize),
}

impl<'a> Place<'a> {
    const ROOT: Self = Self { steps: [Step::Item(0); DEPTH], depth: 0 };

    fn then(mut self, step: Step<'a>) -> Self {
        if let Some(next) = self.steps.get_mut(self.depth) {
            *next = step;
            self.depth += 1;
        }
        self
    }
}

impl fmt::Display for Place<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, step) in self.steps.iter().take(self.depth).enumerate() {
            match step {
                Step::Member(name) if at == 0 => f.write_str(name)?,
                Step::Member(name) => write!(f, ".{name}")?,
                Step::Item(place) => write!(f, "[{place}]")?,
            }
        }
        Ok(())
    }
}

impl<'a> Object<'a> {
    pub(crate) fn root(map: &'a Map<String, Value>) -> Self {
        Self { place: Place::ROOT, map }
    }

    /// As JSON text.
    pub(crate) fn to_json(self) -> String {
        serde_json::to_string(self.map).unwrap_or_default()
    }

    /// Its members.
    pub(crate) fn map(&self) -> &'a Map<String, Value> {
        self.map
    }

    /// Path of a member, for error texts.
    pub(crate) fn path_of(&self, name: &str) -> String {
        let place: Place<'_> = self.place;
        place.then(Step::Member(name)).to_string()
    }

    /// The member, if it is there and not null.
    pub(crate) fn get(&self, name: &'a str) -> Option<Node<'a>> {
        let value = self.map.get(name)?;
        (!value.is_null()).then(|| Node { place: self.place.then(Step::Member(name)), value })
    }

    /// The member; error 131008 when absent.
    pub(crate) fn need(&self, name: &'a str) -> Result<Node<'a>, WireError> {
        self.get(name).ok_or_else(|| missing(&self.path_of(name)))
    }

    pub(crate) fn need_text(&self, name: &'a str) -> Result<String, WireError> {
        self.need(name)?.text()
    }

    pub(crate) fn text(&self, name: &'a str) -> Result<Option<String>, WireError> {
        self.get(name).map(|node| node.text()).transpose()
    }

    pub(crate) fn need_object(&self, name: &'a str) -> Result<Self, WireError> {
        self.need(name)?.object()
    }

    pub(crate) fn object(&self, name: &'a str) -> Result<Option<Self>, WireError> {
        self.get(name).map(|node| node.object()).transpose()
    }

    /// The members of an array; empty when absent.
    pub(crate) fn items(&self, name: &'a str) -> Result<Vec<Node<'a>>, WireError> {
        self.get(name).map_or_else(|| Ok(Vec::new()), |node| node.items())
    }

    /// A truth value: JSON, or `true`/`false`/`1`/`0` as text or number; `false` when absent.
    pub(crate) fn truth(&self, name: &'a str) -> Result<bool, WireError> {
        let Some(node) = self.get(name) else { return Ok(false) };
        match node.value {
            Value::Bool(truth) => Ok(*truth),
            other => match scalar(other).as_deref() {
                Some("true" | "1") => Ok(true),
                Some("false" | "0" | "") => Ok(false),
                _ => Err(node.wrong("true or false")),
            },
        }
    }

    /// A kind word, in lower case.
    pub(crate) fn word(&self, name: &'a str) -> Result<Option<Cow<'a, str>>, WireError> {
        self.get(name).map(|node| node.word()).transpose()
    }

    /// A kind word, in lower case; error 131008 when absent.
    pub(crate) fn need_word(&self, name: &'a str) -> Result<Cow<'a, str>, WireError> {
        self.need(name)?.word()
    }
}

impl<'a> Node<'a> {
    pub(crate) fn path(&self) -> String {
        self.place.to_string()
    }

    /// A text. Numbers and truth values count as what they print.
    pub(crate) fn text(&self) -> Result<String, WireError> {
        self.plain().map(Cow::into_owned)
    }

    pub(crate) fn plain(&self) -> Result<Cow<'a, str>, WireError> {
        scalar(self.value).ok_or_else(|| self.wrong("a string"))
    }

    /// A kind word in lower case; nearly every client writes it so, and then it is only looked at.
    fn word(&self) -> Result<Cow<'a, str>, WireError> {
        let text = self.plain()?;
        let is_plain = |byte: u8| !byte.is_ascii_uppercase() && !byte.is_ascii_whitespace();
        if text.is_ascii() && text.bytes().all(is_plain) {
            return Ok(text);
        }
        Ok(Cow::Owned(text.trim().to_ascii_lowercase()))
    }

    /// A finite number, also as text.
    pub(crate) fn number(&self) -> Result<f64, WireError> {
        let number = match self.value {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_f64(),
        };
        number.filter(|n: &f64| n.is_finite()).ok_or_else(|| self.wrong("a number"))
    }

    /// A small whole number, also as text.
    pub(crate) fn small(&self) -> Result<u8, WireError> {
        scalar(self.value)
            .and_then(|text| text.trim().parse().ok())
            .ok_or_else(|| self.wrong("a whole number from 0 to 255"))
    }

    pub(crate) fn object(&self) -> Result<Object<'a>, WireError> {
        match self.value {
            Value::Object(map) => Ok(Object { place: self.place, map }),
            _ => Err(self.wrong("a JSON object")),
        }
    }

    /// An object, or nothing when it is something else.
    pub(crate) fn maybe_object(&self) -> Option<Object<'a>> {
        self.value.as_object().map(|map| Object { place: self.place, map })
    }

    pub(crate) fn items(&self) -> Result<Vec<Self>, WireError> {
        let Value::Array(list) = self.value else { return Err(self.wrong("an array")) };
        let node = |(at, value)| Node { place: self.place.then(Step::Item(at)), value };
        Ok(list.iter().enumerate().map(node).collect())
    }

    fn wrong(&self, needed: &str) -> WireError {
        GraphError::of(&error::INVALID_PARAMETER)
            .message(format!("(#100) Param {} must be {needed}", self.place))
            .details(format!("`{}` must be {needed}.", self.place))
            .boxed()
    }
}

/// What a plain value prints; `None` for lists, objects and null.
pub(crate) fn scalar(value: &Value) -> Option<Cow<'_, str>> {
    match value {
        Value::String(text) => Some(Cow::Borrowed(text)),
        Value::Number(number) => Some(Cow::Owned(number.to_string())),
        Value::Bool(truth) => Some(Cow::Borrowed(if *truth { "true" } else { "false" })),
        _ => None,
    }
}

/// Error 131008 for the member at `path`.
pub(crate) fn missing(path: &str) -> WireError {
    GraphError::of(&error::PARAMETER_MISSING).details(format!("`{path}` is required.")).boxed()
}

/// Error 131009 for the member at `path`.
pub(crate) fn invalid(path: &str, why: &str) -> WireError {
    GraphError::of(&error::PARAMETER_VALUE).details(format!("`{path}` {why}.")).boxed()
}

/// Error 131051: something the contract knows and this server does not.
pub(crate) fn unsupported(what: &str) -> WireError {
    GraphError::of(&error::TYPE_UNSUPPORTED)
        .details(format!("{what} is not supported by this server yet."))
        .boxed()
}

/// Error 131051: something the contract knows and that has no place here; `why` ends with what to do instead.
pub(crate) fn absent(what: &str, why: &str) -> WireError {
    GraphError::of(&error::TYPE_UNSUPPORTED).details(format!("{what} {why}")).boxed()
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_error_names_the_whole_path() {
        let body = json!({ "a": { "b": [{}, { "c": 1 }] } });
        let root = Object::root(body.as_object().unwrap());
        let items = root.need_object("a").unwrap().items("b").unwrap();
        let fault = items[1].object().unwrap().need_object("c").unwrap_err();
        assert!(fault.details.contains("`a.b[1].c`"), "{}", fault.details);
        assert_eq!(root.path_of("x"), "x");
    }

    #[test]
    fn a_path_that_is_too_long_to_tell_is_cut() {
        let mut place = Place::ROOT;
        for _ in 0..=DEPTH {
            place = place.then(Step::Member("m"));
        }
        assert_eq!(place.to_string(), ["m"; DEPTH].join("."));
    }
}
