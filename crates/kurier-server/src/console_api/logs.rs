//! `GET /logs`: what this node does, as it happens, as server-sent events: calls, decisions and webhook
//! attempts. What people and businesses write is left out unless `bodies` asks for it.

use super::extract::{Params, id};
use crate::auth::operator::Operator;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::State;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures_util::stream::{Stream, unfold};
use kurier_engine::observe::Observed;
use kurier_policy::id::BusinessId;
use serde::Deserialize;
use serde_json::Value;
use std::convert::Infallible;
use std::sync::Arc;
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;
use tokio::sync::watch;

#[derive(Deserialize)]
pub(crate) struct Query {
    /// Only of this business; default: of all, and calls whose caller is not known.
    #[serde(default)]
    business: Option<String>,
    /// Whether to show what requests, answers and webhooks say.
    #[serde(default)]
    bodies: bool,
}

/// One who looks.
struct Look {
    lines: Receiver<Arc<Observed>>,
    stopping: watch::Receiver<bool>,
    business: Option<BusinessId>,
    bodies: bool,
}

pub(crate) async fn follow(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Params(query): Params<Query>,
) -> Result<Sse<impl Stream<Item = Result<Event, Infallible>>>, Fault> {
    let business = match query.business.as_deref() {
        Some(text) => Some(app.engine.store().business(id(text, "business")?).await?.id),
        None => None,
    };
    let look = Look {
        lines: app.observer.follow(),
        stopping: app.stopping.clone(),
        business,
        bodies: query.bodies,
    };
    let lines =
        unfold(look, |mut look| async move { look.next().await.map(|event| (Ok(event), look)) });
    Ok(Sse::new(lines).keep_alive(KeepAlive::default()))
}

impl Look {
    async fn next(&mut self) -> Option<Event> {
        loop {
            let line = tokio::select! {
                line = self.lines.recv() => line,
                _ = self.stopping.wait_for(|stopping| *stopping) => return None,
            };
            match line {
                Ok(line) if self.wants(&line) => match self.written(&line) {
                    Ok(event) => return Some(event),
                    Err(error) => tracing::warn!(%error, "a line of the log cannot be written"),
                },
                Ok(_) => {}
                // Who is too slow is told how much is missing.
                Err(RecvError::Lagged(missed)) => {
                    let told = serde_json::json!({ "t": "missed", "lines": missed });
                    return Event::default().json_data(told).ok();
                }
                Err(RecvError::Closed) => return None,
            }
        }
    }

    fn wants(&self, line: &Observed) -> bool {
        let of = match line {
            Observed::Api { business, .. } => *business,
            Observed::Trace { business, .. } | Observed::Webhook { business, .. } => {
                Some(*business)
            }
            // Money has a log of its own, which is kept.
            Observed::Ledger(_) => return false,
        };
        self.business.is_none_or(|wanted| of == Some(wanted))
    }

    fn written(&self, line: &Observed) -> Result<Event, axum::Error> {
        if self.bodies {
            return Event::default().json_data(line);
        }
        let mut value = serde_json::to_value(line).map_err(axum::Error::new)?;
        without_bodies(&mut value);
        Event::default().json_data(value)
    }
}

/// Leaves of a failure its code and title, of a decision its check that failed, and nothing of the rest.
fn without_bodies(line: &mut Value) {
    let error = line.pointer("/response/error/code").cloned();
    let title = line.pointer("/response/error/message").cloned();
    let Some(members) = line.as_object_mut() else { return };
    for hidden in ["request", "response", "body", "signature"] {
        members.remove(hidden);
    }
    for (name, value) in [("error", error), ("error_title", title)] {
        members.extend(value.map(|value| (name.to_owned(), value)));
    }
}
