//! `POST /messages`: one message of a person without a socket.

use super::extract;
use super::fault::Fault;
use super::said::Said;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_store::record::{Inbound, Received};
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// A message as a device states it; also the socket's `send` frame.
#[derive(Deserialize)]
pub(crate) struct Body {
    pub(crate) client_id: String,
    pub(crate) business: String,
    pub(crate) content: Said,
    #[serde(default)]
    pub(crate) reply_to: Option<u32>,
}

#[derive(Serialize)]
pub(crate) struct Answer {
    seq: u32,
}

pub(crate) async fn send(
    State(app): State<Arc<App>>,
    session: Session,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<Answer>, Fault> {
    let seq = take(&app, session.device.person, body).await?;
    Ok(Json(Answer { seq: seq.0 }))
}

/// Stores the message and answers its place; a repeated `client_id` answers the first place again.
pub(crate) async fn take(app: &App, person: PersonId, body: Body) -> Result<InboxSeq, Fault> {
    let business = body.business.parse().map_err(|_| no_relation())?;
    let reply_to = body.reply_to.map(InboxSeq);
    let inbound = Inbound {
        person,
        business,
        content: body.content.settle(app, person, business, reply_to).await?,
        reply_to,
        client_id: body.client_id,
    };
    match app.engine.receive(inbound).await? {
        Received::Stored { message, .. } => Ok(message.seq),
        Received::NoRelation => Err(no_relation()),
        Received::Barred => {
            Err(Fault::new("barred", "this business takes no messages from you at present"))
        }
        Received::ContextUnknown => {
            Err(Fault::new("context_unknown", "the message answered is not in this conversation"))
        }
    }
}

fn no_relation() -> Fault {
    Fault::new("no_relation", "you have no open conversation with this business")
}
