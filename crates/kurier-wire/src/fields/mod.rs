//! `fields=a,b{c,d},e.limit(3)`: which members of an object a caller wants to see.

mod parse;
mod project;

pub use parse::parse;
pub use project::project;

/// Longest field expression, in bytes.
pub const LENGTH_MAX: usize = 4_096;
/// Deepest nesting of braces.
pub const DEPTH_MAX: usize = 8;
/// Most fields in one expression, at all levels together.
pub const COUNT_MAX: usize = 200;

/// One wanted field.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Field {
    /// Its name.
    pub name: String,
    /// Modifiers in order: `.limit(3)` is `("limit", "3")`.
    pub modifiers: Vec<(String, String)>,
    /// What is wanted of it; empty = everything.
    pub inner: Vec<Field>,
}

impl Field {
    /// The argument of a modifier.
    pub fn modifier(&self, name: &str) -> Option<&str> {
        self.modifiers.iter().find(|(found, _)| found == name).map(|(_, value)| value.as_str())
    }
}
