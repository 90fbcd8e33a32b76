//! The parameters of a call whose body is a form of parts (`multipart/form-data`) without a file.

use axum::body::Bytes;
use futures_util::stream;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::{self, Params};
use multer::Multipart;
use std::convert::Infallible;

/// Most fields; their length is bounded by that of the body.
const FIELDS_MAX: usize = 64;

/// Merges query and body, whatever kind of body it is.
pub(super) async fn merge(
    query: &str,
    content_type: Option<&str>,
    body: Bytes,
) -> Result<Params, WireError> {
    if !params::is_multipart(content_type) {
        return params::merge(query, content_type, &body);
    }
    let boundary = multer::parse_boundary(content_type.unwrap_or_default())
        .map_err(|_| malformed("The form names no boundary in its Content-Type."))?;
    let whole = stream::iter([Ok::<_, Infallible>(body)]);
    let mut form = Multipart::new(whole, boundary);
    let mut fields = Vec::new();
    while let Some(field) = form.next_field().await.map_err(|_| unreadable())? {
        if field.file_name().is_some() {
            return Err(GraphError::of(&error::FILES_UNEXPECTED).boxed());
        }
        if fields.len() == FIELDS_MAX {
            return Err(malformed("The form has more than 64 fields."));
        }
        let Some(name) = field.name().map(str::to_owned) else { continue };
        let bytes = field.bytes().await.map_err(|_| unreadable())?;
        let text = String::from_utf8(bytes.into())
            .map_err(|_| malformed("A field of the form is not written in UTF-8."))?;
        fields.push((name, text));
    }
    params::merge_fields(query, fields)
}

fn unreadable() -> WireError {
    malformed("The body is no multipart/form-data, or broke off before its end.")
}

fn malformed(details: &'static str) -> WireError {
    GraphError::of(&error::MALFORMED_BODY).details(details).boxed()
}
