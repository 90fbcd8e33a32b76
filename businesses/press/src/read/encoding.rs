use chardetng::EncodingDetector;
use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Bytes of a document in which its declaration is looked for.
const HEAD_BYTES: usize = 1024;

/// A document as text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decoded {
    /// The text, without byte order mark.
    pub text: String,
    /// The character set it was written in.
    pub encoding: &'static str,
    /// Something could not be read and is replaced.
    pub is_damaged: bool,
    /// Another character set was announced than the one it is in.
    pub is_mislabelled: bool,
}

/// Reads bytes as text: byte order mark, then the `charset` of the `Content-Type`, then the XML declaration, then UTF-8. Of these
/// the first that fits without a fault is taken; if none does, the character set is guessed.
pub fn decode(bytes: &[u8], content_type: Option<&str>) -> Decoded {
    if let Some(wide) = utf_32(bytes) {
        return wide;
    }
    if let Some((encoding, length)) = Encoding::for_bom(bytes) {
        let (text, is_damaged) =
            encoding.decode_without_bom_handling(bytes.get(length..).unwrap_or_default());
        return of(text.into_owned(), encoding, is_damaged, false);
    }
    let announced = [content_type.and_then(charset), shape(bytes).or_else(|| declared(bytes))];
    let mut candidates: Vec<&'static Encoding> = announced.into_iter().flatten().collect();
    let is_announced = !candidates.is_empty();
    candidates.push(UTF_8);
    for (place, encoding) in candidates.iter().enumerate() {
        // A single-byte set reads everything: text that is good UTF-8 beyond ASCII is UTF-8, whatever it says.
        let is_utf_8 = *encoding == WINDOWS_1252 && has_utf_8(bytes);
        let (text, is_damaged) = encoding.decode_without_bom_handling(bytes);
        if !is_damaged && !is_utf_8 {
            return of(text.into_owned(), encoding, false, place > 0 && is_announced);
        }
    }
    let mut detector = EncodingDetector::new(chardetng::Iso2022JpDetection::Deny);
    detector.feed(bytes, true);
    let guessed = detector.guess(None, chardetng::Utf8Detection::Allow);
    let (text, is_damaged) = guessed.decode_without_bom_handling(bytes);
    of(text.into_owned(), guessed, is_damaged, true)
}

fn of(
    text: String,
    encoding: &'static Encoding,
    is_damaged: bool,
    is_mislabelled: bool,
) -> Decoded {
    Decoded { text, encoding: encoding.name(), is_damaged, is_mislabelled }
}

/// Text beyond ASCII that is well-formed UTF-8 is hardly ever anything else.
fn has_utf_8(bytes: &[u8]) -> bool {
    !bytes.is_ascii() && std::str::from_utf8(bytes).is_ok()
}

/// The character set that a `Content-Type` names.
pub fn charset(content_type: &str) -> Option<&'static Encoding> {
    content_type.split(';').skip(1).find_map(|parameter| {
        let (name, value) = parameter.split_once('=')?;
        let quotes: &[char] = &['"', '\'', ' ', '\t', '\r', '\n'];
        name.trim()
            .eq_ignore_ascii_case("charset")
            .then(|| label(value.trim_matches(quotes)))
            .flatten()
    })
}

/// The character set of a name, with some names that browsers do not know.
pub fn label(name: &str) -> Option<&'static Encoding> {
    let plain = name.trim().to_ascii_lowercase().replace('_', "-");
    let known = match plain.as_str() {
        "tis-620" | "cp874" => "windows-874",
        "cp949" | "uhc" | "ms949" => "euc-kr",
        "cp932" | "ms932" | "windows-932" => "shift_jis",
        "cp936" | "ms936" => "gbk",
        "cp950" | "ms950" => "big5",
        "hz" | "hz-gb-2312" | "replacement" => return None,
        "u8" | "utf" | "cp65001" => "utf-8",
        "u16" | "utf16" | "iso-10646-ucs-2" | "csunicode" | "ucs-2" => "utf-16le",
        "latin" | "latin-1" | "646" | "us" | "cp1252" => "windows-1252",
        "mac-roman" | "macroman" => "macintosh",
        "mac-cyrillic" | "maccyrillic" => "x-mac-cyrillic",
        other => other,
    };
    let numbered = known.strip_prefix("cp125").map(|digit| format!("windows-125{digit}"));
    Encoding::for_label_no_replacement(numbered.as_deref().unwrap_or(known).as_bytes())
}

/// UTF-16 without a byte order mark shows in its first characters.
fn shape(bytes: &[u8]) -> Option<&'static Encoding> {
    match bytes {
        [0, b'<' | b'{', 0, _, ..] => Some(UTF_16BE),
        [b'<' | b'{', 0, _, 0, ..] => Some(UTF_16LE),
        _ => None,
    }
}

/// The character set that an XML declaration names.
fn declared(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(HEAD_BYTES)).unwrap_or_default();
    let head = String::from_utf8_lossy(head);
    let declaration = head.split_once("<?xml")?.1.split_once("?>")?.0;
    let value = declaration.split_once("encoding")?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|first| matches!(first, '"' | '\''))?;
    let found = label(value.get(1..)?.split(quote).next()?)?;
    // Whoever can be read up to here is not written in two bytes a letter.
    let is_wide = found == UTF_16LE || found == UTF_16BE;
    Some(if is_wide { UTF_8 } else { found })
}

/// UTF-32, which the Encoding standard left out.
fn utf_32(bytes: &[u8]) -> Option<Decoded> {
    let (is_big, skip) = match bytes {
        [0, 0, 0xFE, 0xFF, ..] => (true, 4),
        [0xFF, 0xFE, 0, 0, ..] => (false, 4),
        [0, 0, 0, b'<', ..] => (true, 0),
        [b'<', 0, 0, 0, ..] => (false, 0),
        _ => return None,
    };
    let mut is_damaged = !bytes.len().is_multiple_of(4);
    let units = bytes.get(skip..).unwrap_or_default().as_chunks::<4>().0.iter().map(|four| {
        let code = if is_big { u32::from_be_bytes(*four) } else { u32::from_le_bytes(*four) };
        char::from_u32(code).unwrap_or_else(|| {
            is_damaged = true;
            char::REPLACEMENT_CHARACTER
        })
    });
    let text: String = units.collect();
    let encoding = if is_big { "UTF-32BE" } else { "UTF-32LE" };
    Some(Decoded { text, encoding, is_damaged, is_mislabelled: false })
}
