//! `POST /messages/{seq}/form`: asks the business what comes next in a form.

use super::extract::{self, Named};
use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_engine::flow::{Asked, ExchangeAction, ExchangeFault, Exchanged};
use kurier_policy::flow::limits::{ANSWER_BYTES, WORD_CHARS};
use kurier_policy::id::InboxSeq;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use std::sync::Arc;

/// What she asks.
#[derive(Deserialize)]
pub(crate) struct Body {
    action: String,
    #[serde(default)]
    screen: String,
    #[serde(default)]
    data: Map<String, Value>,
}

/// What the business says.
#[derive(Serialize)]
#[serde(untagged)]
pub(crate) enum Said {
    Screen { screen: String, data: Map<String, Value>, error: Option<String> },
    Done { done: Map<String, Value> },
}

pub(crate) async fn ask(
    State(app): State<Arc<App>>,
    session: Session,
    Named(seq): Named<u32>,
    extract::Body(body): extract::Body<Body>,
) -> Result<Json<Said>, Fault> {
    let asked = asked(body)?;
    let (person, seq) = (session.device.person, InboxSeq(seq));
    let exchanged = app.exchange.ask(&app.engine, person, seq, asked).await.map_err(told)?;
    Ok(Json(match exchanged {
        Exchanged::Screen { screen, data, error } => Said::Screen { screen, data, error },
        Exchanged::Done(done) => Said::Done { done },
    }))
}

fn asked(body: Body) -> Result<Asked, Fault> {
    let action = ExchangeAction::named(&body.action);
    let action =
        action.ok_or_else(|| Fault::bad_request("`action` must be INIT, BACK or data_exchange"))?;
    if body.screen.chars().count() > WORD_CHARS {
        return Err(Fault::bad_request("`screen` is too long"));
    }
    if Value::Object(body.data.clone()).to_string().len() > ANSWER_BYTES {
        return Err(Fault::new("too_long", "what was filled in is too long"));
    }
    Ok(Asked { action, screen: body.screen, data: body.data })
}

/// What a person is told; why it is so, the log says.
fn told(fault: ExchangeFault) -> Fault {
    let cause = fault.to_string();
    let shown = match fault {
        ExchangeFault::Engine(error) => return error.into(),
        ExchangeFault::Ended(said) => Fault::new("form_ended", said),
        ExchangeFault::Busy => Fault::new("try_again", "too many wait for an answer"),
        ExchangeFault::NoEndpoint
        | ExchangeFault::NoKey
        | ExchangeFault::Unreached(_)
        | ExchangeFault::Status(_)
        | ExchangeFault::KeyUnknown
        | ExchangeFault::Unreadable(_) => {
            Fault::new("form_unanswered", "the business does not answer right now")
        }
    };
    Fault { cause: cause.into(), ..shown }
}
