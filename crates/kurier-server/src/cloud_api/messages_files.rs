//! The files that a message names: they are there, and the business's, before anything is decided.

use super::call::Call;
use super::media_fault;
use super::reply::internal;
use kurier_engine::media::MediaFault;
use kurier_policy::content::Attachment;
use kurier_policy::id::MediaId;
use kurier_policy::media::MediaKind;
use kurier_policy::pilot::Feature;
use kurier_policy::time::Timestamp;
use kurier_store::record::{Media, MediaOwner};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::send::{FileCall, FileSource};

/// The files as the message will carry them, in their order; each must be there until `until`. Links are
/// fetched here.
pub(super) async fn files(
    call: &Call,
    named: &[FileCall],
    until: Option<Timestamp>,
) -> Result<Vec<Attachment>, WireError> {
    let mut files = Vec::with_capacity(named.len());
    for file in named {
        let found = find(call, file).await?;
        if until.is_some_and(|until| found.expires_at <= until) {
            return Err(gone_by_then(&file.field));
        }
        let attached = call.app.media.attached(&found, file.kind).await;
        let mut attached = attached.map_err(|fault| media_fault::told(fault, &file.field))?;
        if file.kind == MediaKind::Document && file.filename.is_some() {
            attached.filename.clone_from(&file.filename);
        }
        files.push(attached);
    }
    Ok(files)
}

async fn find(call: &Call, file: &FileCall) -> Result<Media, WireError> {
    let business = call.business().id;
    let library = &call.app.media;
    let id = match &file.source {
        FileSource::Id(id) => *id,
        // On the heap: most messages fetch nothing, and need not carry the state of it.
        FileSource::Link(link) => Box::pin(fetched(call, file, link)).await?,
    };
    let media = library.media(MediaOwner::Business(business), id).await;
    media.map_err(|fault| not_found(fault, &file.field, id))
}

/// What a link brings. Nothing is fetched for whoever may not send it.
async fn fetched(call: &Call, file: &FileCall, link: &str) -> Result<MediaId, WireError> {
    let business = call.business().id;
    call.app.engine.require(business, Feature::Media).await.map_err(internal)?;
    let taken = call.app.media.take_link(business, link, file.kind).await;
    taken.map_err(|fault| media_fault::told(fault, &file.field))
}

fn gone_by_then(field: &str) -> WireError {
    GraphError::of(&error::PARAMETER_VALUE)
        .details(format!("`{field}`: this file will no longer be there at the time of `send_at`."))
        .hint("Upload the file again, or send earlier.")
        .boxed()
}

/// What belongs to others is told like what does not exist.
fn not_found(fault: MediaFault, field: &str, id: MediaId) -> WireError {
    if !fault.is_not_found() {
        return media_fault::told(fault, field);
    }
    GraphError::of(&error::PARAMETER_VALUE)
        .details(format!("`{field}`: there is no file {id} of this business, or its time is over."))
        .hint("Upload the file again and use the new id.")
        .boxed()
}
