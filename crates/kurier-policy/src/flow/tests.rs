use super::*;
use serde_json::{Value, json};

/// A form with a bit of everything.
pub(super) fn sample() -> Value {
    json!({
        "version": "7.3",
        "data_api_version": "3.0",
        "routing_model": { "ASK": ["MORE"], "MORE": [] },
        "screens": [
            { "id": "ASK", "title": "Table", "data": {
                "sizes": { "type": "array", "items": { "type": "object" }, "__example__": [] },
                "open": { "type": "boolean", "__example__": true } },
              "layout": { "type": "SingleColumnLayout", "children": [
                { "type": "TextHeading", "text": "A table for you" },
                { "type": "RichText", "text": ["# Welcome", "Come **in**."] },
                { "type": "Form", "name": "booking", "children": [
                    { "type": "TextInput", "name": "who", "label": "Name", "required": true,
                      "input-type": "text", "min-chars": 2, "helper-text": "As on the bell" },
                    { "type": "Dropdown", "name": "size", "label": "Size",
                      "data-source": "${data.sizes}", "enabled": "${data.open}",
                      "on-select-action": { "name": "data_exchange",
                        "payload": { "size": "${form.size}" } } },
                    { "type": "DatePicker", "name": "day", "label": "Day", "min-date": "2026-01-01" },
                    { "type": "If", "condition": "`(${form.who} == 'Kim') && ${data.open}`",
                      "then": [{ "type": "TextCaption", "text": "Hello Kim" }],
                      "else": [{ "type": "TextCaption", "text": "Hello" }] },
                    { "type": "Footer", "label": "Go on", "on-click-action": {
                        "name": "navigate", "next": { "type": "screen", "name": "MORE" },
                        "payload": { "who": "${form.who}" } } } ] } ] } },
            { "id": "MORE", "terminal": true, "success": true,
              "data": { "who": { "type": "string", "__example__": "Kim" } },
              "layout": { "type": "SingleColumnLayout", "children": [
                { "type": "TextBody", "text": "${data.who}" },
                { "type": "Switch", "value": "${screen.ASK.form.size}", "cases": {
                    "big": [{ "type": "TextBody", "text": "Big" }] } },
                { "type": "NavigationList", "name": "rows", "list-items": [
                    { "id": "1", "main-content": { "title": "One" },
                      "on-click-action": { "name": "data_exchange", "payload": {} } } ] },
                { "type": "CheckboxGroup", "name": "wishes", "label": "Wishes",
                  "data-source": [{ "id": "w", "title": "Window" }, { "id": "q", "title": "Quiet" }] },
                { "type": "Footer", "label": "Book", "on-click-action": { "name": "complete",
                    "payload": { "who": "${data.who}", "wishes": "${form.wishes}" } } } ] } }
        ]
    })
}

fn faults(form: &Value) -> Vec<FlowFault> {
    validate(&serde_json::to_string_pretty(form).unwrap()).unwrap_err()
}

fn codes(form: &Value) -> Vec<FlowCode> {
    faults(form).into_iter().map(|fault| fault.code).collect()
}

#[test]
fn a_form_with_a_bit_of_everything_holds() {
    let text = serde_json::to_string_pretty(&sample()).unwrap();
    let form = validate(&text).unwrap();
    assert_eq!(form.version, Version(7, 3));
    assert_eq!(form.screens.len(), 2);
    assert_eq!(validate(&form.print().to_string()), Ok(form));
}

#[test]
fn a_fault_names_line_column_and_pointer() {
    let text = "{\n  \"version\": \"9.9\",\n  \"screens\": []\n}";
    let faults = validate(text).unwrap_err();
    let first = &faults[0];
    assert_eq!(first.code, FlowCode::Version);
    assert_eq!(first.pointer, "/version");
    let span = Span { line_start: 2, line_end: 2, column_start: 14, column_end: 18 };
    assert_eq!(first.span, span);
    assert!(first.to_string().starts_with("2:14: "), "{first}");
}

