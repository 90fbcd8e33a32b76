//! `POST /people/{person}/tap`: she taps a button of a message, or chooses a row of its list.

use super::{find, say};
use crate::auth::operator::Operator;
use crate::console_api::extract::{Body, Id, id};
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::content::{Content, RenderedButton};
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::PersonId;
use serde::Deserialize;
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Tap {
    #[serde(default)]
    waba_id: Option<String>,
    /// Message id; default: her newest message with buttons to tap.
    #[serde(default)]
    message: Option<String>,
    /// Place among all buttons of the message, or among all rows of its list, from 0.
    #[serde(default)]
    index: Option<usize>,
    /// Id of a reply button or row, or payload of a quick reply.
    #[serde(default)]
    id: Option<String>,
    /// What the button or row says.
    #[serde(default)]
    title: Option<String>,
}

/// A button that answers, with its place in the message.
pub(super) struct Answer {
    place: usize,
    pub(super) content: Content,
}

pub(crate) async fn tap(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Id(person): Id<PersonId>,
    Body(body): Body<Tap>,
) -> Result<Json<say::Said>, Fault> {
    let entry = if let Some(wamid) = &body.message {
        let seq = find::place(&app, person, wamid).await?;
        find::entry(&app, person, seq).await?
    } else {
        let business = body.waba_id.as_deref().map(|text| id(text, "waba_id")).transpose()?;
        find::newest(&app, person, business, |entry| !answers(entry).is_empty()).await?
    };
    let content = chosen(&body, answers(&entry))?;
    say::take(&app, person, entry.business, content, Some(entry.seq)).await.map(Json)
}

fn chosen(body: &Tap, answers: Vec<Answer>) -> Result<Content, Fault> {
    answers
        .into_iter()
        .find(|answer| {
            let (key, label) = match &answer.content {
                Content::ButtonReply { id, title } | Content::ListReply { id, title, .. } => {
                    (id, title)
                }
                Content::QuickReply { payload, text } => (payload, text),
                _ => return false,
            };
            body.index.is_none_or(|index| index == answer.place)
                && body.id.as_ref().is_none_or(|id| id == key)
                && body.title.as_ref().is_none_or(|title| title == label)
        })
        .map(|answer| answer.content)
        .ok_or_else(|| Fault::bad_request("that message has no such button to answer with"))
}

/// What a message's buttons answer; buttons that open a page or copy a code answer nothing.
pub(super) fn answers(entry: &InboxEntry) -> Vec<Answer> {
    let EntryKind::FromBusiness { content, .. } = &entry.kind else { return Vec::new() };
    let all: Vec<Option<Content>> = match content {
        Content::Buttons(message) => message
            .buttons
            .iter()
            .map(|button| {
                Some(Content::ButtonReply { id: button.id.clone(), title: button.title.clone() })
            })
            .collect(),
        Content::Carousel(message) => message
            .cards
            .iter()
            .flat_map(|card| &card.buttons)
            .map(|button| {
                Some(Content::ButtonReply { id: button.id.clone(), title: button.title.clone() })
            })
            .collect(),
        Content::List(message) => message
            .sections
            .iter()
            .flat_map(|section| &section.rows)
            .map(|row| {
                Some(Content::ListReply {
                    id: row.id.clone(),
                    title: row.title.clone(),
                    description: row.description.clone(),
                })
            })
            .collect(),
        Content::Template(message) => message
            .buttons
            .iter()
            .chain(message.cards.iter().flat_map(|card| &card.buttons))
            .map(|button| match button {
                RenderedButton::QuickReply { text, payload } => {
                    Some(Content::QuickReply { payload: payload.clone(), text: text.clone() })
                }
                _ => None,
            })
            .collect(),
        _ => Vec::new(),
    };
    all.into_iter()
        .enumerate()
        .filter_map(|(place, content)| content.map(|content| Answer { place, content }))
        .collect()
}
