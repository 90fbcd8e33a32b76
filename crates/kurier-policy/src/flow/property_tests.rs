//! No text makes the reader panic, and what it read and printed it reads the same.

use super::tests::sample;
use super::validate;
use proptest::prelude::*;
use serde_json::{Map, Value, json};

/// Words that steer the reader into its branches.
const WORDS: [&str; 24] = [
    "type",
    "name",
    "screens",
    "layout",
    "children",
    "version",
    "7.3",
    "id",
    "ASK",
    "Form",
    "Footer",
    "If",
    "then",
    "cases",
    "Switch",
    "${data.x}",
    "${form.who}",
    "data-source",
    "text",
    "payload",
    "on-click-action",
    "navigate",
    "Dropdown",
    "RadioButtonsGroup",
];

fn word() -> impl Strategy<Value = String> {
    prop_oneof![prop::sample::select(&WORDS[..]).prop_map(str::to_owned), ".{0,6}"]
}

fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::Bool),
        any::<i32>().prop_map(|number| json!(number)),
        word().prop_map(Value::String),
    ];
    leaf.prop_recursive(5, 48, 6, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..6).prop_map(Value::Array),
            prop::collection::vec((word(), inner), 0..6)
                .prop_map(|members| Value::Object(members.into_iter().collect::<Map<_, _>>())),
        ]
    })
}

/// Every place of a value, as JSON pointers.
fn pointers(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Array(items) => {
            for (place, item) in items.iter().enumerate() {
                pointers(item, &format!("{at}/{place}"), found);
            }
        }
        Value::Object(members) => {
            for (name, member) in members {
                pointers(member, &format!("{at}/{name}"), found);
            }
        }
        _ => {}
    }
}

fn text_of(len: std::ops::RangeInclusive<usize>) -> impl Strategy<Value = String> {
    let len = (*len.start(), *len.end());
    prop::collection::vec(prop::char::range('a', 'z'), len.0..=len.1)
        .prop_map(|letters| letters.into_iter().collect())
}

proptest! {
    #[test]
    fn no_json_makes_the_reader_panic(value in anything()) {
        let _told = validate(&value.to_string());
    }

    #[test]
    fn no_text_makes_the_reader_panic(text in ".{0,200}") {
        let _told = validate(&text);
    }

    /// A form with one place replaced: deep inside the reader, not only at its door.
    #[test]
    fn no_changed_form_makes_the_reader_panic(
        place in any::<prop::sample::Index>(),
        value in anything(),
        cut in any::<prop::sample::Index>(),
    ) {
        let mut form = sample();
        let mut all = Vec::new();
        pointers(&form, "", &mut all);
        let place = &all[place.index(all.len())];
        *form.pointer_mut(place).unwrap() = value;
        let text = form.to_string();
        if let Ok(read) = validate(&text) {
            prop_assert_eq!(validate(&read.print().to_string()), Ok(read));
        }
        let cut = text.char_indices().nth(cut.index(text.chars().count())).unwrap().0;
        let _told = validate(&text[..cut]);
    }

    #[test]
    fn a_valid_form_printed_and_read_again_is_the_same(
        heading in text_of(1..=80),
        label in text_of(1..=20),
        choices in prop::collection::btree_map(text_of(1..=8), text_of(1..=30), 1..=20),
        required in prop::option::of(any::<bool>()),
        most in prop::option::of(0_u32..5_000),
        payload in anything().prop_filter("no references", |it| !it.to_string().contains("${")),
    ) {
        let mut form = sample();
        form["screens"][0]["layout"]["children"][0]["text"] = json!(heading);
        let field = &mut form["screens"][0]["layout"]["children"][2]["children"][0];
        field["label"] = json!(label);
        if let Some(required) = required {
            field["required"] = json!(required);
        }
        if let Some(most) = most {
            field["max-chars"] = json!(most);
        }
        let items: Vec<Value> = choices.iter().map(|(id, title)| json!({ "id": id, "title": title })).collect();
        let last = &mut form["screens"][1]["layout"]["children"];
        last[3]["data-source"] = json!(items);
        last[4]["on-click-action"]["payload"]["any"] = payload;
        let read = validate(&form.to_string());
        prop_assert!(read.is_ok(), "{:?}", read);
        let read = read.unwrap();
        prop_assert_eq!(validate(&read.print().to_string()), Ok(read));
    }
}
