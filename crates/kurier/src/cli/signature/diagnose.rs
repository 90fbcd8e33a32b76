//! Why a signature does not match: each usual mistake is made on purpose, to see whether it gives the
//! signature that came.

use super::rewrite::{self, Form};
use kurier_wire::signature::verify;

/// What is different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cause {
    /// Stable code.
    pub(super) code: &'static str,
    /// Plain sentence.
    pub(super) says: String,
    /// What to do.
    pub(super) advice: &'static str,
}

impl Cause {
    fn new(code: &'static str, says: impl Into<String>, advice: &'static str) -> Self {
        Self { code, says: says.into(), advice }
    }
}

const KEEP_BYTES: &str =
    "take the bytes of the request as they came, before any parser, and sign those";

/// The most likely reason.
pub(super) fn cause(secret: &str, body: &[u8], given: &str) -> Cause {
    header(secret, body, given)
        .or_else(|| other_secret(secret, body, given))
        .or_else(|| other_bytes(secret, body, given))
        .unwrap_or_else(|| unknown(body))
}

/// A header that is no signature of this kind.
fn header(secret: &str, body: &[u8], given: &str) -> Option<Cause> {
    let given = given.trim();
    if given.to_ascii_lowercase().starts_with("sha1=") {
        let says = "the value is that of X-Hub-Signature (SHA-1)";
        return Some(Cause::new("sha1", says, "read the header X-Hub-Signature-256"));
    }
    if given.starts_with("v1,") {
        let says = "the value is that of webhook-signature, which signs id and time as well";
        return Some(Cause::new("other_header", says, "read the header X-Hub-Signature-256"));
    }
    let digits = given.rsplit('=').next().unwrap_or_default();
    if verify(secret, body, &format!("sha256={digits}")) {
        let says = "the digits match; the value must begin with `sha256=` in small letters";
        return Some(Cause::new("prefix", says, "compare the whole value of the header"));
    }
    if digits.len() != 64 || !digits.bytes().all(|digit| digit.is_ascii_hexdigit()) {
        let says =
            format!("after `sha256=` come 64 hexadecimal digits, not {} characters", digits.len());
        return Some(Cause::new("malformed", says, "copy the whole value of the header"));
    }
    None
}

/// The right secret, written differently.
fn other_secret(secret: &str, body: &[u8], given: &str) -> Option<Cause> {
    let advice = "use the app's secret as text, without what stands around it";
    let trimmed = secret.trim().trim_matches(['"', '\'']);
    if trimmed != secret && verify(trimmed, body, given) {
        let says = "the secret has blanks, a line break or quotes around it";
        return Some(Cause::new("secret_padded", says, advice));
    }
    let ended = format!("{secret}\n");
    if verify(&ended, body, given) {
        let says = "whoever signed took a line break for a part of the secret";
        return Some(Cause::new("signer_secret_padded", says, advice));
    }
    None
}

/// The right secret over other bytes.
fn other_bytes(secret: &str, body: &[u8], given: &str) -> Option<Cause> {
    let trimmed = body.trim_ascii_end();
    for (bytes, says) in [
        (
            trimmed.to_vec(),
            "the body here has blanks or a line break at its end that were not sent",
        ),
        ([trimmed, b"\n"].concat(), "the body here lost the line break at its end"),
        ([trimmed, b"\r\n"].concat(), "the body here lost the line break at its end"),
        (
            body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body).to_vec(),
            "the body here begins with a byte order mark",
        ),
        (Vec::new(), "an empty body was signed: it was read before, and nothing was left"),
    ] {
        if bytes != body && verify(secret, &bytes, given) {
            return Some(Cause::new("other_ends", says, KEEP_BYTES));
        }
    }
    Form::ALL.iter().find_map(|form| {
        let written = rewrite::write(body, *form)?;
        verify(secret, &written, given).then(|| {
            let says = format!("the signature is of the same JSON {}", form.says());
            Cause::new("rewritten", says, KEEP_BYTES)
        })
    })
}

fn unknown(body: &[u8]) -> Cause {
    let says = match serde_json::from_slice::<serde_json::Value>(body) {
        Ok(_) => {
            "another secret, or another body: no usual way to write this JSON gives that signature"
        }
        Err(_) => "another secret, or another body; this one is no JSON: is it whole?",
    };
    Cause::new(
        "secret_or_body",
        says,
        "`kurier listen BUSINESS --print-secret` shows the secret; save the body of a request byte for byte",
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_wire::signature::sign;

    const SECRET: &str = "b0b1";
    /// As Kurier writes it: ASCII, slashes escaped.
    const BODY: &str = r#"{"z":"Gr\u00fc\u00dfe \ud83d\udc4b","a":[1,2.5,"a\/b"]}"#;

    fn code(secret: &str, body: &str, header: &str) -> &'static str {
        cause(secret, body.as_bytes(), header).code
    }

    #[test]
    fn a_body_that_a_parser_wrote_anew_is_recognised() {
        let plain = r#"{"z":"Grüße 👋","a":[1,2.5,"a/b"]}"#;
        let python = r#"{"z": "Gr\u00fc\u00dfe \ud83d\udc4b", "a": [1, 2.5, "a/b"]}"#;
        let sorted = r#"{"a":[1,2.5,"a/b"],"z":"Grüße 👋"}"#;
        let pretty = "{\n  \"z\": \"Grüße 👋\",\n  \"a\": [\n    1,\n    2.5,\n    \"a/b\"\n  ]\n}";
        for rewritten in [plain, python, pretty] {
            // What came was signed over BODY; the program checks its own rewriting …
            assert_eq!(
                code(SECRET, rewritten, &sign(SECRET, BODY.as_bytes())),
                "rewritten",
                "{rewritten}"
            );
            // … or somebody signed a rewriting of it.
            let given = sign(SECRET, rewritten.as_bytes());
            assert_eq!(code(SECRET, BODY, &given), "rewritten", "{rewritten}");
        }
        // From sorted members nobody finds back to the order in which they came.
        assert_eq!(code(SECRET, BODY, &sign(SECRET, sorted.as_bytes())), "rewritten");
    }

    #[test]
    fn line_breaks_at_the_end_of_body_or_secret_are_found() {
        let right = sign(SECRET, BODY.as_bytes());
        assert_eq!(code(SECRET, &format!("{BODY}\n"), &right), "other_ends");
        assert_eq!(code("b0b1\n", BODY, &right), "secret_padded");
        assert_eq!(code("\"b0b1\"", BODY, &right), "secret_padded");
        let padded = sign("b0b1\n", BODY.as_bytes());
        assert_eq!(code(SECRET, BODY, &padded), "signer_secret_padded");
        assert_eq!(code(SECRET, BODY, &sign(SECRET, b"")), "other_ends");
    }

    #[test]
    fn a_wrong_header_is_told_from_a_wrong_body() {
        let right = sign(SECRET, BODY.as_bytes());
        assert_eq!(code(SECRET, BODY, &right["sha256=".len()..]), "prefix");
        assert_eq!(code(SECRET, BODY, "sha1=00"), "sha1");
        assert_eq!(code(SECRET, BODY, "v1,AAAA"), "other_header");
        assert_eq!(code(SECRET, BODY, &right[..40]), "malformed");
        assert_eq!(code(SECRET, BODY, &sign("other", BODY.as_bytes())), "secret_or_body");
        assert!(cause(SECRET, b"{", &right).says.contains("no JSON"));
    }
}
