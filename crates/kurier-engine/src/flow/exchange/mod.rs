//! Forms that ask the business: each request is sealed for its public key, signed with the app's secret, bounded in
//! time, and goes through the guarded client.

mod answer;
mod key;
mod seal;
#[cfg(test)]
mod tests;

use super::OpenForm;
use crate::{Engine, EngineError};
use bytes::Bytes;
use kurier_egress::webhook::hub_signature;
use kurier_egress::{
    BodyLimit, Client, HeaderMap, HeaderName, HeaderValue, Request, Response, header,
};
use kurier_policy::flow::Flow;
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, SenderId};
use kurier_store::port::StoreError;
use kurier_store::record::FlowKey;
use rsa::PublicKey;
use seal::Seal;
use serde_json::{Map, Value, json};
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Semaphore;

/// How long an endpoint may take.
const ANSWER_WITHIN: Duration = Duration::from_secs(10);
/// Longest answer, in bytes of base64.
const ANSWER_MAX: usize = 1024 * 1024;
/// Requests at once, of all businesses; beyond that a person is asked to try again.
const AT_ONCE: usize = 128;
/// What stands where the message has no token.
const NO_TOKEN: &str = "unused";
/// Statuses with a meaning of their own.
const KEY_UNKNOWN: u16 = 421;
const TOKEN_ENDED: u16 = 427;

/// Why an endpoint is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ExchangeAction {
    /// The form opens.
    Init,
    /// She went back.
    Back,
    /// She went on, or chose something.
    Exchange,
}

impl ExchangeAction {
    /// As the contract writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Init => "INIT",
            Self::Back => "BACK",
            Self::Exchange => "data_exchange",
        }
    }

    /// The action of this name.
    pub fn named(name: &str) -> Option<Self> {
        [Self::Init, Self::Back, Self::Exchange].into_iter().find(|one| one.name() == name)
    }
}

/// What an endpoint is asked.
#[derive(Debug, Clone)]
pub struct Asked {
    /// Why.
    pub action: ExchangeAction,
    /// Where she is; "" while the form opens.
    pub screen: String,
    /// What goes along.
    pub data: Map<String, Value>,
}

/// What it answered.
#[derive(Debug, Clone, PartialEq)]
pub enum Exchanged {
    /// Another screen, or the same one with other data.
    Screen {
        /// Which.
        screen: String,
        /// What it is given.
        data: Map<String, Value>,
        /// What is wrong, in the business's words.
        error: Option<String>,
    },
    /// The form ends with this answer.
    Done(Map<String, Value>),
}

