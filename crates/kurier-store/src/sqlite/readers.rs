//! The pool of read-only connections.

use super::fault::Work;
use super::migrate;
use crate::port::{Result, StoreError};
use rusqlite::Connection;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Semaphore;

pub(super) struct Readers {
    idle: Arc<Mutex<Vec<Connection>>>,
    free: Arc<Semaphore>,
    in_place: bool,
}

impl Readers {
    /// `in_place`: see [`SqliteOptions::in_place`](super::SqliteOptions::in_place).
    pub(super) fn open(dir: &Path, count: usize, in_place: bool) -> Work<Self> {
        let count = count.max(1);
        let mut idle = Vec::with_capacity(count);
        for _ in 0..count {
            idle.push(migrate::open_reader(dir)?);
        }
        let free = Arc::new(Semaphore::new(count));
        Ok(Self { idle: Arc::new(Mutex::new(idle)), free, in_place })
    }

    /// Runs `read` on a connection of the pool, away from the async threads; in place on the caller's.
    pub(super) async fn run<T: Send + 'static>(
        &self,
        read: impl FnOnce(&Connection) -> Work<T> + Send + 'static,
    ) -> Result<T> {
        let closed = || StoreError::Unavailable("the store is closed".to_owned());
        let permit = self.free.clone().acquire_owned().await.map_err(|_| closed())?;
        let idle = self.idle.clone();
        let read = move || {
            let taken = idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
            let Some(conn) = taken else { return Err(closed()) };
            let result = read(&conn).map_err(super::fault::Fault::into_store_error);
            idle.lock().unwrap_or_else(PoisonError::into_inner).push(conn);
            drop(permit);
            result
        };
        if self.in_place {
            return read();
        }
        let task = tokio::task::spawn_blocking(read);
        task.await.map_err(|error| StoreError::Unavailable(error.to_string()))?
    }

    /// Refuses later reads; those under way end by themselves.
    pub(super) fn close(&self) {
        self.free.close();
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }
}
