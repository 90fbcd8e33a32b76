//! What the operator's command line speaks: bearer token of the operator, JSON, ids as decimal
//! strings, money in micro-units, times in microseconds since 1970 UTC. Lists are paged with `after`
//! and `limit`; `next` is the `after` of the next page, or null.

mod bank_statements;
mod billing;
mod businesses;
mod codes;
mod desk;
mod events;
pub(crate) mod extract;
mod guards;
mod invites;
mod invoices;
mod ledger;
mod logs;
pub(crate) mod pilot;
mod quality;
mod rate_card;
mod refunds;
mod replay;
mod secret;
mod senders;
mod senders_review;
mod session;
mod standing;
mod strays;
mod subscriptions;
mod templates;
mod templates_review;
mod tokens;
mod top_ups;
mod transfers;
mod view;

use crate::people_api::fault::Fault;
use crate::people_api::wrong_method;
use crate::state::App;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{get, post};
use kurier_engine::invoices::BANK_STATEMENT_MAX;
use std::sync::Arc;

/// The routes under `/console/v1`.
pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/businesses", get(businesses::list).post(businesses::create))
        .route("/businesses/{business}", get(businesses::show))
        .route("/businesses/{business}/secret", get(secret::show))
        .route("/businesses/{business}/senders", get(senders::list))
        .route("/quality", get(quality::list))
        .route("/businesses/{business}/quality", get(quality::show).post(quality::act))
        .route("/guards", get(guards::list))
        .route("/businesses/{business}/guard/confirm", post(guards::confirm))
        .route("/businesses/{business}/guard/hijack", post(guards::hijack))
        .route("/businesses/{business}/limits", get(standing::show).post(standing::change))
        .route("/businesses/{business}/codes", post(codes::create))
        .route("/businesses/{business}/tokens", post(tokens::create))
        .route("/businesses/{business}/top-ups", post(top_ups::create))
        .route("/businesses/{business}/transfers", get(transfers::list))
        .route("/businesses/{business}/templates", get(templates::list))
        .route("/businesses/{business}/invites", get(invites::list).post(invites::create))
        .route("/businesses/{business}/events", get(events::list))
        .route("/businesses/{business}/subscriptions", get(subscriptions::list))
        .route("/businesses/{business}/subscriptions/{subscription}/replay", post(replay::replay))
        .route("/subscriptions/{subscription}/attempts", get(subscriptions::attempts))
        .route("/senders", get(senders_review::waiting))
        .route("/senders/{sender}", get(senders_review::show))
        .route("/senders/{sender}/vouch", post(senders_review::vouch))
        .route("/senders/{sender}/name", post(senders_review::name))
        .route("/templates/{template}", get(templates::show))
        .route("/templates/{template}/review", post(templates_review::review))
        .route("/templates/{template}/category", post(templates_review::category))
        .route("/session", get(session::show).post(session::begin))
        .route("/session/end", post(session::end))
        .route("/desk/reports", get(desk::reports::list))
        .route("/desk/reports/{report}", get(desk::reports::show))
        .route("/desk/reports/{report}/close", post(desk::report_close::close))
        .route("/desk/measures", get(desk::measures::list).post(desk::measures::propose))
        .route("/desk/measures/{measure}/confirm", post(desk::measure_moves::confirm))
        .route("/desk/measures/{measure}/drop", post(desk::measure_moves::drop_it))
        .route("/desk/measures/{measure}/lift", post(desk::measure_moves::lift))
        .route("/desk/appeals", get(desk::appeals::list))
        .route("/desk/appeals/{appeal}/answer", post(desk::appeals::answer))
        .route("/desk/templates", get(desk::templates::waiting))
        .route("/pilot", get(pilot::setting::show).post(pilot::setting::change))
        .route("/pilot/log", get(pilot::setting::log))
        .route("/pilot/cohorts", get(pilot::cohorts::list).post(pilot::cohorts::create))
        .route("/pilot/cohorts/{cohort}", get(pilot::cohorts::show))
        .route("/pilot/cohorts/{cohort}/state", post(pilot::cohorts::go))
        .route("/pilot/cohorts/{cohort}/invitations", post(pilot::cohorts::invite))
        .route("/pilot/applications", get(pilot::applications::list))
        .route("/pilot/applications/{application}/score", post(pilot::applications::score))
        .route("/pilot/applications/{application}/decide", post(pilot::applications::decide))
        .route("/pilot/applications/{application}/invite", post(pilot::applications::invite))
        .route("/pilot/businesses/{business}/stage", post(pilot::stages::go))
        .route("/pilot/surveys", get(pilot::surveys::list).post(pilot::surveys::create))
        .route("/pilot/surveys/{survey}", get(pilot::surveys::show))
        .route(
            "/businesses/{business}/features",
            get(pilot::features::list).post(pilot::features::give),
        )
        .route("/businesses/{business}/features/revoke", post(pilot::features::revoke))
        .merge(money())
        .route("/logs", get(logs::follow))
        .fallback(nothing_here)
        .method_not_allowed_fallback(wrong_method)
}

/// Those about money.
fn money() -> Router<Arc<App>> {
    Router::new()
        .route("/ledger/verify", post(ledger::verify))
        .route("/billing/close", post(billing::close))
        .route("/billing/credits", post(billing::credit))
        .route("/billing/payments", post(billing::pay))
        .route("/billing/statements", get(billing::list))
        .route("/billing/refunds", get(refunds::list).post(refunds::create))
        .route("/billing/strays", get(strays::list).post(strays::place))
        .route("/billing/invoices", get(invoices::list))
        .route("/billing/invoices/{invoice}", get(invoices::show))
        .route("/billing/invoices/{invoice}/{form}", get(invoices::file))
        .route("/billing/details", get(invoices::own_details).post(invoices::set_own_details))
        .route(
            "/billing/bank-statements",
            post(bank_statements::import).layer(DefaultBodyLimit::max(BANK_STATEMENT_MAX)),
        )
        .route(
            "/businesses/{business}/billing-details",
            get(invoices::details).post(invoices::set_details),
        )
        .route("/businesses/{business}/terms", get(billing::terms).post(billing::change_terms))
        .route("/rate-card", get(rate_card::show).post(rate_card::set))
}

async fn nothing_here() -> Fault {
    Fault::not_found("this address is")
}
