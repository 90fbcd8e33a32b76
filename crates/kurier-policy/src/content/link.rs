//! The link of a text that is shown with a preview.

/// Longest link that is looked at, in bytes.
const LINK_MAX: usize = 2_048;

/// The first address of the web in a text (`http://…` or `https://…`), without the marks of the sentence around it.
pub fn first_link(text: &str) -> Option<&str> {
    let starts = |scheme: &'static str| {
        let is_it = |(at, _): &(usize, &str)| {
            let before = text.get(..*at).and_then(|before| before.chars().next_back());
            !before.is_some_and(char::is_alphanumeric)
        };
        text.match_indices(scheme).find(is_it).map(|(at, _)| (at, scheme))
    };
    let (at, scheme) = ["https://", "http://"].into_iter().filter_map(starts).min()?;
    let rest = text.get(at..)?;
    let is_end =
        |c: char| c.is_whitespace() || c.is_control() || matches!(c, '<' | '>' | '"' | '\\');
    let link = rest.get(..rest.find(is_end).unwrap_or(rest.len()))?;
    let link =
        link.trim_end_matches(['.', ',', ';', ':', '!', '?', ')', ']', '}', '\'', '*', '_', '~']);
    (link.len() > scheme.len() && link.len() <= LINK_MAX).then_some(link)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_first_address_is_found_without_the_marks_around_it() {
        for (text, link) in [
            ("See https://example.org/a?b=1, please.", Some("https://example.org/a?b=1")),
            ("http://a.example and https://b.example", Some("http://a.example")),
            ("(https://example.org/x).", Some("https://example.org/x")),
            ("*https://example.org*", Some("https://example.org")),
            ("<https://example.org>", Some("https://example.org")),
            ("two\nhttps://example.org/ä\nlines", Some("https://example.org/ä")),
            ("xhttps://example.org", None),
            ("https:// nothing", None),
            ("ftp://example.org www.example.org", None),
            ("", None),
        ] {
            assert_eq!(first_link(text), link, "{text}");
        }
        assert_eq!(first_link(&format!("https://example.org/{}", "a".repeat(2_048))), None);
    }

    proptest! {
        #[test]
        fn a_link_is_a_part_of_the_text_and_found_again(text in "(https?://)?[a-z./ä <>)]{0,30}") {
            if let Some(link) = first_link(&text) {
                prop_assert!(text.contains(link));
                prop_assert_eq!(first_link(link), Some(link));
            }
        }
    }
}
