//! `GET /numbers`: the table, for programs.

use super::table::NUMBERS;
use crate::auth::operator::Operator;
use axum::Json;
use serde_json::{Value, json};

pub(crate) async fn list(_operator: Operator) -> Json<Value> {
    let row = |one: &super::Number| json!({ "number": format!("+{}", one.digits), "name": one.name, "seen": one.seen });
    Json(json!({ "data": NUMBERS.iter().map(row).collect::<Vec<_>>() }))
}
