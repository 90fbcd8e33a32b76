//! `POST /{sender}/marketing_messages`: sends a marketing template. It is admitted as any other message; what
//! `product_policy` and `message_activity_sharing` ask for changes nothing, for there is one way and nobody to share with.

use super::call::Call;
use super::messages;
use super::reply::{Reply, of_store};
use kurier_policy::outbound::Draft;
use kurier_policy::pricing::Category;
use kurier_store::record::Sender;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::send::{SendCall, SendRequest};

/// Languages of one name that are looked at.
const LANGUAGES_MAX: u32 = 500;
/// What may happen to a template that this way does not carry: there is none.
const POLICIES: [&str; 2] = ["CLOUD_API_FALLBACK", "STRICT"];

pub(super) async fn send(call: &Call, sender: &Sender) -> Result<Reply, WireError> {
    check(call, sender).await?;
    messages::send(call, sender).await
}

async fn check(call: &Call, sender: &Sender) -> Result<(), WireError> {
    if call.text("product_policy").is_some_and(|policy| !POLICIES.contains(&policy.as_str())) {
        let told = format!("`product_policy` is one of {}.", POLICIES.join(", "));
        return Err(invalid(told));
    }
    let key = &call.engine().keys().wamid;
    let asked = SendRequest::parse(&call.params, key, sender.business, sender.id)?;
    let SendCall::Message { outbound, .. } = asked else {
        return Err(invalid("Messages are marked as read with `POST /{sender}/messages`."));
    };
    let Draft::Template(template) = &outbound.draft else {
        return Err(invalid(
            "`type` must be \"template\": marketing messages are made from templates.",
        ));
    };
    let store = call.engine().store();
    let named = store.templates_named(sender.business, template.name.clone(), LANGUAGES_MAX).await;
    let named = named.map_err(of_store)?;
    // One that is not there is refused as in any other message.
    match named.iter().find(|one| one.language == template.language) {
        Some(found) if found.category != Category::Marketing => Err(invalid(format!(
            "`template` names {}, which is no marketing template.",
            template.name
        ))),
        _ => Ok(()),
    }
}

fn invalid(details: impl Into<std::borrow::Cow<'static, str>>) -> WireError {
    GraphError::of(&error::INVALID_PARAMETER).details(details).boxed()
}
