//! References to data: `${data.x}`, `${form.x}`, `${screen.S.form.x}`, `${screen.S.data.x}`.

use std::fmt;

/// What a property stands for until the form is open.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reference {
    /// A member of what the screen was given.
    Data {
        /// Of which screen; `None` = this one.
        screen: Option<String>,
        /// The member, and members of it.
        path: Vec<String>,
    },
    /// What she filled in.
    Form {
        /// On which screen; `None` = this one.
        screen: Option<String>,
        /// The field.
        field: String,
    },
}

fn is_word(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_' || b == b'-')
}

impl Reference {
    /// Whether a text means to be a reference, or to hold one.
    pub fn is_meant(text: &str) -> bool {
        text.contains("${")
    }

    /// Reads a text that is one reference and nothing else.
    pub fn parse(text: &str) -> Option<Self> {
        let inner = text.strip_prefix("${")?.strip_suffix('}')?;
        let steps: Vec<&str> = inner.split('.').collect();
        if !steps.iter().all(|step| is_word(step)) {
            return None;
        }
        let own = |words: &[&str]| words.iter().map(|word| (*word).to_owned()).collect();
        match steps.as_slice() {
            ["data", path @ ..] if !path.is_empty() => {
                Some(Self::Data { screen: None, path: own(path) })
            }
            ["form", field] => Some(Self::Form { screen: None, field: (*field).to_owned() }),
            ["screen", screen, "form", field] => {
                Some(Self::Form { screen: Some((*screen).to_owned()), field: (*field).to_owned() })
            }
            ["screen", screen, "data", path @ ..] if !path.is_empty() => {
                Some(Self::Data { screen: Some((*screen).to_owned()), path: own(path) })
            }
            _ => None,
        }
    }
}

impl fmt::Display for Reference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("${")?;
        let (screen, kind) = match self {
            Self::Data { screen, .. } => (screen, "data"),
            Self::Form { screen, .. } => (screen, "form"),
        };
        if let Some(screen) = screen {
            write!(f, "screen.{screen}.")?;
        }
        match self {
            Self::Data { path, .. } => write!(f, "{kind}.{}", path.join("."))?,
            Self::Form { field, .. } => write!(f, "{kind}.{field}")?,
        }
        f.write_str("}")
    }
}
