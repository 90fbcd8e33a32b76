//! `GET /cards`: what asks her something. Nobody is told that she looked.

use super::fault::Fault;
use super::view::BusinessView;
use crate::auth::person::Session;
use crate::state::App;
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State};
use kurier_engine::invitation::ShownCard;
use kurier_policy::permission::Ask;
use kurier_store::record::CardKind;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

/// Most cards of one answer.
const MOST: usize = 50;

#[derive(Deserialize)]
pub(crate) struct Look {
    /// Only how many there are; nothing counts as shown.
    #[serde(default)]
    peek: bool,
    /// At most so many cards.
    limit: Option<usize>,
}

#[derive(Serialize)]
pub(crate) struct Cards {
    /// How many there are; when she looks, how many follow.
    count: usize,
    cards: Vec<CardView>,
}

#[derive(Serialize)]
struct CardView {
    id: String,
    kind: CardKind,
    business: BusinessView,
    /// What a yes would allow, in the words that her receipt will hold.
    asks: Vec<Ask>,
    /// A picture of the business, if it shows one.
    picture_url: Option<String>,
}

pub(crate) async fn list(
    State(app): State<Arc<App>>,
    session: Session,
    look: Result<Query<Look>, QueryRejection>,
) -> Result<Json<Cards>, Fault> {
    let wrong = |_| Fault::bad_request("peek is true or false, limit a number");
    let Query(look) = look.map_err(wrong)?;
    let most = look.limit.unwrap_or(MOST).clamp(1, MOST);
    let found = app.engine.look_at_cards(session.device.person, look.peek, most).await?;
    let count = found.len();
    let mut cards = Vec::new();
    for one in found.into_iter().filter(|_| !look.peek) {
        cards.push(view(&app, one).await?);
    }
    Ok(Json(Cards { count, cards }))
}

async fn view(app: &App, one: ShownCard) -> Result<CardView, Fault> {
    let (store, business) = (app.engine.store(), one.business.id);
    let mut picture = None;
    for sender in store.senders(business).await? {
        // What nobody proved and looked at is shown to nobody.
        if picture.is_none() && store.onboarding(business, sender.id).await?.may_register().is_ok()
        {
            let profile = store.profile(business, sender.id).await?;
            picture = app.media.picture(business, &profile).await?;
        }
    }
    Ok(CardView {
        id: one.card.id.to_string(),
        kind: one.card.kind,
        business: BusinessView::of(&one.business, None),
        asks: one.asks,
        picture_url: picture.map(|address| format!("/media/{address}")),
    })
}
