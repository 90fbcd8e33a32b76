//! Kurier's own calls beside the Cloud API, at `/kurier/v1`: a business's event log and the attempts to
//! deliver it, its callbacks, its app's secrets, its domains, its labels, campaigns and imported lists, what it is under and its appeals. A token of the business as everywhere, or the
//! operator's with the parameter `business`. Times in seconds since 1970 UTC.

mod appeals;
mod assessments;
pub(crate) mod billing;
mod callbacks;
mod campaign_fault;
mod campaign_move;
mod campaign_people;
mod campaign_show;
mod campaigns;
mod checkout;
mod domains;
mod events;
pub(crate) mod guard;
mod invitations;
pub(crate) mod invoices;
mod labels;
mod pilot;
pub(crate) mod quality;
mod replay;
mod reports;
mod secret;
mod span;

use super::call::Call;
use super::caller::{self, Caller};
use super::path::GraphPath;
use super::reply::{Reply, of_store};
use crate::auth::bearer;
use crate::state::App;
use crate::usage::Usage;
use axum::http::request::Parts;
use kurier_policy::id::BusinessId;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use serde_json::Value;
use std::sync::Arc;

pub(super) async fn serve(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    mut params: Params,
    usage: &mut Option<Usage>,
) -> Result<Reply, WireError> {
    let caller = caller(app, parts, path, &mut params, usage).await?;
    let call = Call::new(app, parts, params, caller)?;
    let edge = path.edge.as_deref().unwrap_or_default();
    let method = parts.method.as_str();
    match (method, edge) {
        ("GET", "events") => events::list(&call).await,
        ("POST", "events/replay") => replay::again(&call).await,
        ("POST", "guard/confirm") => guard::confirm(&call).await,
        ("GET", "quality") => quality::show(&call).await,
        ("GET", "assessments") => assessments::list(&call).await,
        ("GET", "billing/prices") => billing::prices(&call).await,
        ("GET", "billing/balance") => billing::balance(&call).await,
        ("GET", "billing/limits") => billing::limits(&call).await,
        ("GET", "billing/statements") => billing::statements(&call).await,
        ("GET", "billing/invoices") => invoices::list(&call).await,
        ("GET", "billing/details") => invoices::details(&call).await,
        ("POST", "billing/checkouts") => checkout::begin(&call).await,
        ("POST", "billing/details") => invoices::set_details(&call).await,
        ("GET", "billing/comparison") => invoices::comparison(&call).await,
        ("GET", "callbacks") => callbacks::list(&call).await,
        ("GET", "appeals") => appeals::list(&call).await,
        ("POST", "appeals") => appeals::file(&call).await,
        ("GET", "features") => pilot::features(&call).await,
        ("GET", "pilot") => pilot::show(&call).await,
        ("POST", "pilot/accept") => pilot::accept(&call).await,
        ("POST", "pilot/test_code") => pilot::test_code(&call).await,
        ("GET", "reports") => reports::show(&call).await,
        ("GET", "secret") => secret::show(&call).await,
        ("POST", "secret/next") => secret::begin(&call).await,
        ("POST", "secret/switch") => secret::switch(&call).await,
        ("GET", "domains") => domains::list(&call).await,
        ("POST", "domains") => domains::add(&call).await,
        ("DELETE", "domains") => domains::remove(&call).await,
        ("GET", "invitations") => invitations::list(&call).await,
        ("POST", "invitations") => invitations::import(&call).await,
        ("GET", "labels") => labels::list(&call).await,
        ("POST", "labels") => labels::set(&call, true).await,
        ("POST", "labels/remove") => labels::set(&call, false).await,
        ("GET", "campaigns") => campaigns::list(&call).await,
        ("POST", "campaigns") => campaigns::create(&call).await,
        _ => deeper(&call, method, edge).await,
    }
}

/// Calls about one object.
async fn deeper(call: &Call, method: &str, edge: &str) -> Result<Reply, WireError> {
    match (method, of_callback(edge)) {
        ("POST", Some((callback, "enable"))) => return callbacks::enable(call, callback).await,
        ("POST", Some((callback, "test"))) => return callbacks::test(call, callback).await,
        _ => {}
    }
    if let ("POST", Some(domain)) = (method, verified(edge)) {
        return domains::verify(call, domain).await;
    }
    if let ("GET", Some(invoice)) = (method, edge.strip_prefix("billing/invoices/")) {
        return match invoice.split_once('/') {
            None => invoices::show(call, invoice).await,
            Some((invoice, form)) => invoices::file(call, invoice, form).await,
        };
    }
    let Some(rest) = edge.strip_prefix("campaigns/") else {
        return Err(error::unknown_object(edge, method));
    };
    let (id, verb) = rest.split_once('/').unwrap_or((rest, ""));
    let campaign = id.parse().map_err(|_| error::unknown_object(id, method))?;
    match (method, verb) {
        ("GET", "") => campaign_show::show(call, campaign).await,
        ("GET", "people") => campaign_people::list(call, campaign).await,
        ("POST", verb) => campaign_move::go(call, campaign, verb).await,
        _ => Err(error::unknown_object(edge, method)),
    }
}

/// `callbacks/{callback}/{what}`.
fn of_callback(edge: &str) -> Option<(&str, &str)> {
    edge.strip_prefix("callbacks/")?.split_once('/')
}

/// `domains/{domain}/verify`.
fn verified(edge: &str) -> Option<&str> {
    edge.strip_prefix("domains/")?.strip_suffix("/verify")
}

/// The business itself, or the one that the operator names. What is another's does not exist.
async fn caller(
    app: &Arc<App>,
    parts: &Parts,
    path: &GraphPath,
    params: &mut Params,
    usage: &mut Option<Usage>,
) -> Result<Caller, WireError> {
    let named = params.remove("business");
    let named = named.map(|named| match named {
        Value::String(text) => text,
        other => other.to_string(),
    });
    let unknown = |id: &str| error::unknown_object(id, parts.method.as_str());
    if bearer(&parts.headers).is_some_and(|token| app.config.operators.named(token).is_some()) {
        let Some(named) = named else {
            return Err(GraphError::of(&error::PARAMETER_MISSING)
                .details("business says whose: the operator asks for any.")
                .boxed());
        };
        let id: BusinessId = named.parse().map_err(|_| unknown(&named))?;
        let business = app.engine.store().business(id).await;
        let business = business.map_err(|error| match error {
            kurier_store::port::StoreError::NotFound(_) => unknown(&named),
            error => of_store(error),
        })?;
        return Ok(Caller { business, origin: None });
    }
    let caller = caller::authenticate(app, parts, params).await?;
    super::count(app, parts, path, &caller, usage).await?;
    match named {
        Some(named) if named != caller.business.id.to_string() => Err(unknown(&named)),
        _ => Ok(caller),
    }
}

/// A parameter that is a whole number from 0 on.
fn number(call: &Call, name: &str) -> Result<Option<i64>, WireError> {
    let Some(given) = call.params.get(name) else { return Ok(None) };
    let number = match given {
        Value::String(text) => text.trim().parse().ok(),
        other => other.as_i64(),
    };
    let number = number.filter(|number| *number >= 0);
    number.map(Some).ok_or_else(|| bad_value(format!("{name} is a whole number from 0 on.")))
}

fn bad_value(told: impl Into<std::borrow::Cow<'static, str>>) -> WireError {
    GraphError::of(&error::PARAMETER_VALUE).details(told).boxed()
}
