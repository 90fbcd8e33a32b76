//! What can go wrong inside the backend, before it becomes a [`StoreError`].

use crate::port::StoreError;
use rusqlite::{ErrorCode, ffi};
use std::io::Write;

/// An error inside the backend.
#[derive(Debug)]
pub(super) enum Fault {
    /// An answer of the domain.
    Refused(StoreError),
    /// The driver failed.
    Sql(rusqlite::Error),
    /// A job found the disk full.
    OutOfSpace,
    /// The database file could not be flushed.
    Flush(std::io::Error),
}

pub(super) type Work<T> = Result<T, Fault>;

/// What a driver error means for the transaction it happened in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Severity {
    /// Undo this one job.
    Job,
    /// No space: undo the whole transaction; heals by itself.
    Full,
    /// The disk failed: what is on it is unknown. Stop.
    Fatal,
}

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}
impl From<rusqlite::Error> for Fault {
    fn from(error: rusqlite::Error) -> Self {
        Self::Sql(error)
    }
}

impl Fault {
    pub(super) fn severity(&self) -> Severity {
        match self {
            Self::Refused(_) => Severity::Job,
            Self::OutOfSpace => Severity::Full,
            Self::Flush(_) => Severity::Fatal,
            Self::Sql(error) => match error.sqlite_error_code() {
                Some(ErrorCode::DiskFull) => Severity::Full,
                Some(
                    ErrorCode::SystemIoFailure
                    | ErrorCode::DatabaseCorrupt
                    | ErrorCode::NotADatabase
                    | ErrorCode::CannotOpen
                    | ErrorCode::ReadOnly,
                ) => Severity::Fatal,
                _ => Severity::Job,
            },
        }
    }

    /// Whether a write failed, which a lack of room may explain: `SQLite` reports only ENOSPC as a
    /// full disk, not a quota, a file-size limit or an index file that cannot grow. A failed flush
    /// is never among these.
    pub(super) fn is_failed_write(&self) -> bool {
        let Self::Sql(error) = self else { return false };
        error.sqlite_error().is_some_and(|error| {
            matches!(
                error.extended_code,
                ffi::SQLITE_IOERR_WRITE
                    | ffi::SQLITE_IOERR_TRUNCATE
                    | ffi::SQLITE_IOERR_SHMSIZE
                    | ffi::SQLITE_IOERR_SHMMAP
            )
        })
    }

    pub(super) fn into_store_error(self) -> StoreError {
        match self {
            Self::Refused(error) => error,
            Self::OutOfSpace => StoreError::Full,
            Self::Flush(error) => StoreError::Unavailable(error.to_string()),
            Self::Sql(error) if error.sqlite_error_code() == Some(ErrorCode::DiskFull) => {
                StoreError::Full
            }
            Self::Sql(error) => StoreError::Unavailable(error.to_string()),
        }
    }
}

/// An outcome that nobody knows must not be answered as known: the process ends, and what is on
/// disk decides when it starts again.
pub(super) fn stop(why: &Fault) -> ! {
    tracing::error!(?why, "the disk failed; stopping");
    let mut stderr = std::io::stderr();
    drop(writeln!(
        stderr,
        "kurier: the disk failed ({why:?}); stopping so that nothing is answered wrongly"
    ));
    drop(stderr.flush());
    std::process::abort();
}

/// Whether an error says that a unique key is taken.
pub(super) fn is_taken(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::ConstraintViolation)
}

/// Turns a violated key into a conflict of the domain.
pub(super) fn conflict(what: &'static str) -> impl Fn(rusqlite::Error) -> Fault {
    move |error| {
        if is_taken(&error) { StoreError::Conflict(what).into() } else { Fault::Sql(error) }
    }
}
