//! What must hold between the parts of a definition.

use super::component::ComponentKind;
use super::definition::Definition;
use super::fault::FlowCode;
use super::read::{Named, Reader, Use, Where};
use super::scope;
use std::collections::{BTreeMap, BTreeSet};

pub(super) fn check(reader: &mut Reader<'_>, definition: &Definition, places: &Where) {
    screens(reader, definition, places);
    routing(reader, definition, places);
    for used in std::mem::take(&mut reader.uses) {
        named(reader, definition, &used);
    }
}

fn screens(reader: &mut Reader<'_>, definition: &Definition, places: &Where) {
    let mut ids = BTreeSet::new();
    for (screen, (range, pointer)) in definition.screens.iter().zip(&places.screens) {
        if !ids.insert(&screen.id) {
            let message = format!("an earlier screen has the id `{}`", screen.id);
            reader.fault(*range, pointer, FlowCode::PropertyValue, message);
        }
        let mut names = BTreeSet::new();
        for field in scope::all(screen).iter().filter_map(|one| one.field()) {
            if !names.insert(field) {
                let message = format!("screen `{}` has two fields `{field}`", screen.id);
                reader.fault(*range, pointer, FlowCode::PropertyValue, message);
            }
        }
        let footers = screen.children.iter().filter(|one| one.kind == ComponentKind::Footer);
        if footers.count() > 1 {
            let message = format!("screen `{}` has more than one Footer", screen.id);
            reader.fault(*range, pointer, FlowCode::PropertyValue, message);
        }
        if screen.terminal && !scope::has_footer(screen) {
            let message = format!("screen `{}` is terminal and needs a Footer", screen.id);
            reader.fault(*range, pointer, FlowCode::PropertyMissing, message);
        }
    }
    if !definition.screens.is_empty() && !definition.screens.iter().any(|screen| screen.terminal) {
        let message = "a form needs a screen where it may end: `\"terminal\": true`";
        reader.fault(places.root, "/screens", FlowCode::Routing, message);
    }
}

/// Every screen of the model is there, and where there is an endpoint, there is a model.
fn routing(reader: &mut Reader<'_>, definition: &Definition, places: &Where) {
    let ids: BTreeMap<&str, bool> =
        definition.screens.iter().map(|screen| (screen.id.as_str(), screen.terminal)).collect();
    let Some((range, pointer)) = &places.routing else {
        if definition.data_api_version.is_some() {
            let message = "a form with an endpoint needs a `routing_model`";
            reader.fault(places.root, "", FlowCode::PropertyMissing, message);
        }
        return;
    };
    for (from, next) in &definition.routing_model {
        for id in std::iter::once(from).chain(next) {
            if !ids.contains_key(id.as_str()) {
                let message = format!("there is no screen `{id}`");
                reader.fault(*range, pointer, FlowCode::Routing, message);
            }
        }
        if next.contains(from) {
            let message = format!("screen `{from}` may not follow itself");
            reader.fault(*range, pointer, FlowCode::Routing, message);
        }
    }
}

fn named(reader: &mut Reader<'_>, definition: &Definition, used: &Use) {
    let from = definition.screens.get(used.screen);
    let fault = match &used.what {
        Named::Reference(reference, shape) => {
            scope::fault(definition, used.screen, reference, *shape)
                .map(|message| (FlowCode::Reference, message))
        }
        Named::Screen(id) if !definition.screens.iter().any(|screen| screen.id == *id) => {
            Some((FlowCode::Reference, format!("there is no screen `{id}`")))
        }
        Named::Screen(id) => from.and_then(|from| {
            let model = &definition.routing_model;
            let is_in =
                model.is_empty() || model.get(&from.id).is_some_and(|next| next.contains(id));
            let message = format!("the routing model leads from `{}` not to `{id}`", from.id);
            (!is_in).then_some((FlowCode::Routing, message))
        }),
        Named::Endpoint if definition.data_api_version.is_none() => {
            let message = "asking the endpoint needs `data_api_version`";
            Some((FlowCode::PropertyMissing, message.to_owned()))
        }
        Named::Endpoint => None,
        Named::End => from.filter(|from| !from.terminal).map(|from| {
            let message = format!("`complete` needs a terminal screen; `{}` is none", from.id);
            (FlowCode::Routing, message)
        }),
    };
    if let Some((code, message)) = fault {
        reader.fault(used.range, &used.pointer, code, message);
    }
}
