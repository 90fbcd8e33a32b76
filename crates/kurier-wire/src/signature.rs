//! Signatures: of webhook bodies (`X-Hub-Signature-256`) and of calls (`appsecret_proof`).

use hmac::{Hmac, KeyInit, Mac};
use sha2::Sha256;
use std::fmt::Write;

/// Name of the header that signs a webhook body.
pub const HEADER: &str = "X-Hub-Signature-256";
const PREFIX: &str = "sha256=";

/// The signature of a webhook body: `sha256=` and 64 lower-case hex digits, over the exact bytes sent.
pub fn sign(secret: &str, body: &[u8]) -> String {
    format!("{PREFIX}{}", hex(secret, body))
}

/// Whether `header` signs `body`, in constant time. Hex digits may be of either case.
pub fn verify(secret: &str, body: &[u8], header: &str) -> bool {
    let Some(digits) = header.trim().strip_prefix(PREFIX) else { return false };
    matches_hex(secret, body, digits)
}

/// The proof that a caller knows the app's secret as well as the token: HMAC-SHA256 in hex.
pub fn appsecret_proof(secret: &str, token: &str) -> String {
    hex(secret, token.as_bytes())
}

/// Whether `proof` is the [`appsecret_proof`] of the token, in constant time.
pub fn verify_appsecret_proof(secret: &str, token: &str, proof: &str) -> bool {
    matches_hex(secret, token.as_bytes(), proof.trim())
}

#[expect(clippy::expect_used, reason = "HMAC takes keys of every length; no other error exists")]
fn mac(secret: &str, message: &[u8]) -> Hmac<Sha256> {
    let mut mac = Hmac::<Sha256>::new_from_slice(secret.as_bytes()).expect("any key length");
    mac.update(message);
    mac
}

fn hex(secret: &str, message: &[u8]) -> String {
    let mut text = String::with_capacity(64);
    for byte in mac(secret, message).finalize().into_bytes() {
        // Writing to a string cannot fail.
        let _infallible = write!(text, "{byte:02x}");
    }
    text
}

fn matches_hex(secret: &str, message: &[u8], digits: &str) -> bool {
    let Some(tag) = unhex(digits) else { return false };
    mac(secret, message).verify_slice(&tag).is_ok()
}

fn unhex(digits: &str) -> Option<[u8; 32]> {
    let digits = digits.as_bytes();
    if digits.len() != 64 {
        return None;
    }
    let nibble = |digit: u8| char::from(digit).to_digit(16).and_then(|n| u8::try_from(n).ok());
    let mut tag = [0; 32];
    for (byte, pair) in tag.iter_mut().zip(digits.chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(tag)
}

#[cfg(test)]
mod tests {
    use super::*;

    // RFC 4231, test case 2.
    const TAG: &str = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";

    #[test]
    fn signs_as_the_published_test_vector_says() {
        let body = b"what do ya want for nothing?";
        assert_eq!(sign("Jefe", body), format!("sha256={TAG}"));
        assert_eq!(appsecret_proof("Jefe", "what do ya want for nothing?"), TAG);
    }

    #[test]
    fn accepts_only_the_right_signature_over_the_very_bytes() {
        let header = sign("secret", b"{\"a\":1}");
        assert!(verify("secret", b"{\"a\":1}", &header));
        assert!(verify("secret", b"{\"a\":1}", &header.to_uppercase().replace("SHA", "sha")));
        assert!(!verify("secret", b"{\"a\": 1}", &header));
        assert!(!verify("other", b"{\"a\":1}", &header));
        for forged in ["", "sha256=", "sha256=zz", &header[7..], &header[..70], "sha1=00"] {
            assert!(!verify("secret", b"{\"a\":1}", forged), "{forged}");
        }
    }

    #[test]
    fn checks_the_proof_of_a_call() {
        let proof = appsecret_proof("secret", "krt_1");
        assert!(verify_appsecret_proof("secret", "krt_1", &proof));
        assert!(!verify_appsecret_proof("secret", "krt_2", &proof));
    }
}
