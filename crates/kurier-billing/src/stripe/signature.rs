//! The header `Stripe-Signature`: `t=1700000000,v1=hex,v1=hex`, HMAC-SHA256 over `t.body`.

use hmac::{Hmac, KeyInit, Mac};
use kurier_policy::time::Timestamp;
use sha2::Sha256;
use subtle::ConstantTimeEq;

/// Longest header that is looked at.
const HEADER_MAX: usize = 4_096;
/// Most signatures that are tried: during a change of secrets there are two.
const SIGNATURES_MAX: usize = 16;

/// Why a webhook is not believed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SignatureFault {
    /// No time, no signature of version 1, or far too long.
    #[error("the signature header is malformed")]
    Malformed,
    /// None of the signatures is right.
    #[error("no signature fits the body and the secret")]
    Wrong,
    /// Right, but from another time: a recording, or a wrong clock.
    #[error("the signature is too old, or from the future")]
    Stale,
}

/// Checks a webhook's body as it came, against the endpoint's secret (`whsec_…`, taken as it is). `tolerance_s` says how
/// far its time may be from `now`, both ways; Stripe's own libraries take 300. Gives the time at which it was signed.
pub fn verify(
    body: &[u8],
    header: &str,
    secret: &str,
    now: Timestamp,
    tolerance_s: u32,
) -> Result<Timestamp, SignatureFault> {
    if header.len() > HEADER_MAX {
        return Err(SignatureFault::Malformed);
    }
    let mut time = None;
    let mut signatures = Vec::new();
    for part in header.split(',') {
        match part.trim().split_once('=') {
            Some(("t", value)) if time.is_none() => time = Some(value),
            Some(("v1", value)) => signatures.push(value),
            // Other versions, such as v0 of test events, prove nothing.
            _ => {}
        }
    }
    let time = time.ok_or(SignatureFault::Malformed)?;
    let digits = !time.is_empty() && time.bytes().all(|byte| byte.is_ascii_digit());
    let seconds: i64 = time.parse().ok().filter(|_| digits).ok_or(SignatureFault::Malformed)?;
    if signatures.is_empty() || signatures.len() > SIGNATURES_MAX {
        return Err(SignatureFault::Malformed);
    }
    let expected = sign(body, time, secret).ok_or(SignatureFault::Wrong)?;
    // All of them are compared, each in constant time: how long this takes says nothing.
    let mut right = subtle::Choice::from(0);
    for signature in signatures {
        right |= expected.as_bytes().ct_eq(signature.as_bytes());
    }
    if !bool::from(right) {
        return Err(SignatureFault::Wrong);
    }
    let signed = Timestamp::from_seconds(seconds);
    let off = now.seconds().abs_diff(signed.seconds());
    if off > u64::from(tolerance_s) { Err(SignatureFault::Stale) } else { Ok(signed) }
}

/// Signature of a body in lower-case hex.
pub(super) fn sign(body: &[u8], time: &str, secret: &str) -> Option<String> {
    use std::fmt::Write as _;
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).ok()?;
    mac.update(time.as_bytes());
    mac.update(b".");
    mac.update(body);
    let mut hex = String::with_capacity(64);
    for byte in mac.finalize().into_bytes() {
        write!(hex, "{byte:02x}").ok()?;
    }
    Some(hex)
}
