//! The endpoint of a business's forms: opens what comes, and answers as a test says.

use crate::latch::{Changes, within};
use aes_gcm::aead::Aead;
use aes_gcm::aead::consts::U16;
use aes_gcm::aes::Aes128;
use aes_gcm::{AesGcm, KeyInit};
use anyhow::Context;
use axum::Router;
use axum::body::Bytes;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::routing::post;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kurier_wire::signature;
use rsa::{BoxedUint, PrivateKey};
use serde_json::Value;
use sha2::Sha256;
use std::sync::{Arc, Mutex, PoisonError};
use tokio::net::TcpListener;
use tokio::task::AbortHandle;

/// The public key of every such endpoint; its private key is for tests alone.
pub const PUBLIC_KEY: &str = "\
-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv1tH8houe+25PTjB8+ge
lN16OKa3CGfBlGVn3n9FEpJOVtJsQB+sx4YgaRRPwazQE3PxhQBpIUXpe16h6w3b
ObGZdml+fQDc8Q80oT630NnYfImcSmNHC3WtoP2XfXuf+yKhJGK/KXyqFkv8ga8U
c8DB2vZYzRP2Do8rPOWmqhxQxqJwBLRQh+PeDoYWGfbhIvlAv+D7s6grI2aHUKSl
WMpOMgg6fmw/VvJVryPpMbF2WPS4qgb4MgIr/6374yibRRbsABOwpmkaAlTv1A7P
xYVouEGlBmbYqQmKMA2PNk1SM+ArzHZmQ2cbWorkFjJP15RAv3ps3GWiuysWJb1G
cwIDAQAB
-----END PUBLIC KEY-----";

const PRIME_P: &str = "f303187fe2194621e466cb814831a093c18c1f6c111fd2f581a6c59e49ba6398480f498187a56b9c515c8157ef4eb21f\
     24b18dd12475d2826985b54991a233d6fd06050d5554d48c9fd0780e3337088eb967488f1bdb76d7b6a85885bb078395\
     b9c3929356c91399456abb3cc4f9da7d5a3866b625da14c743adc39ee02cb851";
const PRIME_Q: &str = "c9956e83ca62173910b5b556a43a1e869465e378343ff96bc4ed251a2765ddacc3ec463836fee03d5c04428c808574cb\
     4eca95862aa7818127f82cd51dfb639c6e246577122ad1cd6ec8acf8be1758a3b8a28f43a616466bccf5351a65eade4f\
     7d1ee8dc23859dd0084456b40d78058b26b94c02cfd6ea3466b68deb72336583";

type Answer = dyn Fn(&Value) -> (u16, Value) + Send + Sync;

/// Listens until it is dropped.
pub struct FakeEndpoint {
    /// Its address.
    pub url: String,
    inner: Arc<Inner>,
    task: AbortHandle,
}

struct Inner {
    key: PrivateKey,
    secret: String,
    answer: Box<Answer>,
    asked: Mutex<Vec<Value>>,
    changes: Changes,
}

impl FakeEndpoint {
    /// Listens on a free port of this machine. What was asked goes to `answer`, which says the status and what is
    /// sealed as the answer; `ping` is answered as the contract says.
    pub async fn start(
        app_secret: &str,
        answer: impl Fn(&Value) -> (u16, Value) + Send + Sync + 'static,
    ) -> anyhow::Result<Self> {
        let inner = Arc::new(Inner {
            key: private_key()?,
            secret: app_secret.to_owned(),
            answer: Box::new(answer),
            asked: Mutex::default(),
            changes: Changes::default(),
        });
        let routes = Router::new().route("/form", post(take)).with_state(Arc::clone(&inner));
        let listener = TcpListener::bind("127.0.0.1:0").await?;
        let url = format!("http://{}/form", listener.local_addr()?);
        let task = tokio::spawn(async move {
            // Ends when the endpoint is dropped.
            drop(axum::serve(listener, routes).await);
        });
        Ok(Self { url, inner, task: task.abort_handle() })
    }

    /// Everything that was asked so far, opened.
    pub fn asked(&self) -> Vec<Value> {
        self.inner.asked.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// Waits until so much was asked.
    pub async fn wait_for(&self, count: usize) -> anyhow::Result<Vec<Value>> {
        within(
            "a request to the endpoint",
            self.inner.changes.until(|| self.asked().len() >= count),
        )
        .await?;
        Ok(self.asked())
    }
}

impl Drop for FakeEndpoint {
    fn drop(&mut self) {
        self.task.abort();
    }
}

fn private_key() -> anyhow::Result<PrivateKey> {
    let number = |hex: &str| {
        let digits: Vec<u8> = hex.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
        let byte = |pair: &[u8]| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok();
        let bytes: Option<Vec<u8>> = digits.chunks(2).map(byte).collect();
        BoxedUint::from_be_slice(&bytes?, 1_024).ok()
    };
    let (p, q) = number(PRIME_P).zip(number(PRIME_Q)).context("the primes are no numbers")?;
    Ok(PrivateKey::from_p_q(p, q, BoxedUint::from(65_537_u64))?)
}

/// One request as it is opened: what it says, and what its answer is sealed with.
struct Opened {
    said: Value,
    cipher: AesGcm<Aes128, U16>,
    vector: [u8; 16],
}

fn open(key: &PrivateKey, raw: &[u8]) -> anyhow::Result<Opened> {
    let body: Value = serde_json::from_slice(raw)?;
    let part = |name: &str| {
        let text = body[name].as_str().with_context(|| format!("no {name}"))?;
        Ok::<_, anyhow::Error>(STANDARD.decode(text)?)
    };
    let wrapped = part("encrypted_aes_key")?;
    let unwrapped: [u8; 16] = key
        .oaep_decrypt::<Sha256>(&wrapped)?
        .try_into()
        .ok()
        .context("the key has not 16 bytes")?;
    let vector: [u8; 16] =
        part("initial_vector")?.try_into().ok().context("the vector has not 16 bytes")?;
    let cipher = AesGcm::<Aes128, U16>::new(&unwrapped.into());
    let sealed = part("encrypted_flow_data")?;
    let plain = cipher.decrypt(&vector.into(), sealed.as_slice());
    let plain = plain.ok().context("the data are not sealed with the key")?;
    Ok(Opened { said: serde_json::from_slice(&plain)?, cipher, vector })
}

async fn take(
    State(inner): State<Arc<Inner>>,
    headers: HeaderMap,
    raw: Bytes,
) -> (StatusCode, String) {
    let signature = headers.get("x-hub-signature-256").and_then(|it| it.to_str().ok());
    if !signature::verify(&inner.secret, &raw, signature.unwrap_or_default()) {
        return (status(432), String::new());
    }
    let Ok(opened) = open(&inner.key, &raw) else { return (status(421), String::new()) };
    let (code, answer) = if opened.said["action"] == "ping" {
        (200, serde_json::json!({ "data": { "status": "active" } }))
    } else {
        (inner.answer)(&opened.said)
    };
    inner.asked.lock().unwrap_or_else(PoisonError::into_inner).push(opened.said);
    inner.changes.tell();
    let vector = opened.vector.map(|byte| !byte);
    let sealed = opened.cipher.encrypt(&vector.into(), answer.to_string().as_bytes());
    (status(code), sealed.map(|sealed| STANDARD.encode(sealed)).unwrap_or_default())
}

fn status(code: u16) -> StatusCode {
    StatusCode::from_u16(code).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
}