/// Why there is no answer.
#[derive(Debug, thiserror::Error)]
pub enum ExchangeFault {
    /// The form asks nobody.
    #[error("the form has no endpoint")]
    NoEndpoint,
    /// The business set no public key.
    #[error("the sender has no public key")]
    NoKey,
    /// Too many are waiting.
    #[error("too many requests wait for endpoints")]
    Busy,
    /// The request did not get through.
    #[error("the endpoint did not answer: {0}")]
    Unreached(String),
    /// It answered with another status.
    #[error("the endpoint answered with status {0}")]
    Status(u16),
    /// It holds another private key.
    #[error(
        "the endpoint could not read the request: its private key is not that of the public key"
    )]
    KeyUnknown,
    /// It answered something that is no answer.
    #[error("the answer of the endpoint cannot be read: {0}")]
    Unreadable(&'static str),
    /// The business ended this form for her, and says why.
    #[error("the business ended the form")]
    Ended(String),
    /// Anything else.
    #[error(transparent)]
    Engine(#[from] EngineError),
}

impl From<StoreError> for ExchangeFault {
    fn from(fault: StoreError) -> Self {
        Self::Engine(fault.into())
    }
}

/// Asks the endpoints of forms.
pub struct Exchange {
    client: Client,
    turns: Semaphore,
}

impl Exchange {
    /// Goes out through `client`, whose policy decides what may be reached.
    pub fn new(client: Client) -> Arc<Self> {
        Arc::new(Self { client, turns: Semaphore::new(AT_ONCE) })
    }

    /// Asks the endpoint of the form of a message in her inbox.
    pub async fn ask(
        &self,
        engine: &Engine,
        person: PersonId,
        seq: InboxSeq,
        asked: Asked,
    ) -> Result<Exchanged, ExchangeFault> {
        let form = engine.open_form(person, seq).await?;
        let said = said(&form, asked)?;
        let from = (form.business, form.sender);
        let (status, answer) = self.request(engine, &form.flow, from, &said).await?;
        match status {
            200 => {
                let answer = answer.ok_or(ExchangeFault::Unreadable(
                    "it is not sealed with the key of the request, or no JSON",
                ))?;
                answer::read(&answer, &form.definition)
            }
            KEY_UNKNOWN => Err(ExchangeFault::KeyUnknown),
            TOKEN_ENDED => Err(answer::ended(answer.as_ref())),
            other => Err(ExchangeFault::Status(other)),
        }
    }

    /// Whether the endpoint of a form answers as one: `ping` is answered by `active`.
    pub async fn ping(&self, engine: &Engine, flow: &Flow) -> Result<(), ExchangeFault> {
        let senders = engine.parts.store.senders(flow.business).await?;
        for sender in senders {
            if engine.parts.store.flow_key(flow.business, sender.id).await?.public_key.is_empty() {
                continue;
            }
            let said = json!({ "version": "3.0", "action": "ping" });
            let from = (flow.business, sender.id);
            let (status, answer) = self.request(engine, flow, from, &said).await?;
            let is_active = answer.is_some_and(|answer| answer["data"]["status"] == "active");
            return match status {
                200 if is_active => Ok(()),
                200 => Err(ExchangeFault::Unreadable("`ping` was not answered by `active`")),
                KEY_UNKNOWN => Err(ExchangeFault::KeyUnknown),
                other => Err(ExchangeFault::Status(other)),
            };
        }
        Err(ExchangeFault::NoKey)
    }

    /// One request; the status, and the answer if it was sealed with the key of the request.
    async fn request(
        &self,
        engine: &Engine,
        flow: &Flow,
        (business, sender): (BusinessId, SenderId),
        said: &Value,
    ) -> Result<(u16, Option<Value>), ExchangeFault> {
        let _turn = self.turns.try_acquire().map_err(|_| ExchangeFault::Busy)?;
        let parts = &engine.parts;
        let url = flow.endpoint_uri.clone().ok_or(ExchangeFault::NoEndpoint)?;
        let key = public_key(&parts.store.flow_key(business, sender).await?)?;
        let seal = Seal::new(&*parts.entropy);
        let body = seal.close(said, &key, &*parts.entropy).ok_or(ExchangeFault::NoKey)?;
        let body = Bytes::from(body.to_string());
        let secret = parts.store.business(business).await?.app_secret;
        let request = Request {
            headers: headers(&body, &secret),
            timeout: Some(ANSWER_WITHIN),
            body_limit: Some(BodyLimit::Refuse(ANSWER_MAX)),
            ..Request::post(url, body)
        };
        let sent = self.client.request(request).await;
        let Response { status, body, .. } =
            sent.map_err(|fault| ExchangeFault::Unreached(fault.to_string()))?;
        Ok((status.as_u16(), seal.open(&body)))
    }
}

fn public_key(kept: &FlowKey) -> Result<PublicKey, ExchangeFault> {
    key::read(&kept.public_key).ok_or(ExchangeFault::NoKey)
}

/// What is sealed.
fn said(form: &OpenForm, asked: Asked) -> Result<Value, ExchangeFault> {
    let version = form.definition.data_api_version.as_deref().ok_or(ExchangeFault::NoEndpoint)?;
    let mut said = json!({
        "version": version,
        "action": asked.action.name(),
        "flow_token": form.call.token.as_deref().unwrap_or(NO_TOKEN),
    });
    if asked.action != ExchangeAction::Init {
        said["screen"] = Value::String(asked.screen);
        said["data"] = Value::Object(asked.data);
    }
    Ok(said)
}

fn headers(body: &[u8], secret: &str) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    if let Ok(signature) = HeaderValue::try_from(hub_signature(body, secret)) {
        headers.insert(HeaderName::from_static("x-hub-signature-256"), signature);
    }
    headers
}

impl Engine {
    /// The public key of a sender, as it was given; empty if there is none.
    pub async fn flow_key(&self, business: BusinessId, sender: SenderId) -> crate::Result<String> {
        Ok(self.parts.store.flow_key(business, sender).await?.public_key)
    }

    /// Sets it; `false` if it is no RSA key of 2,048 bits in PEM.
    pub async fn set_flow_key(
        &self,
        business: BusinessId,
        sender: SenderId,
        pem: String,
    ) -> crate::Result<bool> {
        if key::read(&pem).is_none() {
            return Ok(false);
        }
        let key = FlowKey { public_key: pem };
        self.parts.store.set_flow_key(business, sender, key).await?;
        Ok(true)
    }
}
