//! `POST /people/{person}/say`: she writes a text or sends a place.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::content::{Content, Location};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId};
use kurier_store::record::{Inbound, Received};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Say {
    #[serde(default)]
    waba_id: Option<String>,
    #[serde(default)]
    text: Option<String>,
    #[serde(default)]
    location: Option<Location>,
    /// Message id of the message it answers.
    #[serde(default)]
    reply_to: Option<String>,
}

/// A person's message that is stored.
#[derive(Serialize)]
pub(crate) struct Said {
    wamid: String,
    seq: u32,
}

pub(crate) async fn say(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Say>,
) -> Result<Json<Said>, Fault> {
    let content = match (body.text, body.location) {
        (Some(text), None) => Content::Text { body: text, preview_url: false },
        (None, Some(location)) => Content::Location(location),
        _ => return Err(Fault::bad_request("give either text or location")),
    };
    let business = find::business(&app, body.waba_id.as_deref()).await?;
    let reply_to = match body.reply_to {
        Some(wamid) => Some(find::place(&app, person, &wamid).await?),
        None => None,
    };
    take(&app, person, business, content, reply_to).await.map(Json)
}

/// Stores her message the way a device's is stored.
pub(super) async fn take(
    app: &App,
    person: PersonId,
    business: BusinessId,
    content: Content,
    reply_to: Option<InboxSeq>,
) -> Result<Said, Fault> {
    let person = app.engine.store().person(person).await?.id;
    let client_id = client_id(app);
    let inbound = Inbound { person, business, content, reply_to, client_id };
    match app.engine.receive(inbound).await? {
        Received::Stored { message, .. } => {
            Ok(Said { wamid: app.engine.keys().wamid.encode(message), seq: message.seq.0 })
        }
        Received::NoRelation => {
            Err(Fault::new("no_relation", "she has no open conversation with this business"))
        }
        Received::Barred => {
            Err(Fault::new("barred", "the business takes no messages from her"))
        }
        Received::ContextUnknown => {
            Err(Fault::new("context_unknown", "that message is not in this conversation"))
        }
    }
}

/// Unlike any other call's: a scripted message is never a repeat.
fn client_id(app: &App) -> String {
    static CALLS: AtomicU64 = AtomicU64::new(0);
    let call = CALLS.fetch_add(1, Ordering::Relaxed);
    format!("sandbox-{}-{}-{call}", app.engine.clock().now().0, std::process::id())
}
