//! Signatures of webhook bodies, in the two forms that receivers know.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha1::{Digest, Sha1};
use sha2::Sha256;
use std::fmt::Write;

/// `X-Hub-Signature-256` of a body: `sha256=` and 64 hex digits, keyed with the app's secret as text.
pub fn hub_signature(body: &[u8], app_secret: &str) -> String {
    hex("sha256=", &hmac_sha256(app_secret.as_bytes(), &[body]))
}

/// The app's secret in the form that Standard Webhooks libraries take (`whsec_` + base64).
pub fn standard_secret(app_secret: &str) -> String {
    format!("whsec_{}", STANDARD.encode(app_secret))
}

/// The legacy `X-Hub-Signature` of a body: `sha1=` and 40 hex digits. Only for receivers that know no
/// other.
pub fn legacy_hub_signature(body: &[u8], app_secret: &str) -> String {
    hex("sha1=", &hmac_sha1(app_secret.as_bytes(), body))
}

/// RFC 2104 over SHA-1. Written out, because the SHA-1 in use is of another generation than `hmac`.
fn hmac_sha1(key: &[u8], body: &[u8]) -> [u8; 20] {
    const BLOCK: usize = 64;
    let digest = |parts: [&[u8]; 2]| -> [u8; 20] {
        parts.into_iter().fold(Sha1::new(), Sha1::chain_update).finalize().into()
    };
    let short = digest([key, b""]);
    let key = if key.len() > BLOCK { &short[..] } else { key };
    let pad = |mask: u8| {
        let mut block = [mask; BLOCK];
        block.iter_mut().zip(key).for_each(|(place, byte)| *place ^= byte);
        block
    };
    let inner = digest([&pad(0x36), body]);
    digest([&pad(0x5c), &inner])
}

/// `webhook-signature` of Standard Webhooks 1.0.0 with one signature: `v1,` and base64.
pub fn standard_signature(body: &[u8], secret: &str, id: &str, timestamp_s: i64) -> String {
    of_key(body, secret.as_bytes(), id, timestamp_s)
}

fn of_key(body: &[u8], key: &[u8], id: &str, timestamp_s: i64) -> String {
    let timestamp = timestamp_s.to_string();
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    format!("v1,{}", STANDARD.encode(hmac_sha256(key, &signed)))
}

/// The headers of a signed delivery: Cloud API and Standard Webhooks 1.0.0 side by side. The first of
/// `secrets` is the app's and signs in every form; the others, while it is changed, in the Standard
/// form only, which has room for several. `id` must be visible ASCII without a dot: it is part of what
/// is signed.
pub fn signed_headers(body: &[u8], secrets: &[&str], id: &str, timestamp_s: i64) -> HeaderMap {
    let own = secrets.first().copied().unwrap_or_default();
    let standard: Vec<String> =
        secrets.iter().map(|secret| standard_signature(body, secret, id, timestamp_s)).collect();
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let named = [
        ("x-hub-signature-256", hub_signature(body, own)),
        ("x-hub-signature", legacy_hub_signature(body, own)),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp_s.to_string()),
        ("webhook-signature", standard.join(" ")),
    ];
    for (name, value) in named {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers
}

fn hex(prefix: &str, bytes: &[u8]) -> String {
    let mut text = String::with_capacity(prefix.len() + 2 * bytes.len());
    text.push_str(prefix);
    for byte in bytes {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text
}

fn hmac_sha256(key: &[u8], parts: &[&[u8]]) -> [u8; 32] {
    // HMAC takes keys of any length; the error type is only the trait's.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return [0; 32] };
    for part in parts {
        mac.update(part);
    }
    mac.finalize().into_bytes().into()
}

#[cfg(test)]
#[path = "sign_tests.rs"]
mod tests;