#[test]
fn columns_count_characters_and_not_bytes() {
    let text = "{\"ü\u{1f404}\": 1, \"version\": \"0\", \"screens\": 5}";
    let faults = validate(text).unwrap_err();
    let version = faults.iter().find(|fault| fault.code == FlowCode::Version).unwrap();
    assert_eq!((version.span.column_start, version.span.column_end), (22, 24));
    let unknown = faults.iter().find(|fault| fault.code == FlowCode::PropertyUnknown).unwrap();
    assert_eq!((unknown.span.column_start, unknown.span.column_end), (2, 5));
}

#[test]
fn what_is_no_json_is_told_where_it_ends_to_be() {
    for text in ["", "{", "{\"a\": 1,}", "// a\n{}", "{'a': 1}", "[1, 2", "{\"a\" 1}"] {
        let faults = validate(text).unwrap_err();
        assert_eq!(faults[0].code, FlowCode::Json, "{text}");
    }
}

#[test]
fn deep_nesting_is_a_fault_and_no_crash() {
    for (open, close) in [("[", "]"), ("{\"a\":", "}")] {
        let text = format!("{}1{}", open.repeat(50_000), close.repeat(50_000));
        assert_eq!(validate(&text).unwrap_err()[0].code, FlowCode::Json);
    }
}

#[test]
fn what_the_messenger_does_not_show_is_said() {
    for kind in ["PhotoPicker", "DocumentPicker", "ImageCarousel"] {
        let mut form = sample();
        form["screens"][0]["layout"]["children"][0] = json!({ "type": kind, "name": "x" });
        assert_eq!(codes(&form), [FlowCode::Unsupported], "{kind}");
    }
}

#[test]
fn members_that_are_unknown_missing_or_doubled_are_faults() {
    let mut form = sample();
    form["screens"][0]["layout"]["children"][0] = json!({ "type": "TextHeading", "txt": "x" });
    assert_eq!(codes(&form), [FlowCode::PropertyMissing, FlowCode::PropertyUnknown]);
    let doubled =
        sample().to_string().replacen("\"version\"", "\"version\":\"7.3\",\"version\"", 1);
    assert_eq!(validate(&doubled).unwrap_err()[0].code, FlowCode::PropertyUnknown);
}

#[test]
fn references_must_name_what_is_declared() {
    for (given, fits) in [
        ("${data.sizes}", true),
        ("${data.open}", false),
        ("${data.nothing}", false),
        ("${form.nothing}", false),
        ("${screen.NOWHERE.form.who}", false),
        ("Sizes: ${data.sizes}", false),
    ] {
        let mut form = sample();
        let fields = &mut form["screens"][0]["layout"]["children"][2]["children"];
        fields[1]["data-source"] = json!(given);
        let expected = if fits { vec![] } else { vec![FlowCode::Reference] };
        let found = validate(&form.to_string()).err().unwrap_or_default();
        let found: Vec<FlowCode> = found.into_iter().map(|fault| fault.code).collect();
        assert_eq!(found, expected, "{given}");
    }
}

#[test]
fn a_routing_model_that_leads_nowhere_is_printed_for_an_endpoint() {
    let mut form = sample();
    form["routing_model"] = json!({});
    let read = validate(&form.to_string()).unwrap();
    assert_eq!(read.print()["routing_model"], json!({}));
    assert_eq!(validate(&read.print().to_string()), Ok(read));
}

