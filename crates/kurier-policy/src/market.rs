//! Markets of the rate card: an ISO 3166 country, or "*" when unknown.

use serde::{Deserialize, Serialize};

/// Two capital letters, or `*`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Market([u8; 2]);

impl Market {
    /// Nobody knows where the person is.
    pub const ANY: Self = Self(*b"**");

    /// `DE`, or `*`.
    pub fn parse(code: &str) -> Option<Self> {
        if code == "*" {
            return Some(Self::ANY);
        }
        let bytes: [u8; 2] = code.as_bytes().try_into().ok()?;
        bytes.iter().all(u8::is_ascii_uppercase).then_some(Self(bytes))
    }
    /// `DE`, or `*`.
    pub fn code(&self) -> &str {
        if *self == Self::ANY { "*" } else { str::from_utf8(&self.0).unwrap_or("*") }
    }
}

impl Serialize for Market {
    fn serialize<S: serde::Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.serialize_str(self.code())
    }
}
impl<'de> Deserialize<'de> for Market {
    fn deserialize<D: serde::Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        let code = String::deserialize(from)?;
        Self::parse(&code)
            .ok_or_else(|| serde::de::Error::custom("two capital letters or * needed"))
    }
}
