//! JSON in ASCII, as Meta writes it.

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, Serializer};
use std::io::{self, Write};

/// Writes compact JSON in which every character outside ASCII is `\uXXXX` (lower-case hex, surrogate
/// pairs) and every slash is `\/`.
pub fn to_ascii_json<T: Serialize>(value: &T) -> serde_json::Result<Vec<u8>> {
    let mut bytes = Vec::with_capacity(1024);
    value.serialize(&mut Serializer::with_formatter(&mut bytes, Ascii(CompactFormatter)))?;
    Ok(bytes)
}

struct Ascii(CompactFormatter);

impl Formatter for Ascii {
    fn write_string_fragment<W>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()>
    where
        W: ?Sized + Write,
    {
        let plain = |c: char| c.is_ascii() && c != '/';
        let mut rest = fragment;
        while let Some((at, special)) = rest.char_indices().find(|(_, c)| !plain(*c)) {
            let (before, after) = rest.split_at(at);
            self.0.write_string_fragment(writer, before)?;
            escape(writer, special)?;
            rest = after.get(special.len_utf8()..).unwrap_or_default();
        }
        self.0.write_string_fragment(writer, rest)
    }
}

fn escape<W: ?Sized + Write>(writer: &mut W, special: char) -> io::Result<()> {
    if special == '/' {
        return writer.write_all(b"\\/");
    }
    for unit in special.encode_utf16(&mut [0; 2]) {
        write!(writer, "\\u{unit:04x}")?;
    }
    Ok(())
}
