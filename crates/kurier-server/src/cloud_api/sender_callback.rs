//! `POST /{sender}` with `webhook_configuration`: a callback of the sender's own. An empty
//! `override_callback_uri` ends it.

use super::call::Call;
use super::callback::{self, Wanted};
use super::reply::{Reply, of_store};
use kurier_store::record::{Scope, Sender};
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::params::Params;
use serde_json::{Value, json};

pub(super) async fn change(
    call: &Call,
    sender: &Sender,
    configuration: &Value,
) -> Result<Reply, WireError> {
    let text = |name: &str| configuration.get(name).and_then(Value::as_str);
    let Some(url) = text("override_callback_uri") else {
        return Err(GraphError::of(&error::PARAMETER_MISSING)
            .details("webhook_configuration.override_callback_uri says where webhooks go; empty, it ends them.")
            .boxed());
    };
    let scope = Scope::Sender(sender.id);
    if url.is_empty() {
        return callback::end(&call.app, sender.business, scope).await;
    }
    let verify_token = text("verify_token").unwrap_or_default();
    let none = Params::new();
    let params = configuration.as_object().unwrap_or(&none);
    let wanted = Wanted { scope, url, verify_token, params };
    callback::set(&call.app, sender.business, wanted).await
}

/// The callbacks that could get a sender's events, the most special first.
pub(super) async fn view(call: &Call, sender: &Sender) -> Result<Value, WireError> {
    let store = call.engine().store();
    let all = store.subscriptions(sender.business).await.map_err(of_store)?;
    let scopes = [
        ("phone_number", Scope::Sender(sender.id)),
        ("whatsapp_business_account", Scope::Business),
        ("application", Scope::App),
    ];
    let mut view = serde_json::Map::new();
    for (name, scope) in scopes {
        if let Some(one) = all.iter().find(|one| one.scope == scope) {
            view.insert(name.to_owned(), json!(one.callback_url));
        }
    }
    Ok(if view.is_empty() { Value::Null } else { Value::Object(view) })
}
