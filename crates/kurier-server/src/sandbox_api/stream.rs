//! `GET /stream`: the live view as server-sent events; the data of each is one line as JSON.

use crate::auth::operator::Operator;
use crate::state::App;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use kurier_engine::observe::Observed;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

pub(crate) async fn stream(
    State(app): State<Arc<App>>,
    _operator: Operator,
) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let lines = unfold(app.observer.follow(), |mut lines| async move {
        next(&mut lines).await.map(|event| (Ok(event), lines))
    });
    Sse::new(lines).keep_alive(KeepAlive::default())
}

async fn next(lines: &mut Receiver<Arc<Observed>>) -> Option<Event> {
    loop {
        match lines.recv().await {
            Ok(line) => match Event::default().json_data(&*line) {
                Ok(event) => return Some(event),
                Err(error) => tracing::warn!(%error, "a line of the live view cannot be written"),
            },
            // Who is too slow misses lines; the newest ones matter.
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return None,
        }
    }
}
