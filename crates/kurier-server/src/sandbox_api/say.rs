//! `POST /people/{person}/say`: she writes a text, sends a place, contacts, a file of hers or a form she filled in.

use super::find;
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id};
use crate::people_api::fault::Fault;
use crate::people_api::said::{OwnFile, OwnForm};
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::content::{ContactCard, Content, Location};
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
    #[serde(default)]
    contacts: Option<Vec<ContactCard>>,
    /// A file that she uploaded over the people API.
    #[serde(default)]
    media: Option<OwnFile>,
    /// What she filled in of the form of the message it answers.
    #[serde(default)]
    form: Option<OwnForm>,
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
    let business = find::business(&app, body.waba_id.as_deref()).await?;
    let reply_to = match body.reply_to {
        Some(wamid) => Some(find::place(&app, person, &wamid).await?),
        None => None,
    };
    let content = match (body.text, body.location, body.contacts, body.media, body.form) {
        (Some(text), None, None, None, None) => Content::Text { body: text, preview_url: false },
        (None, Some(location), None, None, None) => Content::Location(location),
        (None, None, Some(contacts), None, None) => Content::Contacts { contacts },
        (None, None, None, Some(file), None) => {
            Content::Media(file.hand_over(&app, person, business).await?)
        }
        (None, None, None, None, Some(form)) => {
            form.settle(&app, (business, person), reply_to).await?
        }
        _ => {
            return Err(Fault::bad_request("give one of text, location, contacts, media and form"));
        }
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
        Received::Barred => Err(Fault::new("barred", "the business takes no messages from her")),
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
