//! Changing an app's secret while receivers go on checking signatures.
//!
//! `begin` makes the next secret: from then on both sign in `webhook-signature`, which has room for
//! several; `X-Hub-Signature-256` and the app's token stay with the old one. `switch` makes the next
//! one the app's own; the old one goes on signing beside it for a day.

use crate::entropy::draw;
use crate::{Engine, Result};
pub use kurier_egress::webhook::standard_secret;
use kurier_policy::id::BusinessId;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::port::StoreError;
use kurier_store::record::SecondSecret;
use std::fmt::Write;

/// How long the former secret signs beside the new one.
const OVERLAP_S: i64 = DAY_S;

/// The secrets of an app.
pub struct Secrets {
    /// The app's own: signs in every form, and is part of the app's token.
    pub own: String,
    /// The next one, made but not in force.
    pub next: Option<String>,
    /// The former one, and until when it signs.
    pub former: Option<(String, Timestamp)>,
}

impl Engine {
    /// The secrets of a business's app.
    pub async fn secrets(&self, business: BusinessId) -> Result<Secrets> {
        let own = self.parts.store.business(business).await?.app_secret;
        let second = self.parts.store.second_secret(business).await?;
        let now = self.parts.clock.now();
        let (mut next, mut former) = (None, None);
        match second {
            Some(SecondSecret { secret, until: None }) => next = Some(secret),
            Some(SecondSecret { secret, until: Some(until) }) if now < until => {
                former = Some((secret, until));
            }
            _ => {}
        }
        Ok(Secrets { own, next, former })
    }

    /// Makes the next secret, or answers the one that is made already.
    pub async fn begin_rotation(&self, business: BusinessId) -> Result<Secrets> {
        let secrets = self.secrets(business).await?;
        if secrets.next.is_some() {
            return Ok(secrets);
        }
        let second = SecondSecret { secret: drawn(draw(&*self.parts.entropy)), until: None };
        let (former, own) = (secrets.own.clone(), secrets.own);
        self.parts.store.set_app_secret(business, former, own, Some(second)).await?;
        self.secrets(business).await
    }

    /// Puts the next secret in force. `Conflict` if none was made.
    pub async fn switch_secret(&self, business: BusinessId) -> Result<Secrets> {
        let Secrets { own, next, .. } = self.secrets(business).await?;
        let next = next.ok_or(StoreError::Conflict("no next secret was made"))?;
        let until = self.parts.clock.now().plus_s(OVERLAP_S);
        let second = SecondSecret { secret: own.clone(), until: Some(until) };
        self.parts.store.set_app_secret(business, own, next, Some(second)).await?;
        self.secrets(business).await
    }
}

fn drawn(bytes: [u8; 16]) -> String {
    let mut text = String::with_capacity(32);
    for byte in bytes {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text
}
