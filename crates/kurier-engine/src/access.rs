//! Who is calling: access tokens of businesses, sessions of people.

use crate::entropy::draw;
use crate::{Engine, Result};
use kurier_policy::id::{BusinessId, PersonId};
use kurier_policy::time::Timestamp;
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, Device, TokenRecord};

/// What a presented token is worth.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Access {
    /// Good: this business calls.
    Business(BusinessId),
    /// It was good until then.
    Expired(Timestamp),
    /// Nobody's.
    Unknown,
}

impl Engine {
    /// Looks a business's token up.
    pub async fn access(&self, presented: &str) -> Result<Access> {
        if !token::has_form(presented) {
            return Ok(Access::Unknown);
        }
        match self.parts.store.token(token::hash(presented)).await {
            Ok(record) => Ok(match record.expires_at {
                Some(end) if self.parts.clock.now() >= end => Access::Expired(end),
                _ => Access::Business(record.business),
            }),
            Err(StoreError::NotFound(_)) => Ok(Access::Unknown),
            Err(other) => Err(other.into()),
        }
    }

    /// Makes an access token; its text is answered once and kept only as a hash.
    pub async fn create_token(
        &self,
        business: BusinessId,
        label: String,
        lifetime_s: Option<i64>,
    ) -> Result<String> {
        let text = token::access_token(draw(&*self.parts.entropy));
        let now = self.parts.clock.now();
        let record = TokenRecord {
            hash: token::hash(&text),
            business,
            label,
            created_at: now,
            expires_at: lifetime_s.map(|seconds| now.plus_s(seconds)),
        };
        self.parts.store.create_token(record).await?;
        Ok(text)
    }

    /// The business whose app token (`APP_ID|APP_SECRET`) this is, if it is one.
    pub async fn business_of_app_token(&self, presented: &str) -> Result<Option<Business>> {
        let Some((app, secret)) = presented.split_once('|') else { return Ok(None) };
        let Ok(app) = app.parse() else { return Ok(None) };
        match self.parts.store.business_of_app(app).await {
            Ok(business) if token::hash(&business.app_secret) == token::hash(secret) => {
                Ok(Some(business))
            }
            Ok(_) | Err(StoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// The device with this session secret.
    pub async fn session(&self, secret: &str) -> Result<Option<Device>> {
        match self.parts.store.device(token::hash(secret)).await {
            Ok(device) => Ok(Some(device)),
            Err(StoreError::NotFound(_)) => Ok(None),
            Err(other) => Err(other.into()),
        }
    }

    /// Ends a session.
    pub async fn sign_out(&self, secret: &str) -> Result<()> {
        Ok(self.parts.store.delete_device(token::hash(secret)).await?)
    }

    /// A fresh device of `person` with the secret of its session.
    pub(crate) fn new_device(&self, person: PersonId, label: String) -> (Device, String) {
        let secret = token::session_secret(draw(&*self.parts.entropy));
        let device = Device {
            id: kurier_policy::id::DeviceId::from_random(crate::entropy::bits(
                &*self.parts.entropy,
            )),
            person,
            session_hash: token::hash(&secret),
            label,
            created_at: self.parts.clock.now(),
        };
        (device, secret)
    }
}
