//! A connection with its prepared statements, and a transaction of several statements sent at once.

use super::fault::{Fault, Work};
use deadpool_postgres::{Client, Pool};
use std::future::Future;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicBool, Ordering};
use tokio_postgres::types::{BorrowToSql, ToSql};
use tokio_postgres::{Row, RowStream, Statement};

pub(super) type Given<'a> = &'a [&'a (dyn ToSql + Sync)];

/// How often a transaction that lost a race is run again.
const RETRIES: u32 = 10;

/// A connection on which statements run. One that is let go in the middle of a transaction (its
/// caller went away) is closed instead of being given back with the transaction open.
pub(super) struct Session {
    client: Option<Client>,
    in_transaction: AtomicBool,
}

impl Session {
    pub(super) async fn open(pool: &Pool) -> Work<Self> {
        let client = Some(pool.get().await?);
        Ok(Self { client, in_transaction: AtomicBool::new(false) })
    }

    /// A connection that is closed unless its transaction is known to have ended.
    pub(super) async fn begin(pool: &Pool) -> Work<Self> {
        let session = Self::open(pool).await?;
        session.in_transaction.store(true, Ordering::Relaxed);
        Ok(session)
    }

    fn client(&self) -> Work<&Client> {
        self.client.as_ref().ok_or_else(|| Fault::NoConnection("it is closed".to_owned()))
    }

    /// A prepared statement; sent to the server once a connection.
    pub(super) async fn prepared(&self, sql: &str) -> Work<Statement> {
        Ok(self.client()?.prepare_cached(sql).await?)
    }

    pub(super) async fn query(&self, sql: &str, given: Given<'_>) -> Work<Vec<Row>> {
        let statement = self.prepared(sql).await?;
        Ok(self.client()?.query(&statement, given).await?)
    }

    pub(super) async fn one(&self, sql: &str, given: Given<'_>) -> Work<Option<Row>> {
        let statement = self.prepared(sql).await?;
        Ok(self.client()?.query_opt(&statement, given).await?)
    }

    /// Runs a statement; answers how many rows it touched.
    pub(super) async fn run(&self, sql: &str, given: Given<'_>) -> Work<u64> {
        let statement = self.prepared(sql).await?;
        Ok(self.client()?.execute(&statement, given).await?)
    }

    /// Rows as they come, for what does not fit into memory.
    pub(super) async fn stream<P, I>(&self, sql: &str, given: I) -> Work<RowStream>
    where
        P: BorrowToSql,
        I: IntoIterator<Item = P>,
        I::IntoIter: ExactSizeIterator,
    {
        let statement = self.prepared(sql).await?;
        Ok(self.client()?.query_raw(&statement, given).await?)
    }

    /// Several statements in one go, without parameters and answers.
    pub(super) async fn batch(&self, sql: &str) -> Work<()> {
        Ok(self.client()?.batch_execute(sql).await?)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if *self.in_transaction.get_mut()
            && let Some(client) = self.client.take()
        {
            drop(Client::take(client));
        }
    }
}

/// The tries of one transaction.
#[derive(Default)]
pub(super) struct Tries(u32);

impl Tries {
    /// Ends the transaction of a step that failed; says whether it is to be run again.
    pub(super) async fn settle<T>(
        &mut self,
        mut session: Session,
        done: Work<T>,
    ) -> ControlFlow<Work<T>> {
        let ended = done.is_ok() || session.batch(ROLLBACK).await.is_ok();
        *session.in_transaction.get_mut() = !ended;
        match done {
            Err(fault) if fault.is_lost_race() && self.0 < RETRIES => {
                self.0 += 1;
                tracing::debug!(tries = self.0, "a transaction lost a race and is run again");
                ControlFlow::Continue(())
            }
            done => ControlFlow::Break(done),
        }
    }
}

/// Says what a step answers, for the inference of types.
pub(super) fn step<T, F: Future<Output = Work<T>>>(step: F) -> F {
    step
}

/// `transact!(pool, session => { … })`: runs the block on a connection, inside a transaction that it
/// begins itself with [`BEGIN`] and ends with [`COMMIT`] (so that these travel with other statements);
/// again if it lost a race. Whatever goes wrong, nothing of it stays, except when the answer to
/// COMMIT is lost: then nobody knows. A macro, because the future of a function that takes an async
/// closure cannot be shown to be `Send`.
macro_rules! transact {
    ($pool:expr, $session:ident => $body:block) => {{
        let mut tries = $crate::postgres::session::Tries::default();
        loop {
            let opened = $crate::postgres::session::Session::begin(&$pool).await?;
            let $session = &opened;
            let done = $crate::postgres::session::step(async { $body }).await;
            if let std::ops::ControlFlow::Break(done) = tries.settle(opened, done).await {
                break done;
            }
        }
    }};
}
pub(super) use transact;

pub(super) const BEGIN: &str = "BEGIN";
pub(super) const COMMIT: &str = "COMMIT";
pub(super) const ROLLBACK: &str = "ROLLBACK";

/// Polls two in order, so that their statements are sent in order; both are under way at once. Each lies
/// on the heap, or futures of many would grow without bound.
pub(super) fn both<A, B>(
    first: impl Future<Output = Work<A>>,
    second: impl Future<Output = Work<B>>,
) -> impl Future<Output = Work<(A, B)>> {
    futures_util::future::try_join(Box::pin(first), Box::pin(second))
}

/// A statement or several of a store that need no transaction of their own.
macro_rules! on {
    ($store:expr, $session:ident => $how:expr) => {{
        $store.ensure_open()?;
        let opened = $crate::postgres::session::Session::open(&$store.pool)
            .await
            .map_err($crate::postgres::fault::Fault::into_store_error)?;
        let $session = &opened;
        $how.await.map_err($crate::postgres::fault::Fault::into_store_error)
    }};
}
pub(super) use on;
