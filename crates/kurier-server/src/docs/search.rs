//! `/docs/search`: every section, operation and error that has all the words.

use super::page::{Html, Page, escaped};
use super::{guides, markdown, reference};
use crate::contract;
use kurier_wire::error;
use std::fmt::Write;
use std::sync::OnceLock;

/// Most letters of a question that are looked at.
const ASKED_MAX: usize = 100;
const SHOWN_MAX: usize = 40;
/// Letters around the first word that was found.
const AROUND: usize = 90;

/// Something that can be found.
struct Place {
    title: String,
    address: String,
    text: String,
    /// Title and text in small letters.
    small: (String, String),
}

impl Place {
    fn new(title: String, address: String, text: String) -> Self {
        let small = (title.to_lowercase(), text.to_lowercase());
        Self { title, address, text, small }
    }

    /// How well it fits; `None` if a word is missing.
    fn fits(&self, words: &[String]) -> Option<usize> {
        let each = words.iter().map(|word| {
            let in_title = self.small.0.contains(word.as_str());
            let in_text = self.small.1.contains(word.as_str());
            (in_title || in_text).then_some(if in_title { 10 } else { 1 })
        });
        each.sum()
    }
}

/// The page of what was found.
pub(super) fn results(asked: &str) -> Html {
    let asked: String = asked.chars().take(ASKED_MAX).collect();
    let words: Vec<String> = asked.split_whitespace().map(str::to_lowercase).collect();
    let found = if words.is_empty() { Vec::new() } else { find(&words) };
    let mut content = format!(
        "<h1>Search</h1><p role=\"status\">{}</p><ol class=\"found\">",
        told(&asked, found.len())
    );
    for place in found {
        // Writing to a String cannot fail.
        let _infallible = write!(
            content,
            "<li><a href=\"{}\">{}</a><p>{}</p></li>",
            place.address,
            escaped(&place.title),
            escaped(&excerpt(place, &words))
        );
    }
    content.push_str("</ol>");
    Page { title: "Search", at: "/docs/search", content: &content }.with_query(&asked)
}

fn told(asked: &str, found: usize) -> String {
    match (asked.trim(), found) {
        ("", _) => "Type a code, a call, or a word.".to_owned(),
        (asked, 0) => format!("Nothing has “{}”. Try fewer words.", escaped(asked)),
        (asked, SHOWN_MAX) => format!("The first {SHOWN_MAX} places with “{}”:", escaped(asked)),
        (asked, 1) => format!("One place with “{}”:", escaped(asked)),
        (asked, found) => format!("{found} places with “{}”:", escaped(asked)),
    }
}

fn find(words: &[String]) -> Vec<&'static Place> {
    let mut found: Vec<(usize, &Place)> =
        places().iter().filter_map(|place| Some((place.fits(words)?, place))).collect();
    // Stable: what fits alike stays in the order of the documents.
    found.sort_by_key(|(points, _)| std::cmp::Reverse(*points));
    found.into_iter().take(SHOWN_MAX).map(|(_, place)| place).collect()
}

/// The letters around the first word, cut between letters.
fn excerpt(place: &Place, words: &[String]) -> String {
    let letters: Vec<char> = place.text.chars().collect();
    let small: Vec<char> = letters.iter().flat_map(|c| c.to_lowercase().take(1)).collect();
    let word: Vec<char> = words.first().map(|word| word.chars().collect()).unwrap_or_default();
    let at = if word.is_empty() {
        None
    } else {
        small.windows(word.len()).position(|part| part == word)
    };
    let from = at.unwrap_or(0).saturating_sub(AROUND);
    let part: String = letters.iter().skip(from).take(2 * AROUND).collect();
    format!("{}{} …", if from > 0 { "… " } else { "" }, part.trim())
}

fn places() -> &'static [Place] {
    static PLACES: OnceLock<Vec<Place>> = OnceLock::new();
    PLACES.get_or_init(|| {
        let mut places: Vec<Place> = error::all()
            .map(|entry| {
                let title = format!("Error {} {}", entry.code, entry.title.trim_end_matches('.'));
                let text = format!("{} {}", entry.what, entry.hint);
                Place::new(title, format!("/docs/errors/{}", entry.code), text)
            })
            .collect();
        places.extend(contract::operations().into_iter().map(|one| {
            let address = format!("{}#{}", reference::address(one.area), one.id);
            Place::new(
                format!("{} {}", one.method, one.full_path()),
                address,
                one.summary.to_owned(),
            )
        }));
        for guide in guides::all() {
            places.extend(markdown::sections(guide.text).into_iter().map(|section| {
                let title = format!("{}: {}", guide.title, section.heading);
                Place::new(title, format!("{}#{}", guide.address(), section.anchor), section.text)
            }));
        }
        places
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_found_first_by_its_number() {
        let found = find(&["131047".to_owned()]);
        assert_eq!(found[0].address, "/docs/errors/131047");
    }

    #[test]
    fn all_words_must_be_there_and_anything_may_be_asked() {
        assert!(!find(&["webhook".to_owned(), "signature".to_owned()]).is_empty());
        assert!(find(&["webhook".to_owned(), "xyzzy".to_owned()]).is_empty());
        for asked in ["", " ", "<script>", "İ", "ß ẞ 😀", &"w".repeat(10_000)] {
            let Html(page) = results(asked);
            assert!(!page.contains("<script"), "{asked}");
        }
    }
}
