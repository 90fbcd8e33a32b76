//! What can go wrong inside the backend, before it becomes a [`StoreError`].

use crate::port::StoreError;
use deadpool_postgres::PoolError;
use tokio_postgres::error::SqlState;

/// An error inside the backend.
#[derive(Debug)]
pub(super) enum Fault {
    /// An answer of the domain.
    Refused(StoreError),
    /// The driver failed.
    Sql(tokio_postgres::Error),
    /// No connection was to be had.
    NoConnection(String),
    /// What this node remembered has changed since.
    Outdated,
}

pub(super) type Work<T> = Result<T, Fault>;

impl From<StoreError> for Fault {
    fn from(error: StoreError) -> Self {
        Self::Refused(error)
    }
}
impl From<tokio_postgres::Error> for Fault {
    fn from(error: tokio_postgres::Error) -> Self {
        Self::Sql(error)
    }
}
impl From<PoolError> for Fault {
    fn from(error: PoolError) -> Self {
        Self::NoConnection(chain(&error))
    }
}

/// An error with its causes, which drivers tell only one by one.
pub(super) fn chain(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut cause = error.source();
    while let Some(inner) = cause {
        let inner_text = inner.to_string();
        if !text.contains(&inner_text) {
            text = format!("{text}: {inner_text}");
        }
        cause = inner.source();
    }
    text
}

impl Fault {
    /// Whether the transaction lost a race and may simply be run again: nothing of it is there.
    pub(super) fn is_lost_race(&self) -> bool {
        match self {
            Self::Outdated => true,
            Self::Sql(error) => matches!(
                error.code(),
                Some(&SqlState::T_R_SERIALIZATION_FAILURE | &SqlState::T_R_DEADLOCK_DETECTED)
            ),
            Self::Refused(_) | Self::NoConnection(_) => false,
        }
    }

    pub(super) fn into_store_error(self) -> StoreError {
        match self {
            Self::Refused(error) => error,
            Self::Sql(error) if error.code() == Some(&SqlState::DISK_FULL) => StoreError::Full,
            Self::Sql(error) => StoreError::Unavailable(chain(&error)),
            Self::NoConnection(why) => StoreError::Unavailable(why),
            Self::Outdated => StoreError::Unavailable("a recipient keeps changing".to_owned()),
        }
    }
}

/// Whether an error says that a unique key is taken.
pub(super) fn is_taken(error: &tokio_postgres::Error) -> bool {
    error.code() == Some(&SqlState::UNIQUE_VIOLATION)
}

/// Turns a violated key into a conflict of the domain.
pub(super) fn conflict(what: &'static str) -> impl Fn(tokio_postgres::Error) -> Fault {
    move |error| {
        if is_taken(&error) { StoreError::Conflict(what).into() } else { Fault::Sql(error) }
    }
}
