//! The typed client of a business, over the guarded client of `kurier-egress`.
//!
//! It uses nothing but the public API; it never repeats a call by itself. A call that brought no
//! answer may have been carried out: repeat it with the same idempotency key.

mod call;
mod fault;
mod invite;
mod list;
mod manage;
mod media;
mod message;
mod review;
mod send;
mod webhook;

pub use fault::ApiError;
pub use invite::InvitedPeople;
pub use kurier_policy::content::{Buttons, Frame, ReplyButton};
pub use list::{ChoiceList, ChoiceRow};
pub use manage::{CreatedTemplate, TemplateDefinition, TemplateInfo, Together};
pub use message::{Address, ButtonValue, SendOptions, TemplateMessage, TemplateValue};
pub use send::SentMessage;
pub use webhook::{WebhookRefused, WebhookVerifier};

use kurier_egress::Client;
use std::fmt;

/// One sender of one business on one server. Cheap to clone.
#[derive(Clone)]
pub struct CloudApi {
    base: String,
    root: String,
    token: String,
    phone_id: String,
    waba_id: String,
    client: Client,
}

impl CloudApi {
    /// `base` is the server's address (`https://kurier.example`), `version` `v23.0`, `phone_id` the
    /// sender's id, `waba_id` the business's.
    pub fn new(
        base: &str,
        version: &str,
        token: impl Into<String>,
        phone_id: impl Into<String>,
        waba_id: impl Into<String>,
        client: Client,
    ) -> Self {
        Self {
            base: base.trim_end_matches('/').to_owned(),
            root: format!("{}/{version}", base.trim_end_matches('/')),
            token: token.into(),
            phone_id: phone_id.into(),
            waba_id: waba_id.into(),
            client,
        }
    }

    /// The sender's id.
    pub fn phone_id(&self) -> &str {
        &self.phone_id
    }

    /// The business's id.
    pub fn waba_id(&self) -> &str {
        &self.waba_id
    }
}

impl fmt::Debug for CloudApi {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { root, phone_id, waba_id, .. } = self;
        write!(f, "CloudApi({root}, phone {phone_id}, business {waba_id}, token …)")
    }
}
