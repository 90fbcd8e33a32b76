//! Forms in the messenger ("flows"): what a form is, and whether its definition holds.
//!
//! A definition is JSON of the versions 2.1 to 7.3 of the Cloud API's flow JSON. [`validate`] reads it into
//! a [`Definition`], in which nothing is left that the messenger could not show, or says everything that is
//! wrong with it and where.

mod begin;
mod check;
mod component;
mod condition;
mod definition;
mod fault;
mod life;
pub mod limits;
mod print;
mod read;
mod reference;
mod scope;
mod source;
mod version;

#[cfg(test)]
mod property_tests;
#[cfg(test)]
mod tests;

pub use begin::{OpenFault, open};
pub use component::ComponentKind;
pub use condition::Condition;
pub use definition::{
    Action, ActionKind, Choice, Component, Definition, Example, ListItem, Property, Screen,
};
pub use fault::{FlowCode, FlowFault, Span};
pub use life::{Flow, FlowCategory, FlowChange, FlowLifeFault, FlowStatus};
pub use reference::Reference;
pub use version::Version;

/// Reads a definition.
///
/// # Errors
/// Everything that is wrong, in the order in which it stands in the text; at most [`limits::FAULTS`].
pub fn validate(text: &str) -> Result<Definition, Vec<FlowFault>> {
    let (definition, mut faults) = read::read(text);
    faults.sort_by_key(|fault| (fault.span.line_start, fault.span.column_start));
    faults.truncate(limits::FAULTS);
    match definition {
        Some(definition) if faults.is_empty() => Ok(definition),
        _ => Err(faults),
    }
}