#[test]
fn screens_lead_where_the_routing_model_says_and_end_where_they_may() {
    let mut form = sample();
    form["routing_model"] = json!({ "ASK": [], "MORE": [] });
    assert_eq!(codes(&form), [FlowCode::Routing]);
    let mut form = sample();
    form["routing_model"]["GONE"] = json!([]);
    assert_eq!(codes(&form), [FlowCode::Routing]);
    let mut form = sample();
    form["screens"][1]["terminal"] = json!(false);
    assert_eq!(codes(&form), [FlowCode::Routing, FlowCode::Routing]);
    let mut form = sample();
    form.as_object_mut().unwrap().remove("data_api_version");
    assert_eq!(codes(&form), [FlowCode::PropertyMissing, FlowCode::PropertyMissing]);
}

#[test]
fn limits_are_told_where_they_are_broken() {
    let mut form = sample();
    let heading = form["screens"][0]["layout"]["children"][0].clone();
    form["screens"][0]["layout"]["children"] = json!(vec![heading; limits::COMPONENTS + 1]);
    assert_eq!(codes(&form), [FlowCode::Limit, FlowCode::Reference]);
    let mut form = sample();
    form["screens"][0]["layout"]["children"][0]["text"] = json!("x".repeat(81));
    assert_eq!(codes(&form), [FlowCode::Limit]);
    let mut form = sample();
    form["screens"] = json!([]);
    // What leads to screens that are gone is told, too.
    assert!(codes(&form).contains(&FlowCode::Limit));
    let large = format!("\"{}\"", "x".repeat(limits::JSON_BYTES));
    assert_eq!(validate(&large).unwrap_err()[0].code, FlowCode::Limit);
}

#[test]
fn a_component_is_refused_before_the_version_that_it_came_with() {
    let mut form = sample();
    form["version"] = json!("5.0");
    assert_eq!(codes(&form), [FlowCode::Version, FlowCode::Version]);
}

#[test]
fn conditions_are_read_as_they_are_evaluated() {
    for good in [
        "${form.a}",
        "!${data.a}",
        "(${form.a} == 'x y') || (${data.n} >= 5 && !(${form.b} != true))",
        "`${form.a} == -1.5`",
    ] {
        assert!(Condition::parse(good).is_ok(), "{good}");
    }
    let deep = format!("{}${{form.a}}{}", "(".repeat(99), ")".repeat(99));
    for bad in ["", "true", "${form.a} ==", "(${form.a}", "${form.a} = 1", "${form", "a()", &deep] {
        assert!(Condition::parse(bad).is_err(), "{bad}");
    }
}

#[test]
fn only_drafts_change_and_only_what_is_published_is_deprecated() {
    use crate::id::{BusinessId, FlowId};
    use crate::time::Timestamp;
    let mut flow = Flow {
        id: FlowId(1),
        business: BusinessId(2),
        name: "book".to_owned(),
        categories: vec![FlowCategory::Other],
        status: FlowStatus::Draft,
        endpoint_uri: None,
        revision: 0,
        created_at: Timestamp(0),
        updated_at: Timestamp(0),
    };
    let named = |name: &str| FlowChange { name: Some(name.to_owned()), ..FlowChange::default() };
    let now = Timestamp(5);
    assert_eq!(flow.deprecate(now), Err(FlowLifeFault::NotPublished));
    assert_eq!(flow.clone().change(named(" "), now), Err(FlowLifeFault::Name));
    let twice = FlowChange { categories: Some(vec![FlowCategory::Other; 2]), ..named("x") };
    assert_eq!(flow.clone().change(twice, now), Err(FlowLifeFault::Categories));
    let there = FlowChange { endpoint_uri: Some("ftp://x".to_owned()), ..named("x") };
    assert_eq!(flow.clone().change(there, now), Err(FlowLifeFault::Endpoint));
    assert_eq!(flow.change(named("table"), now), Ok(()));
    assert_eq!((flow.name.as_str(), flow.updated_at), ("table", now));
    flow.status = FlowStatus::Published;
    assert_eq!(flow.change(named("other"), now), Err(FlowLifeFault::NotADraft));
    assert_eq!(flow.deprecate(now), Ok(()));
    assert_eq!(flow.status, FlowStatus::Deprecated);
}
