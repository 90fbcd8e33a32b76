//! The id that names one request in its answer, in the log, and in the caller's own trace.

use axum::http::{HeaderMap, HeaderValue};
use kurier_engine::entropy::Entropy;
use std::fmt::{Display, Formatter, Result};

/// A trace id of W3C Trace Context: the caller's if it brought one, else a random one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Trace {
    /// Never zero.
    pub id: u128,
    /// The caller's span, if it named one; never zero.
    pub parent: Option<u64>,
    /// Whether the caller records its own part.
    pub sampled: bool,
}

impl Trace {
    pub(crate) fn of(headers: &HeaderMap, entropy: &dyn Entropy) -> Self {
        let given = headers.get("traceparent").and_then(|value| value.to_str().ok());
        given.and_then(Self::parse).unwrap_or_else(|| Self::random(entropy))
    }

    /// `00-{32 hex}-{16 hex}-{2 hex}`, lower case; later versions may be longer.
    fn parse(text: &str) -> Option<Self> {
        let mut parts = text.trim().split('-');
        let version = hex(parts.next()?, 2)?;
        let id = hex(parts.next()?, 32).filter(|id| *id != 0)?;
        let parent = hex(parts.next()?, 16).filter(|id| *id != 0)?;
        let flags = hex(parts.next()?, 2)?;
        let fits = version != 0xff && (version != 0 || parts.next().is_none());
        let parent = u64::try_from(parent).ok();
        fits.then_some(Self { id, parent, sampled: flags & 1 == 1 })
    }

    fn random(entropy: &dyn Entropy) -> Self {
        let mut bytes = [0; 16];
        entropy.fill(&mut bytes);
        Self { id: u128::from_be_bytes(bytes).max(1), parent: None, sampled: false }
    }

    /// For a header; on the way of every message, so without the machinery of formatting.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        HeaderValue::from_bytes(&self.digits()).ok()
    }

    fn digits(&self) -> [u8; 32] {
        let mut digits = [b'0'; 32];
        let mut left = self.id;
        for digit in digits.iter_mut().rev() {
            // Four bits fit into a byte.
            let value = u8::try_from(left & 0xf).unwrap_or_default();
            *digit = if value < 10 { b'0' + value } else { b'a' + value - 10 };
            left >>= 4;
        }
        digits
    }
}

impl Display for Trace {
    fn fmt(&self, f: &mut Formatter<'_>) -> Result {
        f.write_str(std::str::from_utf8(&self.digits()).unwrap_or_default())
    }
}

fn hex(text: &str, digits: usize) -> Option<u128> {
    let is_hex = |byte: u8| matches!(byte, b'0'..=b'9' | b'a'..=b'f');
    let fits = text.len() == digits && text.bytes().all(is_hex);
    fits.then(|| u128::from_str_radix(text, 16).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    const ID: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

    #[test]
    fn the_callers_trace_is_taken_over() {
        let trace = Trace::parse(&format!("00-{ID}-00f067aa0ba902b7-01")).unwrap();
        assert_eq!(trace.to_string(), ID);
        assert_eq!(trace.header().unwrap(), ID);
        assert_eq!((trace.parent, trace.sampled), (Some(0x00f0_67aa_0ba9_02b7), true));
        assert!(Trace::parse(&format!("01-{ID}-00f067aa0ba902b7-00-more")).is_some());
    }

    #[test]
    fn what_is_no_trace_is_not_taken_over() {
        let zero = "0".repeat(32);
        for wrong in [
            String::new(),
            format!("00-{zero}-00f067aa0ba902b7-01"),
            format!("00-{ID}-0000000000000000-01"),
            format!("ff-{ID}-00f067aa0ba902b7-01"),
            format!("00-{ID}-00f067aa0ba902b7-01-more"),
            format!("00-{}-00f067aa0ba902b7-01", ID.to_uppercase()),
            format!("00-{}-00f067aa0ba902b7-01", &ID[1..]),
            "x\u{e9}-y".to_owned(),
        ] {
            assert_eq!(Trace::parse(&wrong), None, "{wrong}");
        }
    }
}
