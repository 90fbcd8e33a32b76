//! WebSub (W3C Recommendation of 23 January 2018): asking a hub to push, answering its checks, believing only what is signed.

use hmac::{Hmac, KeyInit, Mac};
use kurier_egress::{HeaderValue, Request, header};
use sha2::{Sha256, Sha384, Sha512};
use subtle::ConstantTimeEq;

use super::ask::Fetcher;
use crate::PressError;
use crate::form::member;

/// How long a subscription is asked for, in seconds: ten days.
pub const LEASE_S: i64 = 10 * 24 * 3600;
/// Shortest and longest lease that is believed.
const BELIEVED_S: std::ops::RangeInclusive<i64> = 300..=(366 * 24 * 3600);

/// A subscription at a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Subscription {
    /// The hub.
    pub hub: String,
    /// What is subscribed: the feed's own address.
    pub topic: String,
    /// Part of the callback's address that nobody can guess.
    pub token: String,
    /// Signs what is pushed.
    pub secret: String,
}

/// What a hub asks before it pushes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Check {
    /// `subscribe`, `unsubscribe` or `denied`.
    pub mode: String,
    /// What it believes we asked for.
    pub topic: String,
    /// To be said back.
    pub challenge: String,
    /// How long it will push, in seconds.
    pub lease_s: Option<i64>,
}

impl Check {
    /// Reads the query of a hub's request.
    pub fn read(query: &str) -> Self {
        let mut check = Self::default();
        for (name, value) in url::form_urlencoded::parse(query.as_bytes()) {
            match name.as_ref() {
                "hub.mode" => check.mode = value.into_owned(),
                "hub.topic" => check.topic = value.into_owned(),
                "hub.challenge" => check.challenge = value.into_owned(),
                "hub.lease_seconds" => {
                    check.lease_s = value.parse().ok().filter(|lease| BELIEVED_S.contains(lease));
                }
                _ => {}
            }
        }
        check
    }

    /// Whether it is about what we asked, while we still want it.
    pub fn is_ours(&self, topic: &str) -> bool {
        self.mode == "subscribe" && self.topic == topic && !self.challenge.is_empty()
    }

    /// When to ask again: after four fifths of the lease.
    pub fn renew_s(&self, now_s: i64) -> i64 {
        now_s + self.lease_s.unwrap_or(LEASE_S) * 4 / 5
    }
}

/// What somebody wants of a hub.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// `subscribe` or `unsubscribe`.
    pub mode: String,
    /// Where it is to be told.
    pub callback: String,
    /// Signs what it is told.
    pub secret: Option<String>,
    /// For how long, in seconds.
    pub lease_s: i64,
}

/// Longest secret; the Recommendation's own bound.
const SECRET_BYTES: usize = 200;
const CALLBACK_BYTES: usize = 2_048;

impl Wanted {
    /// Reads the form of a request to the hub of `topic`; a sentence about what is wrong with it.
    pub fn read(form: &[u8], topic: &str) -> Result<Self, &'static str> {
        let value = |wanted: &str| member(form, wanted);
        let mode = value("hub.mode").unwrap_or_default();
        if mode != "subscribe" && mode != "unsubscribe" {
            return Err("hub.mode is subscribe or unsubscribe");
        }
        if value("hub.topic").as_deref() != Some(topic) {
            return Err("hub.topic is the address of this archive's feed");
        }
        let callback = value("hub.callback").unwrap_or_default();
        let is_web =
            url::Url::parse(&callback).is_ok_and(|it| matches!(it.scheme(), "http" | "https"));
        if !is_web || callback.len() > CALLBACK_BYTES {
            return Err("hub.callback is an http or https address");
        }
        let secret = value("hub.secret").filter(|secret| !secret.is_empty());
        if secret.as_ref().is_some_and(|secret| secret.len() >= SECRET_BYTES) {
            return Err("hub.secret has less than 200 bytes");
        }
        let asked = value("hub.lease_seconds").and_then(|lease| lease.parse::<i64>().ok());
        let lease_s = asked.unwrap_or(LEASE_S).clamp(*BELIEVED_S.start(), LEASE_S);
        Ok(Self { mode, callback, secret, lease_s })
    }
}

/// Whether a pushed body is signed with the secret: `sha256=…`, `sha384=…`, `sha512=…` or the old `sha1=…` of the raw bytes.
pub fn is_signed(secret: &str, body: &[u8], signature: &str) -> bool {
    let Some((method, hex)) = signature.trim().split_once('=') else { return false };
    let Some(theirs) = from_hex(hex) else { return false };
    let ours = match method.to_ascii_lowercase().as_str() {
        "sha256" => sign::<Hmac<Sha256>>(secret, body),
        "sha384" => sign::<Hmac<Sha384>>(secret, body),
        "sha512" => sign::<Hmac<Sha512>>(secret, body),
        _ => return false,
    };
    !ours.is_empty() && bool::from(ours.ct_eq(&theirs))
}

fn sign<M: Mac + KeyInit>(secret: &str, body: &[u8]) -> Vec<u8> {
    <M as KeyInit>::new_from_slice(secret.as_bytes())
        .map_or_else(|_| Vec::new(), |mac| mac.chain_update(body).finalize().into_bytes().to_vec())
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let text = text.trim();
    let is_hex = text.len().is_multiple_of(2) && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if !is_hex {
        return None;
    }
    (0..text.len())
        .step_by(2)
        .map(|at| u8::from_str_radix(text.get(at..at + 2)?, 16).ok())
        .collect()
}

impl Fetcher {
    /// Asks a hub to push a topic to `callback`. The hub answers later, by its check.
    pub async fn subscribe(&self, wish: &Subscription, callback: &str) -> Result<(), PressError> {
        let lease = LEASE_S.to_string();
        let pairs = [
            ("hub.mode", "subscribe"),
            ("hub.topic", &wish.topic),
            ("hub.callback", callback),
            ("hub.lease_seconds", &lease),
            ("hub.secret", &wish.secret),
        ];
        let body =
            url::form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let mut request = Request::post(&wish.hub, body);
        let kind = HeaderValue::from_static("application/x-www-form-urlencoded");
        request.headers.insert(header::CONTENT_TYPE, kind);
        let failed = |why: String| PressError::Fetch { url: wish.hub.clone(), why };
        let answer =
            self.client().request(request).await.map_err(|fault| failed(fault.to_string()))?;
        if answer.status.is_success() {
            Ok(())
        } else {
            Err(failed(format!("the hub answered {}", answer.status.as_u16())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_signed_with_the_secret_is_believed() {
        let body = b"<rss/>";
        let signature = kurier_wire::signature::sign("secret", body);
        assert!(is_signed("secret", body, &signature));
        assert!(!is_signed("other", body, &signature));
        assert!(!is_signed("secret", b"<rss></rss>", &signature));
        for odd in ["", "sha256", "sha256=", "sha256=zz", "md5=00", "sha256=é0"] {
            assert!(!is_signed("secret", body, odd), "{odd}");
        }
    }

    #[test]
    fn a_hub_is_answered_only_about_what_was_asked() {
        let check = Check::read(
            "hub.mode=subscribe&hub.topic=https%3A%2F%2Fa.example%2Ffeed&hub.challenge=42&hub.lease_seconds=1000",
        );
        assert!(
            check.is_ours("https://a.example/feed") && !check.is_ours("https://b.example/feed")
        );
        assert_eq!(check.renew_s(0), 800);
        assert!(!Check::read("hub.mode=unsubscribe&hub.topic=x&hub.challenge=1").is_ours("x"));
    }
}
