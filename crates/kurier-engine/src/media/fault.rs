//! Why a file could not be taken or given.

use super::blobs::BlobError;
use crate::EngineError;
use kurier_policy::media::MediaKind;
use kurier_store::port::StoreError;

/// Why a file could not be taken or given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum MediaFault {
    /// It has no bytes.
    #[error("the file is empty")]
    Empty,
    /// It is larger than files of its kind may be.
    #[error("{what} may have at most {max_bytes} bytes")]
    TooLarge {
        /// What it is.
        what: &'static str,
        /// How large it may be.
        max_bytes: u64,
    },
    /// Its media type is no media type.
    #[error("{0:?} is no media type")]
    BadType(String),
    /// What it is called cannot be kept.
    #[error("a file's name holds no NUL")]
    BadName,
    /// Its content is something else than what it is said to be.
    #[error("the file is said to be {said}, but {found}")]
    Mismatch {
        /// What it is said to be.
        said: String,
        /// What its content shows.
        found: String,
    },
    /// A picture that cannot be read, or should not be.
    #[error("the picture cannot be taken: {0}")]
    Picture(&'static str),
    /// A file of another kind is needed.
    #[error("{mime} cannot be sent as {}", .kind.name())]
    Kind {
        /// What it is.
        mime: String,
        /// As what it was to be sent.
        kind: MediaKind,
    },
    /// A link brought nothing.
    #[error("the link could not be fetched: {0}")]
    Link(String),
    /// The body broke off.
    #[error("the body broke off")]
    Broken,
    /// A piece of an upload that does not begin where the last one ended.
    #[error("the upload continues at byte {0}")]
    Offset(u64),
    /// More came than the upload was to have.
    #[error("more came than the {0} bytes that were announced")]
    TooLong(u64),
    /// An upload that came in too many pieces.
    #[error("it came in {0} pieces already, and that is the most: begin it anew with larger ones")]
    TooManyParts(usize),
    /// Too many uploads that are not finished.
    #[error("{0} uploads are open, and that is the most: finish one, or wait until one has ended")]
    TooManyUploads(u32),
    /// Its owner keeps too much already.
    #[error(
        "files of {kept} bytes are kept, and with it they would be more than the {max_bytes} that may be; delete some"
    )]
    Quota {
        /// What is kept.
        kept: u64,
        /// How much may be.
        max_bytes: u64,
    },
    /// The storage of files failed.
    #[error(transparent)]
    Blob(#[from] BlobError),
    /// Something else failed.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for MediaFault {
    fn from(error: StoreError) -> Self {
        Self::Engine(error.into())
    }
}

impl MediaFault {
    /// Whether something named does not exist.
    pub fn is_not_found(&self) -> bool {
        matches!(self, Self::Engine(error) if error.is_not_found())
            || matches!(self, Self::Blob(BlobError::Missing))
    }
}
