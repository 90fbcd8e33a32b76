//! Reading JSON members with errors that name the member: `interactive.action.buttons[0].reply.id`.

use crate::error::{self, GraphError, WireError};
use serde_json::{Map, Value};

/// A JSON object and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Object<'a> {
    path: String,
    map: &'a Map<String, Value>,
}

/// A JSON value and where it stands.
#[derive(Debug, Clone)]
pub(crate) struct Node<'a> {
    path: String,
    value: &'a Value,
}

impl<'a> Object<'a> {
    pub(crate) fn root(map: &'a Map<String, Value>) -> Self {
        Self { path: String::new(), map }
    }

    /// Path of a member, for error texts.
    pub(crate) fn path_of(&self, name: &str) -> String {
        if self.path.is_empty() { name.to_owned() } else { format!("{}.{name}", self.path) }
    }

    /// The member, if it is there and not null.
    pub(crate) fn get(&self, name: &str) -> Option<Node<'a>> {
        let value = self.map.get(name)?;
        (!value.is_null()).then(|| Node { path: self.path_of(name), value })
    }

    /// The member; error 131008 when absent.
    pub(crate) fn need(&self, name: &str) -> Result<Node<'a>, WireError> {
        self.get(name).ok_or_else(|| missing(&self.path_of(name)))
    }

    pub(crate) fn need_text(&self, name: &str) -> Result<String, WireError> {
        self.need(name)?.text()
    }

    pub(crate) fn text(&self, name: &str) -> Result<Option<String>, WireError> {
        self.get(name).map(|node| node.text()).transpose()
    }

    pub(crate) fn need_object(&self, name: &str) -> Result<Self, WireError> {
        self.need(name)?.object()
    }

    pub(crate) fn object(&self, name: &str) -> Result<Option<Self>, WireError> {
        self.get(name).map(|node| node.object()).transpose()
    }

    /// The members of an array; empty when absent.
    pub(crate) fn items(&self, name: &str) -> Result<Vec<Node<'a>>, WireError> {
        self.get(name).map_or_else(|| Ok(Vec::new()), |node| node.items())
    }

    /// A truth value: JSON, or `true`/`false`/`1`/`0` as text or number; `false` when absent.
    pub(crate) fn truth(&self, name: &str) -> Result<bool, WireError> {
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
    pub(crate) fn word(&self, name: &str) -> Result<Option<String>, WireError> {
        Ok(self.text(name)?.map(|word| word.trim().to_ascii_lowercase()))
    }
}

impl<'a> Node<'a> {
    pub(crate) fn path(&self) -> &str {
        &self.path
    }

    /// A text. Numbers and truth values count as what they print.
    pub(crate) fn text(&self) -> Result<String, WireError> {
        scalar(self.value).ok_or_else(|| self.wrong("a string"))
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
            Value::Object(map) => Ok(Object { path: self.path.clone(), map }),
            _ => Err(self.wrong("a JSON object")),
        }
    }

    /// An object, or nothing when it is something else.
    pub(crate) fn maybe_object(&self) -> Option<Object<'a>> {
        self.value.as_object().map(|map| Object { path: self.path.clone(), map })
    }

    pub(crate) fn items(&self) -> Result<Vec<Self>, WireError> {
        let Value::Array(list) = self.value else { return Err(self.wrong("an array")) };
        let node = |(place, value)| Node { path: format!("{}[{place}]", self.path), value };
        Ok(list.iter().enumerate().map(node).collect())
    }

    fn wrong(&self, needed: &str) -> WireError {
        GraphError::of(&error::INVALID_PARAMETER)
            .message(format!("(#100) Param {} must be {needed}", self.path))
            .details(format!("`{}` must be {needed}.", self.path))
            .boxed()
    }
}

/// What a plain value prints; `None` for lists, objects and null.
pub(crate) fn scalar(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
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
