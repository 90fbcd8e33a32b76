//! A form with a file (`multipart/form-data`), read as it comes: small fields into memory, the file into the storage.

use super::media_fault;
use crate::incoming::{Budget, Incoming, Stopped};
use crate::state::App;
use axum::body::Body;
use axum::http::header;
use axum::http::request::Parts;
use kurier_engine::media::Draft;
use kurier_policy::media::MEDIA_BYTES;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::{self, Params};
use multer::{Field, Multipart};
use serde_json::Value;

/// Before the file, and again after it: other fields, and what separates them. Whoever calls may send no more than that
/// before it is known who that is; the reader of forms holds it in memory, and looks through it again with each piece.
const AROUND_BYTES: u64 = 64 * 1024;
/// Longest value of a small field, in bytes.
const FIELD_BYTES: usize = 8 * 1024;
/// Most fields.
const FIELDS: usize = 32;
/// The field that holds the file.
const FILE: &str = "file";

/// A form on its way in.
pub(super) struct Form {
    /// Query and small fields.
    pub(super) params: Params,
    fields: Option<Multipart<'static>>,
    file: Option<Field<'static>>,
    seen: usize,
    budget: Budget,
}

/// The file of a form.
pub(super) struct FormFile {
    pub(super) draft: Draft,
    /// Its `Content-Type`.
    pub(super) said: String,
    pub(super) name: Option<String>,
}

pub(super) fn malformed(details: &'static str) -> WireError {
    GraphError::of(&error::MALFORMED_BODY).details(details).boxed()
}

/// A form that cannot be read.
#[expect(clippy::needless_pass_by_value, reason = "given to map_err as it is")]
fn unreadable(error: multer::Error) -> WireError {
    if is_too_long(&error) {
        return malformed("The fields of the form around the file take more than 64 KiB.");
    }
    malformed("The body is no multipart/form-data, or broke off before its end.")
}

/// As [`unreadable`], of the file.
fn unreadable_file(error: multer::Error) -> WireError {
    if is_too_long(&error) {
        return GraphError::of(&error::MEDIA_UNFIT)
            .details("`file`: the body is larger than any file may be.")
            .boxed();
    }
    unreadable(error)
}

fn is_too_long(error: &multer::Error) -> bool {
    matches!(
        error,
        multer::Error::StreamReadFailed(cause)
            if cause.downcast_ref::<Stopped>() == Some(&Stopped::TooLong)
    )
}

impl Form {
    /// Reads nothing yet. A body that is no form brings no file; what it needs is told after it is known who calls.
    pub(super) fn begin(parts: &Parts, body: Body) -> Result<Self, WireError> {
        let params = params::merge(parts.uri.query().unwrap_or_default(), None, &[])?;
        let kind = parts.headers.get(header::CONTENT_TYPE).and_then(|it| it.to_str().ok());
        let boundary = kind.and_then(|kind| multer::parse_boundary(kind).ok());
        let budget = Budget::of(AROUND_BYTES);
        let body = Incoming::within(body, budget.clone());
        let fields = boundary.map(|boundary| Multipart::new(body, boundary));
        Ok(Self { params, fields, file: None, seen: 0, budget })
    }

    /// A small field, or a parameter of the query.
    pub(super) fn text(&self, name: &str) -> Option<String> {
        self.params.get(name).and_then(Value::as_str).map(str::to_owned)
    }

    /// Reads small fields up to the file, or to the end.
    pub(super) async fn read_to_file(&mut self) -> Result<(), WireError> {
        while let Some(field) = self.next().await? {
            if field.name() == Some(FILE) {
                self.file = Some(field);
                return Ok(());
            }
            self.keep(field).await?;
        }
        Ok(())
    }

    /// Reads the file and what comes after it. It must be known who calls.
    pub(super) async fn read_rest(&mut self, app: &App) -> Result<Option<FormFile>, WireError> {
        let Some(field) = self.file.take() else { return Ok(None) };
        let said = field.content_type().map(ToString::to_string).unwrap_or_default();
        let name = field.file_name().map(str::to_owned);
        self.budget.set(MEDIA_BYTES + AROUND_BYTES);
        let draft = write(app, field, &self.budget).await?;
        self.budget.set(AROUND_BYTES);
        while let Some(field) = self.next().await? {
            if field.name() == Some(FILE) {
                return Err(malformed("`file` is given more than once."));
            }
            self.keep(field).await?;
        }
        Ok(Some(FormFile { draft, said, name }))
    }

    async fn next(&mut self) -> Result<Option<Field<'static>>, WireError> {
        let Some(fields) = &mut self.fields else { return Ok(None) };
        self.seen += 1;
        if self.seen > FIELDS {
            return Err(malformed("The form has too many fields."));
        }
        self.budget.feed(fields.next_field()).await.map_err(unreadable)
    }

    async fn keep(&mut self, mut field: Field<'static>) -> Result<(), WireError> {
        let Some(name) = field.name().map(str::to_owned) else { return Ok(()) };
        let mut value = Vec::new();
        while let Some(piece) = self.budget.feed(field.chunk()).await.map_err(unreadable)? {
            value.extend_from_slice(&piece);
            if value.len() > FIELD_BYTES {
                return Err(malformed("A field of the form is too long."));
            }
        }
        let text = String::from_utf8(value)
            .map_err(|_| malformed("A field of the form is not written in UTF-8."))?;
        match self.params.get(&name) {
            Some(Value::String(other)) if *other != text => Err(GraphError::of(
                &error::PARAMETER_CONFLICT,
            )
            .details("The query and the form, or two fields of it, give different values for one parameter.")
            .boxed()),
            _ => {
                self.params.insert(name, Value::String(text));
                Ok(())
            }
        }
    }
}

async fn write(app: &App, mut field: Field<'static>, budget: &Budget) -> Result<Draft, WireError> {
    let told = |fault| media_fault::told(fault, FILE);
    let mut draft = app.media.draft().await.map_err(told)?;
    while let Some(piece) = budget.feed(field.chunk()).await.map_err(unreadable_file)? {
        draft.write(&piece).await.map_err(told)?;
    }
    Ok(draft)
}

#[cfg(test)]
#[path = "form_tests.rs"]
mod tests;
