//! What a reference may name: the data and the fields of each screen.

use super::component::{ComponentKind, Shape};
use super::definition::{Component, Definition, Screen};
use super::reference::Reference;

/// Every component of a screen, those inside others too.
pub(super) fn all(screen: &Screen) -> Vec<&Component> {
    let mut found: Vec<&Component> = Vec::new();
    let mut left: Vec<&Component> = screen.children.iter().rev().collect();
    while let Some(one) = left.pop() {
        found.push(one);
        let inside: Vec<&Component> = one.inside().collect();
        left.extend(inside.into_iter().rev());
    }
    found
}

/// Why a reference does not hold; `None` if it does.
pub(super) fn fault(
    definition: &Definition,
    screen: usize,
    reference: &Reference,
    shape: Option<Shape>,
) -> Option<String> {
    let named = match reference {
        Reference::Data { screen, .. } | Reference::Form { screen, .. } => screen.as_deref(),
    };
    let found = match named {
        Some(id) => definition.screens.iter().find(|screen| screen.id == id),
        None => definition.screens.get(screen),
    };
    let Some(found) = found else {
        return Some(format!("there is no screen `{}`", named.unwrap_or_default()));
    };
    match reference {
        Reference::Data { path, .. } => data_fault(found, path, shape),
        Reference::Form { field, .. } => {
            let is_there = all(found).iter().any(|one| one.field() == Some(field));
            (!is_there).then(|| format!("screen `{}` has no field `{field}`", found.id))
        }
    }
}

fn data_fault(screen: &Screen, path: &[String], shape: Option<Shape>) -> Option<String> {
    let name = path.first()?;
    let Some(example) = screen.data.get(name) else {
        return Some(format!("screen `{}` declares no data `{name}`", screen.id));
    };
    if path.len() > 1 {
        let is_object = example.kind == "object";
        return (!is_object).then(|| format!("`{name}` is declared as {}", example.kind));
    }
    let kind = example.kind.as_str();
    let fits = match shape {
        Some(Shape::Truth) => kind == "boolean",
        Some(Shape::Number) => matches!(kind, "number" | "integer"),
        Some(Shape::Choices(_) | Shape::Items | Shape::List) => kind == "array",
        Some(Shape::Texts(_)) => matches!(kind, "string" | "array" | "number" | "integer"),
        Some(Shape::Text(_)) => matches!(kind, "string" | "number" | "integer"),
        Some(Shape::Image | Shape::WordOrData(_)) => kind == "string",
        _ => true,
    };
    (!fits).then(|| format!("`{name}` is declared as {kind}, which does not fit here"))
}

/// Whether a screen has something that ends it.
pub(super) fn has_footer(screen: &Screen) -> bool {
    all(screen).iter().any(|one| one.kind == ComponentKind::Footer)
}
