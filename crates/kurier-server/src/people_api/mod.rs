//! What the messenger speaks; `docs/people-api.md` is the contract.

mod accept;
mod block;
mod budget;
mod budget_choose;
mod business;
mod card_answer;
mod cards;
mod extract;
pub(crate) mod fault;
mod form;
mod form_ask;
mod invite;
mod link;
mod link_enter;
mod me;
mod media;
mod permissions;
mod played;
mod preview;
mod receipt;
mod report;
mod report_undo;
pub(crate) mod said;
mod send;
mod sign_out;
mod socket;
mod survey;
mod undo;
mod view;
mod wanted;
mod why;
mod withdraw;

use crate::state::App;
use axum::Router;
use axum::routing::{get, post};
use std::sync::Arc;

/// The routes under `/people/v1`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/invites/{code}", get(invite::show))
        .route("/invites/{code}/accept", post(accept::accept))
        .route("/links/{code}", get(link::show))
        .route("/links/{code}/enter", post(link_enter::enter))
        .route("/me", get(me::show).post(me::change))
        .route("/businesses/{business}", get(business::show))
        .route("/budget", get(budget::show).post(budget_choose::choose))
        .route("/cards", get(cards::list))
        .route("/cards/{card}/accept", post(card_answer::accept))
        .route("/cards/{card}/decline", post(card_answer::decline))
        .route("/sign-out", post(sign_out::sign_out))
        .route("/permissions", get(permissions::list))
        .route("/permissions/{business}/withdraw", post(withdraw::withdraw))
        .route("/permissions/{business}/block", post(block::block))
        .route("/permissions/{business}/report", post(report::report))
        .route("/reports/{report}/undo", post(report_undo::undo))
        .route("/receipts/{receipt}", get(receipt::download))
        .route("/receipts/{receipt}/undo", post(undo::undo))
        .route("/media", post(media::upload))
        .route("/media/{media}", get(media::show))
        .route("/media/{media}/thumbnail", get(media::thumbnail))
        .route("/messages", post(send::send))
        .route("/messages/{seq}/why", get(why::why))
        .route("/messages/{seq}/form", get(form::show).post(form_ask::ask))
        .route("/messages/{seq}/preview", get(preview::show))
        .route("/messages/{seq}/wanted", get(wanted::show).post(wanted::answer))
        .route("/messages/{seq}/played", post(played::played))
        .route("/survey", get(survey::show))
        .route("/survey/{survey}", post(survey::answer))
        .route("/pilot/test", post(survey::join_test))
        .route("/socket", get(socket::open))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
}

async fn nothing_here() -> fault::Fault {
    fault::Fault::not_found("this address was")
}

/// For every API with this form of errors.
pub(crate) async fn wrong_method() -> fault::Fault {
    fault::Fault::new("wrong_method", "this address does not take this method")
}
