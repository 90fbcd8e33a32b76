use std::collections::HashMap;
use std::path::Path;

use serde::Deserialize;
use serde_json::Value;

use crate::PressError;

/// Name of the file that says what is expected of the files beside it.
pub(super) const EXPECTATIONS: &str = "expect.json";

/// What is expected of one file.
#[derive(Debug, Deserialize)]
struct Entry {
    file: String,
    conds: Vec<Value>,
}

/// One expectation: the value at a path.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Condition {
    pub(super) path: Vec<Value>,
    pub(super) value: Value,
}

/// The expectations of a folder by file; nothing when it has none.
pub(super) fn load(folder: &Path) -> Result<HashMap<String, Vec<Condition>>, PressError> {
    let path = folder.join(EXPECTATIONS);
    if !path.exists() {
        return Ok(HashMap::new());
    }
    let text =
        std::fs::read(&path).map_err(|source| PressError::Read { path: path.clone(), source })?;
    let entries: Vec<Entry> = serde_json::from_slice(&text)
        .map_err(|fault| PressError::Shape { path, why: fault.to_string() })?;
    let conditions = |conds: Vec<Value>| conds.into_iter().filter_map(equality).collect();
    Ok(entries.into_iter().map(|entry| (entry.file, conditions(entry.conds))).collect())
}

/// `["eq", [path…], value]`; other kinds are about the parser they were written for.
fn equality(condition: Value) -> Option<Condition> {
    let Value::Array(mut parts) = condition else { return None };
    if parts.len() != 3 || parts.first()?.as_str() != Some("eq") {
        return None;
    }
    let value = parts.pop()?;
    let Value::Array(path) = parts.pop()? else { return None };
    Some(Condition { path, value })
}
