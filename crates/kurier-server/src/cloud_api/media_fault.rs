//! Why a file was not taken, as an error of the business API.

use super::reply::{internal, of_store};
use kurier_engine::media::{BlobError, MediaFault};
use kurier_store::port::StoreError;
use kurier_wire::error::{self, GraphError, WireError};

/// The error for `fault`, about the parameter `field`.
pub(super) fn told(fault: MediaFault, field: &str) -> WireError {
    match fault {
        MediaFault::Engine(error) => internal(error),
        MediaFault::Blob(BlobError::Full) => of_store(StoreError::Full),
        MediaFault::Blob(fault) => {
            tracing::error!(%fault, "the storage of files failed");
            GraphError::of(&error::UNAVAILABLE)
                .details("The storage of files of this installation does not answer.")
                .boxed()
        }
        MediaFault::BadType(_) => {
            GraphError::of(&error::INVALID_PARAMETER).details(format!("`type`: {fault}.")).boxed()
        }
        MediaFault::BadName => GraphError::of(&error::INVALID_PARAMETER)
            .details(format!("`file_name`: {fault}."))
            .boxed(),
        MediaFault::TooManyParts(_) | MediaFault::TooManyUploads(_) => {
            GraphError::of(&error::INVALID_PARAMETER).details(format!("{fault}.")).boxed()
        }
        MediaFault::Offset(_) => GraphError::of(&error::INVALID_PARAMETER)
            .details(format!("`file_offset`: {fault}."))
            .boxed(),
        MediaFault::Broken => GraphError::of(&error::MALFORMED_BODY)
            .details("The body broke off before its end.")
            .boxed(),
        MediaFault::Link(_) => GraphError::of(&error::MEDIA_LINK_FAILED)
            .details(format!("`{field}`: {fault}."))
            .boxed(),
        MediaFault::Empty
        | MediaFault::TooLarge { .. }
        | MediaFault::TooLong(_)
        | MediaFault::Quota { .. }
        | MediaFault::Mismatch { .. }
        | MediaFault::Picture(_)
        | MediaFault::Kind { .. } => {
            GraphError::of(&error::MEDIA_UNFIT).details(format!("`{field}`: {fault}.")).boxed()
        }
    }
}
