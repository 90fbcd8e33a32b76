//! One operation of the contract, and the words in which areas describe theirs.

use super::shape;
use serde_json::{Value, json};

/// Who speaks an interface: that decides how a call proves who it is, and the shape of errors.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Api {
    /// Businesses' programs: the WhatsApp Cloud API.
    Business,
    /// Addresses that ask for no credentials.
    Open,
    /// The messenger.
    People,
    /// The operator.
    Console,
    /// Tests, against a sandbox alone.
    Sandbox,
}

/// One operation.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `GET`, `POST`, `DELETE`.
    pub method: &'static str,
    /// With placeholders. Paths of the business API are without the version.
    pub path: &'static str,
    /// Its name in generated clients.
    pub id: &'static str,
    /// One sentence.
    pub summary: &'static str,
    /// Which interface it belongs to.
    pub api: Api,
    /// The area, as a heading.
    pub area: &'static str,
    /// What `{node}` may name; empty where another placeholder says it.
    pub nodes: &'static [&'static str],
    pub(super) description: String,
    pub(super) params: Vec<Value>,
    pub(super) body: Option<Value>,
    pub(super) content: Option<(&'static str, Value)>,
    pub(super) answers: Vec<(&'static str, &'static str, Value)>,
    pub(super) codes: Vec<u32>,
    pub(super) faults: Vec<u16>,
}

impl Operation {
    fn new(
        method: &'static str,
        path: &'static str,
        id: &'static str,
        summary: &'static str,
    ) -> Self {
        Self {
            method,
            path,
            id,
            summary,
            api: Api::Business,
            area: "",
            nodes: &[],
            description: String::new(),
            params: Vec::new(),
            body: None,
            content: None,
            answers: Vec::new(),
            codes: Vec::new(),
            faults: Vec::new(),
        }
    }

    pub(super) fn get(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("GET", path, id, summary)
    }

    pub(super) fn post(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("POST", path, id, summary)
    }

    pub(super) fn delete(path: &'static str, id: &'static str, summary: &'static str) -> Self {
        Self::new("DELETE", path, id, summary)
    }

    pub(super) fn of(self, api: Api, area: &'static str) -> Self {
        Self { api, area, ..self }
    }

    /// What `{node}` may name.
    pub(super) fn on(self, nodes: &'static [&'static str]) -> Self {
        Self { nodes, ..self }
    }

    pub(super) fn says(self, description: impl Into<String>) -> Self {
        Self { description: description.into(), ..self }
    }

    /// A parameter of the query.
    pub(super) fn query(self, name: &str, what: &str, shape: Value) -> Self {
        self.param("query", name, what, shape)
    }

    /// A parameter of the query without which the call is refused.
    #[expect(clippy::needless_pass_by_value, reason = "shapes are written inside each other")]
    pub(super) fn need(mut self, name: &str, what: &str, shape: Value) -> Self {
        self.params.push(json!({
            "name": name, "in": "query", "description": what, "required": true, "schema": shape,
        }));
        self
    }

    pub(super) fn header(self, name: &str, what: &str, shape: Value) -> Self {
        self.param("header", name, what, shape)
    }

    #[expect(clippy::needless_pass_by_value, reason = "shapes are written inside each other")]
    fn param(mut self, place: &str, name: &str, what: &str, shape: Value) -> Self {
        self.params.push(json!({
            "name": name, "in": place, "description": what, "schema": shape,
        }));
        self
    }

    /// `limit`, `after`, `before` of the Cloud API's lists.
    pub(super) fn paged(self) -> Self {
        self.query(
            "limit",
            "Elements on a page; brought inside 1 to 100.",
            shape::between(0, 1_000_000),
        )
        .query("after", "`paging.cursors.after` of the page before.", shape::cursor())
        .query("before", "`paging.cursors.before` of the page after.", shape::cursor())
        .refuses(&[131_059])
    }

    /// Field selection.
    pub(super) fn fields(self) -> Self {
        self.query(
            "fields",
            "Which fields are wanted, such as `id,name`; an unknown one is error 100.",
            json!({ "type": "string", "examples": ["id"] }),
        )
    }

    /// A JSON body.
    pub(super) fn body(self, shape: Value) -> Self {
        Self { body: Some(shape), ..self }
    }

    /// A body of another kind.
    pub(super) fn content(self, kind: &'static str, shape: Value) -> Self {
        Self { content: Some((kind, shape)), ..self }
    }

    /// The answer of a success.
    pub(super) fn answers(self, what: &'static str, shape: Value) -> Self {
        self.answers_with("200", what, shape)
    }

    pub(super) fn answers_with(
        mut self,
        status: &'static str,
        what: &'static str,
        shape: Value,
    ) -> Self {
        self.answers.push((status, what, shape));
        self
    }

    /// Error codes of the Cloud API that only some operations have.
    pub(super) fn refuses(mut self, codes: &[u32]) -> Self {
        self.codes.extend_from_slice(codes);
        self
    }

    /// HTTP statuses of errors of Kurier's own interfaces.
    pub(super) fn faults(mut self, statuses: &[u16]) -> Self {
        self.faults.extend_from_slice(statuses);
        self
    }

    /// The path as a document shows it.
    pub fn full_path(&self) -> String {
        match self.api {
            Api::Business => format!("/v23.0{}", self.path),
            _ => self.path.to_owned(),
        }
    }

    /// The names in braces.
    pub fn placeholders(&self) -> impl Iterator<Item = &'static str> {
        self.path.split('{').skip(1).filter_map(|rest| rest.split('}').next())
    }

    /// Codes of the error table that this operation can answer.
    pub fn codes(&self) -> Vec<u32> {
        const ANY: [u32; 8] = [1, 2, 4, 100, 190, 80_007, 131_000, 131_016];
        let mut codes: Vec<u32> = match self.api {
            Api::Business => ANY.into_iter().chain(self.codes.iter().copied()).collect(),
            _ => Vec::new(),
        };
        codes.sort_unstable();
        codes.dedup();
        codes
    }
}
