//! A definition as JSON again.

use super::definition::{Action, Choice, Component, Definition, ListItem, Property, Screen};
use serde_json::{Map, Value, json};

impl Definition {
    /// As flow JSON; reading it again gives the same definition.
    pub fn print(&self) -> Value {
        let mut all = Map::new();
        put(&mut all, "version", json!(self.version.to_string()));
        if let Some(version) = &self.data_api_version {
            put(&mut all, "data_api_version", json!(version));
        }
        // One with an endpoint needs it, also where it leads nowhere.
        if self.data_api_version.is_some() || !self.routing_model.is_empty() {
            put(&mut all, "routing_model", json!(self.routing_model));
        }
        put(&mut all, "screens", self.screens.iter().map(screen).collect());
        Value::Object(all)
    }
}

fn put(map: &mut Map<String, Value>, name: &str, value: Value) {
    map.insert(name.to_owned(), value);
}

fn screen(screen: &Screen) -> Value {
    let mut all = Map::new();
    put(&mut all, "id", json!(screen.id));
    if let Some(title) = &screen.title {
        put(&mut all, "title", json!(title));
    }
    if screen.terminal {
        put(&mut all, "terminal", json!(true));
    }
    if let Some(success) = screen.success {
        put(&mut all, "success", json!(success));
    }
    if screen.refresh_on_back {
        put(&mut all, "refresh_on_back", json!(true));
    }
    if !screen.data.is_empty() {
        let data = screen.data.iter().map(|(name, one)| (name.clone(), one.schema.clone()));
        put(&mut all, "data", Value::Object(data.collect()));
    }
    if !screen.sensitive.is_empty() {
        put(&mut all, "sensitive", json!(screen.sensitive));
    }
    let children = components(&screen.children);
    put(&mut all, "layout", json!({ "type": "SingleColumnLayout", "children": children }));
    Value::Object(all)
}

fn components(all: &[Component]) -> Value {
    all.iter().map(component).collect()
}

fn component(one: &Component) -> Value {
    let mut all = Map::new();
    put(&mut all, "type", json!(one.kind.name()));
    for (name, value) in &one.properties {
        put(&mut all, name, property(value));
    }
    Value::Object(all)
}

fn property(property: &Property) -> Value {
    match property {
        Property::Text(text) => json!(text),
        Property::Texts(texts) => json!(texts),
        Property::Number(number) => Value::Number(number.clone()),
        Property::Truth(truth) => json!(truth),
        Property::Reference(reference) => json!(reference.to_string()),
        Property::Condition(condition) => json!(condition.text),
        Property::Choices(choices) => choices.iter().map(choice).collect(),
        Property::Items(items) => items.iter().map(item).collect(),
        Property::Action(one) => action(one),
        Property::Children(children) => components(children),
        Property::Cases(cases) => {
            let case =
                |(name, children): (&String, &Vec<Component>)| (name.clone(), components(children));
            Value::Object(cases.iter().map(case).collect())
        }
        Property::Value(value) => value.clone(),
    }
}

fn choice(one: &Choice) -> Value {
    let mut all = Map::new();
    put(&mut all, "id", json!(one.id));
    put(&mut all, "title", json!(one.title));
    if let Some(text) = &one.description {
        put(&mut all, "description", json!(text));
    }
    if let Some(text) = &one.metadata {
        put(&mut all, "metadata", json!(text));
    }
    if let Some(enabled) = one.enabled {
        put(&mut all, "enabled", json!(enabled));
    }
    Value::Object(all)
}

fn item(one: &ListItem) -> Value {
    let mut content = Map::new();
    put(&mut content, "title", json!(one.title));
    if let Some(text) = &one.description {
        put(&mut content, "description", json!(text));
    }
    if let Some(text) = &one.metadata {
        put(&mut content, "metadata", json!(text));
    }
    let mut all = Map::new();
    put(&mut all, "id", json!(one.id));
    put(&mut all, "main-content", Value::Object(content));
    if let Some(one) = &one.action {
        put(&mut all, "on-click-action", action(one));
    }
    Value::Object(all)
}

fn action(one: &Action) -> Value {
    let mut all = Map::new();
    put(&mut all, "name", json!(one.kind.name()));
    if let Some(next) = &one.next {
        put(&mut all, "next", json!({ "type": "screen", "name": next }));
    }
    if let Some(url) = &one.url {
        put(&mut all, "url", json!(url));
    }
    if let Some(payload) = &one.payload {
        put(&mut all, "payload", payload.clone());
    }
    Value::Object(all)
}
