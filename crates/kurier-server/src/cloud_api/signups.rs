//! `POST`, `GET /{business}/signups`: links by which people allow marketing messages.

use super::call::Call;
use super::reply::{Reply, internal, of_store};
use kurier_engine::EngineError;
use kurier_engine::signups::NewSignup;
use kurier_policy::id::SignupId;
use kurier_store::port::StoreError;
use kurier_store::record::Business;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::fields;
use kurier_wire::paging::{PageRequest, page};
use kurier_wire::signup::{DEFAULT, NODE_TYPE, parse_new, unfit, view};
use serde_json::{Value, json};

pub(super) async fn create(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let asked = parse_new(&call.params)?;
    let new = NewSignup {
        message: asked.message,
        confirmation: asked.confirmation,
        privacy_policy_url: asked.privacy_policy_url,
        website_url: asked.rest.website_url,
        promo_code: asked.rest.promo_code,
        display_name: asked.rest.display_name,
    };
    let made =
        call.engine().create_signup(business.id, new).await.map_err(|fault| match fault {
            EngineError::Store(StoreError::Conflict("too many links")) => {
                GraphError::of(&error::SIGNUPS_FULL).boxed()
            }
            other => internal(other),
        })?;
    let made = made.map_err(unfit)?;
    Ok(json!({ "id": made.id.to_string() }).into())
}

pub(super) async fn list(call: &Call, business: &Business) -> Result<Reply, WireError> {
    let request = PageRequest::parse(&call.params)?;
    let after: SignupId = match request.after.as_deref() {
        None => SignupId(0),
        Some(text) => text.parse().map_err(|_| GraphError::of(&error::CURSOR_INVALID).boxed())?,
    };
    let limit = u32::try_from(request.limit).unwrap_or(u32::MAX).saturating_add(1);
    let store = call.engine().store();
    let mut found = store.signups(business.id, after, limit).await.map_err(of_store)?;
    let more = found.len() > request.limit;
    found.truncate(request.limit);
    let asked = call.text("fields").unwrap_or_else(|| DEFAULT.to_owned());
    // Some clients ask for `message` and read `signup_message`.
    let named = |field: &str| if field == "message" { "signup_message" } else { field }.to_owned();
    let wanted = fields::parse(&asked.split(',').map(named).collect::<Vec<_>>().join(","))?;
    let elements: Vec<(String, Value)> = found
        .iter()
        .map(|one| Ok((one.id.to_string(), fields::project(&view(one), &wanted, NODE_TYPE)?)))
        .collect::<Result<_, WireError>>()?;
    Ok(page(elements, more, &call.url()?).into())
}
