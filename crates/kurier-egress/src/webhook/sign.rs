//! Signatures of webhook bodies, in the two forms that receivers know.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use hmac::{Hmac, KeyInit, Mac};
use http::{HeaderMap, HeaderName, HeaderValue, header};
use sha2::Sha256;
use std::fmt::Write;

/// `X-Hub-Signature-256` of a body: `sha256=` and 64 hex digits, keyed with the app's secret as text.
pub fn hub_signature(body: &[u8], app_secret: &str) -> String {
    let mut text = String::with_capacity(71);
    text.push_str("sha256=");
    for byte in hmac_sha256(app_secret.as_bytes(), &[body]) {
        // Writing to a String cannot fail.
        write!(text, "{byte:02x}").ok();
    }
    text
}

/// The app's secret in the form that Standard Webhooks libraries take (`whsec_` + base64).
pub fn standard_secret(app_secret: &str) -> String {
    format!("whsec_{}", STANDARD.encode(app_secret))
}

/// The headers of a signed delivery: Cloud API and Standard Webhooks 1.0.0 side by side. `id` must be
/// visible ASCII without a dot: it is part of what is signed.
pub fn signed_headers(body: &[u8], app_secret: &str, id: &str, timestamp_s: i64) -> HeaderMap {
    let timestamp = timestamp_s.to_string();
    let signed = [id.as_bytes(), b".", timestamp.as_bytes(), b".", body];
    let standard = STANDARD.encode(hmac_sha256(app_secret.as_bytes(), &signed));
    let mut headers = HeaderMap::with_capacity(8);
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    let named = [
        ("x-hub-signature-256", hub_signature(body, app_secret)),
        ("webhook-id", id.to_owned()),
        ("webhook-timestamp", timestamp),
        ("webhook-signature", format!("v1,{standard}")),
    ];
    for (name, value) in named {
        if let Ok(value) = HeaderValue::try_from(value) {
            headers.insert(HeaderName::from_static(name), value);
        }
    }
    headers
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
