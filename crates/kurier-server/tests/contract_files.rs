//! Keeps what is written from the contract equal to it: docs/openapi.json, docs/asyncapi.json, the collection, and the
//! tables inside docs/api.md and docs/moving.md.
#![expect(clippy::expect_used, reason = "a test that cannot be set up has failed")]

use kurier_server::contract::{self, Api, limits};
use serde::Serialize;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::path::{Path, PathBuf};

/// The address in published documents; a running installation shows its own.
const BASE: &str = "https://kurier.example";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn keep(file: &str, wanted: &str) {
    let path = root().join(file);
    if std::env::var_os("KURIER_GEN").is_some() {
        std::fs::write(&path, wanted).expect("the file can be written");
    }
    let found = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(found == wanted, "{file} is stale: cargo xtask gen");
}

fn keep_json(file: &str, wanted: &Value) {
    // One space a level: the documents are deep, and half of their size would be blanks.
    let layout = serde_json::ser::PrettyFormatter::with_indent(b" ");
    let mut text = Vec::new();
    let mut writer = serde_json::Serializer::with_formatter(&mut text, layout);
    wanted.serialize(&mut writer).expect("JSON can be written");
    keep(file, &format!("{}\n", String::from_utf8(text).expect("JSON is text")));
}

/// Replaces what stands between two marks.
fn keep_part(file: &str, begin: &str, end: &str, part: &str) {
    let text = std::fs::read_to_string(root().join(file)).expect("the file is there");
    let start = text.find(begin).expect("the first mark is there");
    let start =
        start + text[start..].find("-->\n").expect("the mark ends its line") + "-->\n".len();
    let stop = start + text[start..].find(end).expect("the last mark is there");
    keep(file, &format!("{}{part}{}", &text[..start], &text[stop..]));
}

#[test]
fn the_openapi_document_is_what_the_descriptions_say() {
    keep_json("docs/openapi.json", &contract::openapi(BASE));
}

#[test]
fn the_asyncapi_document_is_what_the_descriptions_say() {
    keep_json("docs/asyncapi.json", &contract::asyncapi(BASE));
}

#[test]
fn the_collection_is_what_the_descriptions_say() {
    keep_json("docs/kurier.postman_collection.json", &contract::postman());
}

#[test]
fn the_table_of_limits_is_the_one_that_is_tested() {
    keep_part("docs/api.md", "<!-- limits:", "<!-- end of limits -->", &limits::markdown());
}

#[test]
fn the_table_of_compatibility_is_what_the_examples_cover() {
    let table = compatibility();
    keep_part("docs/moving.md", "<!-- compatibility:", "<!-- end of compatibility -->", &table);
}

#[test]
fn the_table_of_numbers_is_the_one_the_sandbox_has() {
    let table = kurier_server::sandbox_api::numbers::markdown();
    keep_part("docs/sandbox.md", "<!-- numbers:", "<!-- end of numbers -->", &table);
}

fn compatibility() -> String {
    let covered: Vec<_> = ["examples/pywa", "examples/kapso", "examples/great-detail"]
        .map(|client| marks(&checks(client)))
        .into();
    let mut table = String::from("| call | pywa | kapso | great-detail |\n|---|---|---|---|\n");
    let mut known = Vec::new();
    for operation in contract::operations().iter().filter(|one| one.api == Api::Business) {
        let call = format!("{} {}", operation.method, operation.path);
        let of = |client: usize| covered.get(client).and_then(|marks| marks.get(&call));
        let checked =
            |client| of(client).map_or_else(|| "–".to_owned(), |checks| checks.join(", "));
        // Writing to a String cannot fail.
        let _infallible =
            writeln!(table, "| `{call}` | {} | {} | {} |", checked(0), checked(1), checked(2));
        known.push(call);
    }
    for call in covered.iter().flat_map(BTreeMap::keys) {
        assert!(known.contains(call), "an example says that it covers {call}, which is no call");
    }
    table
}

/// What the programs of a client's example say, in the order of their names.
fn checks(folder: &str) -> String {
    let is_program = |path: &PathBuf| path.extension().is_some_and(|it| it == "py" || it == "mjs");
    let listed = std::fs::read_dir(root().join(folder)).expect("a folder of examples");
    let mut programs: Vec<PathBuf> =
        listed.map(|entry| entry.expect("an entry").path()).filter(is_program).collect();
    programs.sort();
    programs.iter().map(|path| std::fs::read_to_string(path).expect("an example")).collect()
}

/// `covers: CALL, CALL` inside a check → the checks of each call.
fn marks(source: &str) -> BTreeMap<String, Vec<String>> {
    let mut found: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut check = String::new();
    for line in source.lines() {
        let line = line.trim();
        if let Some(name) = line.strip_prefix("def ").and_then(|rest| rest.split('(').next()) {
            check = name.replace('_', " ");
        } else if let Some(name) =
            line.strip_prefix("async \"").and_then(|rest| rest.split('"').next())
        {
            name.clone_into(&mut check);
        } else if let Some((_, calls)) = line.split_once("covers: ") {
            for call in calls.split(", ") {
                found.entry(call.to_owned()).or_default().push(check.clone());
            }
        }
    }
    found
}

#[test]
fn every_request_of_the_collection_names_an_operation() {
    let collection = contract::postman();
    let operations = contract::operations();
    let mut named = 0;
    for item in collection["item"].as_array().expect("folders") {
        for one in item["item"].as_array().expect("requests") {
            let request = &one["request"];
            let path: Vec<&str> = request["url"]["path"]
                .as_array()
                .expect("a path")
                .iter()
                .filter_map(Value::as_str)
                .collect();
            let path = format!("/{}", path.join("/"));
            let fits = operations.iter().any(|operation| {
                operation.id == one["name"]
                    && operation.method == request["method"]
                    && same_path(&operation.full_path(), &path)
            });
            assert!(fits, "{} {} {path}", one["name"], request["method"]);
            named += 1;
        }
    }
    assert_eq!(named, operations.len());
}

/// `{name}` and `:name` are the same; `{{upload}}` stands inside a segment.
fn same_path(ours: &str, theirs: &str) -> bool {
    let plain = |path: &str| path.replace([':', '{', '}'], "");
    plain(ours) == plain(theirs)
}
