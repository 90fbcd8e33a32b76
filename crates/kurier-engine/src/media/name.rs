//! What a file is called, as its owner says.

/// Longest name, in characters.
const NAME_CHARS: usize = 240;

/// A file's own name, without folders, control characters and characters that turn the direction of
/// writing round (which let `exe` look like `txt`); `None` if nothing is left.
pub(super) fn own(said: &str) -> Option<String> {
    let last = said.rsplit(['/', '\\']).next().unwrap_or_default();
    let turns = |c: char| matches!(c, '\u{200e}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    let clean: String =
        last.chars().filter(|c| !c.is_control() && !turns(*c)).take(NAME_CHARS).collect();
    let clean = clean.trim().trim_start_matches('.').trim();
    (!clean.is_empty()).then(|| clean.to_owned())
}

#[cfg(test)]
mod tests {
    use super::own;

    #[test]
    fn folders_and_tricks_are_taken_out_of_names() {
        for (said, is) in [
            ("../../etc/passwd", Some("passwd")),
            ("C:\\Temp\\Plan.pdf", Some("Plan.pdf")),
            ("Rechnung für Émile.pdf", Some("Rechnung für Émile.pdf")),
            ("a\r\nSet-Cookie: x", Some("aSet-Cookie: x")),
            ("cod\u{202e}fdp.exe", Some("codfdp.exe")),
            ("..", None),
            ("", None),
            ("dir/", None),
        ] {
            assert_eq!(own(said).as_deref(), is, "{said}");
        }
        assert_eq!(own(&"x".repeat(4_096)).map(|name| name.len()), Some(240));
    }
}
