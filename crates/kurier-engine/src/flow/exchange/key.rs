//! A business's public key: RSA of 2,048 bits, as PEM.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rsa::{BoxedUint, PublicKey};

const BEGIN: &str = "-----BEGIN PUBLIC KEY-----";
const END: &str = "-----END PUBLIC KEY-----";
/// Bytes of the modulus.
const MODULUS: usize = 256;
/// Longest key that is read, in bytes of PEM.
const PEM_MAX: usize = 4_096;
/// Tags of DER.
const SEQUENCE: u8 = 0x30;
const INTEGER: u8 = 0x02;
const BITS: u8 = 0x03;
/// What says that a key is one of RSA (1.2.840.113549.1.1.1), without parameters.
const RSA: [u8; 13] =
    [0x06, 0x09, 0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01, 0x05, 0x00];

/// Reads a key; `None` if it is no RSA key of 2,048 bits.
pub(super) fn read(pem: &str) -> Option<PublicKey> {
    let pem = Some(pem.trim()).filter(|pem| pem.len() <= PEM_MAX)?;
    let inner = pem.strip_prefix(BEGIN)?.strip_suffix(END)?;
    let inner: String = inner.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let der = STANDARD.decode(inner).ok()?;
    let (info, rest) = value(&der, SEQUENCE)?;
    let (algorithm, bits) = value(info, SEQUENCE)?;
    let (bits, after) = value(bits, BITS)?;
    let (key, end) = value(bits.strip_prefix(&[0])?, SEQUENCE)?;
    let (modulus, exponent) = value(key, INTEGER)?;
    let (exponent, last) = value(exponent, INTEGER)?;
    let is_whole = [rest, after, end, last].into_iter().all(<[u8]>::is_empty);
    if !is_whole || algorithm != RSA {
        return None;
    }
    let modulus = modulus.strip_prefix(&[0]).filter(|it| it.len() == MODULUS)?;
    let number = |bytes: &[u8]| {
        let bits = u32::try_from(bytes.len()).ok()?.checked_mul(8)?;
        BoxedUint::from_be_slice(bytes, bits).ok()
    };
    PublicKey::new(number(modulus)?, number(exponent)?).ok()
}

/// The value of this tag that `der` begins with, and what follows it.
fn value(der: &[u8], tag: u8) -> Option<(&[u8], &[u8])> {
    let (&first, rest) = der.split_first()?;
    let (&short, rest) = rest.split_first()?;
    let (length, rest) = match short {
        0..=0x7f => (usize::from(short), rest),
        0x81 => {
            let (&length, rest) = rest.split_first()?;
            (usize::from(length), rest)
        }
        0x82 => {
            let (&[high, low], rest) = rest.split_first_chunk()?;
            (usize::from(u16::from_be_bytes([high, low])), rest)
        }
        _ => return None,
    };
    (first == tag).then(|| rest.split_at_checked(length)).flatten()
}
