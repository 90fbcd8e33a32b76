//! `GET /message_template_library` and `GET /{business}/message_template_library`: wordings to take over.

use super::call::Call;
use super::reply::Reply;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::paging::{PageRequest, page};
use kurier_wire::template::library;

pub(super) fn list(call: &Call) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let mut found = library(&call.params);
    if let Some(after) = &request.after {
        let place = found.iter().position(|(key, _)| key == after);
        let place = place.ok_or_else(|| GraphError::of(&error::CURSOR_INVALID).boxed())?;
        found.drain(..=place);
    }
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let cut = found.into_iter().map(|(key, one)| Ok((key, call.cut(one, "LibraryTemplate")?)));
    let elements = cut.collect::<Result<_, WireError>>()?;
    Ok(page(elements, more, &call.url()?).into())
}
