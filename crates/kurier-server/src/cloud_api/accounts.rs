//! The calls about accounts: senders that a business adds, proves and removes, and their settings.

use super::call::{Call, Node};
use super::reply::Reply;
use super::{
    absent, sender_code, sender_remove, sender_settings, sender_verify, senders_add, signup,
    signups, username, username_take, waba_edges,
};
use kurier_wire::error::WireError;

/// The pattern of a call about an account, for metrics.
pub(super) fn pattern(edge: Option<&str>) -> Option<&'static str> {
    Some(match edge {
        Some("activities") => "/{node}/activities",
        Some("assigned_users") => "/{node}/assigned_users",
        Some("request_code") => "/{node}/request_code",
        Some("client_whatsapp_business_accounts") => "/{node}/client_whatsapp_business_accounts",
        Some("owned_whatsapp_business_accounts") => "/{node}/owned_whatsapp_business_accounts",
        Some("settings") => "/{node}/settings",
        Some("signups") => "/{node}/signups",
        Some("username") => "/{node}/username",
        Some("username_suggestions") => "/{node}/username_suggestions",
        Some("verify_code") => "/{node}/verify_code",
        _ => return None,
    })
}

/// Finds the function of a call about an account; `None` if it is about something else.
pub(super) async fn route(
    call: &Call,
    method: &str,
    node: &Node,
    edge: Option<&str>,
) -> Option<Result<Reply, WireError>> {
    Some(match (method, node, edge) {
        ("POST", Node::Business(business), Some("phone_numbers")) => {
            senders_add::add(call, business).await
        }
        ("GET", Node::Business(business), Some("owned_whatsapp_business_accounts")) => {
            waba_edges::owned(call, business).await
        }
        ("GET", Node::Business(_), Some("client_whatsapp_business_accounts")) => {
            waba_edges::shared(call)
        }
        ("GET", Node::Business(_), Some("assigned_users")) => waba_edges::shared(call),
        ("POST" | "DELETE", Node::Business(own), Some("assigned_users")) => {
            Err(absent::users(&own.id.to_string(), method))
        }
        ("GET", Node::Business(own), Some("activities")) => {
            Err(absent::activities(&own.id.to_string()))
        }
        ("POST", Node::Business(business), Some("signups")) => {
            signups::create(call, business).await
        }
        ("GET", Node::Business(business), Some("signups")) => signups::list(call, business).await,
        ("GET", Node::Signup(found), None) => signup::show(call, found),
        ("POST", Node::Signup(found), None) => signup::change(call, found).await,
        ("DELETE", Node::Sender(sender), None) => sender_remove::remove(call, sender).await,
        ("POST", Node::Sender(sender), Some("request_code")) => {
            sender_code::request(call, sender).await
        }
        ("POST", Node::Sender(sender), Some("verify_code")) => {
            sender_verify::verify(call, sender).await
        }
        ("GET", Node::Sender(sender), Some("username")) => username::show(call, sender).await,
        ("POST", Node::Sender(sender), Some("username")) => username_take::take(call, sender).await,
        ("DELETE", Node::Sender(sender), Some("username")) => username::release(call, sender).await,
        ("GET", Node::Sender(sender), Some("username_suggestions")) => {
            username::suggest(call, sender).await
        }
        ("GET", Node::Sender(_), Some("settings")) => sender_settings::show(call),
        ("POST", Node::Sender(_), Some("settings")) => sender_settings::change(call),
        _ => return None,
    })
}
