//! The ways in which common libraries write the same JSON, members in the order in which they came.

use kurier_wire::webhook::to_ascii_json;
use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::Number;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter, Serializer as Writer};
use std::fmt;
use std::io::{self, Write};

/// One way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Form {
    /// As Kurier sends it.
    Ascii,
    /// `JSON.stringify` and most others.
    Compact,
    /// Python's `json.dumps`.
    Spaced,
    /// Python's `json.dumps(…, ensure_ascii=False)`.
    SpacedPlain,
    /// Python's `json.dumps(…, separators=(",", ":"))`, PHP's with unescaped slashes.
    AsciiPlainSlash,
    /// Indented by two blanks.
    Pretty,
    /// Members sorted by name.
    Sorted,
}

impl Form {
    pub(super) const ALL: [Self; 7] = [
        Self::Ascii,
        Self::Compact,
        Self::Spaced,
        Self::SpacedPlain,
        Self::AsciiPlainSlash,
        Self::Pretty,
        Self::Sorted,
    ];

    /// Ends "the signature is of the same JSON …".
    pub(super) fn says(self) -> &'static str {
        match self {
            Self::Ascii => {
                "as Kurier sends it (`\\uXXXX`, `\\/`, no blanks); here it was written anew"
            }
            Self::Compact => "without blanks and escapes (as JSON.stringify writes it)",
            Self::Spaced => "with a blank after `:` and `,` (as Python's json.dumps writes it)",
            Self::SpacedPlain => {
                "with a blank after `:` and `,` and without escapes (json.dumps with ensure_ascii=False)"
            }
            Self::AsciiPlainSlash => "with `\\uXXXX`, but with unescaped slashes",
            Self::Pretty => "indented over several lines",
            Self::Sorted => "with its members sorted by name",
        }
    }
}

/// The body in this form; `None` if it is no JSON.
pub(super) fn write(body: &[u8], form: Form) -> Option<Vec<u8>> {
    if form == Form::Sorted {
        let sorted: serde_json::Value = serde_json::from_slice(body).ok()?;
        return serde_json::to_vec(&sorted).ok();
    }
    let value: Ordered = serde_json::from_slice(body).ok()?;
    match form {
        Form::Ascii => to_ascii_json(&value).ok(),
        Form::Compact | Form::Sorted => serde_json::to_vec(&value).ok(),
        Form::Spaced => ascii(&with(&value, Spaced)?),
        Form::SpacedPlain => with(&value, Spaced),
        Form::AsciiPlainSlash => ascii(&with(&value, CompactFormatter)?),
        Form::Pretty => with(&value, PrettyFormatter::new()),
    }
}

fn with<F: Formatter>(value: &Ordered, formatter: F) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    value.serialize(&mut Writer::with_formatter(&mut bytes, formatter)).ok()?;
    Some(bytes)
}

/// Characters outside ASCII occur in strings only, so that they can be escaped where they stand.
fn ascii(written: &[u8]) -> Option<Vec<u8>> {
    let mut escaped = Vec::with_capacity(written.len());
    for c in str::from_utf8(written).ok()?.chars() {
        if c.is_ascii() {
            write!(escaped, "{c}").ok()?;
            continue;
        }
        for unit in c.encode_utf16(&mut [0; 2]) {
            write!(escaped, "\\u{unit:04x}").ok()?;
        }
    }
    Some(escaped)
}

/// A blank after each separator.
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        to.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_key<W: ?Sized + Write>(&mut self, to: &mut W, first: bool) -> io::Result<()> {
        to.write_all(if first { b"" } else { b", " })
    }

    fn begin_object_value<W: ?Sized + Write>(&mut self, to: &mut W) -> io::Result<()> {
        to.write_all(b": ")
    }
}

/// JSON whose members keep their order.
enum Ordered {
    Null,
    Bool(bool),
    Number(Number),
    Text(String),
    List(Vec<Self>),
    Object(Vec<(String, Self)>),
}

impl Serialize for Ordered {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Null => to.serialize_unit(),
            Self::Bool(value) => to.serialize_bool(*value),
            Self::Number(value) => value.serialize(to),
            Self::Text(value) => to.serialize_str(value),
            Self::List(values) => values.serialize(to),
            Self::Object(members) => {
                let mut map = to.serialize_map(Some(members.len()))?;
                for (name, value) in members {
                    map.serialize_entry(name, value)?;
                }
                map.end()
            }
        }
    }
}

impl<'de> Deserialize<'de> for Ordered {
    fn deserialize<D: Deserializer<'de>>(from: D) -> Result<Self, D::Error> {
        from.deserialize_any(Reader)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Ordered;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_unit<E>(self) -> Result<Ordered, E> {
        Ok(Ordered::Null)
    }

    fn visit_bool<E>(self, value: bool) -> Result<Ordered, E> {
        Ok(Ordered::Bool(value))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Ordered, E> {
        Ok(Ordered::Number(value.into()))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Ordered, E> {
        Ok(Ordered::Number(value.into()))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Ordered, E> {
        Ok(Number::from_f64(value).map_or(Ordered::Null, Ordered::Number))
    }

    fn visit_str<E>(self, value: &str) -> Result<Ordered, E> {
        Ok(Ordered::Text(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut from: A) -> Result<Ordered, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = from.next_element()? {
            values.push(value);
        }
        Ok(Ordered::List(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut from: A) -> Result<Ordered, A::Error> {
        let mut members = Vec::new();
        while let Some(member) = from.next_entry()? {
            members.push(member);
        }
        Ok(Ordered::Object(members))
    }
}
