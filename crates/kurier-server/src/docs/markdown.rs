//! Markdown of `docs/` as HTML: headings get anchors, links between files become links between pages.

use pulldown_cmark::{
    CodeBlockKind, CowStr, Event, HeadingLevel, Options, Parser, Tag, TagEnd, html,
};

/// A text as HTML.
pub(super) fn html(text: &str) -> String {
    let events = without_pictures(Parser::new_ext(text, Options::ENABLE_TABLES));
    let events = anchored(events.collect());
    let mut page = String::with_capacity(text.len() * 2);
    html::push_html(&mut page, events.into_iter());
    // What is wider than the page is moved by keyboard, too.
    page.replace("<pre>", "<pre tabindex=\"0\">")
        .replace(
            "<table>",
            "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"Table\"><table>",
        )
        .replace("</table>", "</table></div>")
}

/// A section of a text: its heading and what stands under it, without marks.
pub(super) struct Section {
    pub(super) heading: String,
    pub(super) anchor: String,
    pub(super) text: String,
}

/// The sections of a text.
pub(super) fn sections(text: &str) -> Vec<Section> {
    let mut sections: Vec<Section> = Vec::new();
    let mut heading: Option<String> = None;
    for event in Parser::new_ext(text, Options::ENABLE_TABLES) {
        match event {
            Event::Start(Tag::Heading { .. }) => heading = Some(String::new()),
            Event::End(TagEnd::Heading(_)) => {
                let heading = heading.take().unwrap_or_default();
                let anchor = slug(&heading);
                sections.push(Section { heading, anchor, text: String::new() });
            }
            Event::Text(words) | Event::Code(words) => match (&mut heading, sections.last_mut()) {
                (Some(heading), _) => heading.push_str(&words),
                (None, Some(section)) => {
                    section.text.push_str(&words);
                    section.text.push(' ');
                }
                (None, None) => {}
            },
            _ => {}
        }
    }
    sections
}

/// Pictures are files of the repository and not in the binary; the text around them says all there is to know.
fn without_pictures<'a>(
    events: impl Iterator<Item = Event<'a>>,
) -> impl Iterator<Item = Event<'a>> {
    let mut is_inside = false;
    events.filter(move |event| {
        let was_inside = is_inside;
        match event {
            Event::Start(Tag::Image { .. }) => is_inside = true,
            Event::End(TagEnd::Image) => is_inside = false,
            _ => {}
        }
        !is_inside && !was_inside
    })
}

fn anchored(mut events: Vec<Event<'_>>) -> Vec<Event<'_>> {
    for place in 0..events.len() {
        let anchor = match events.get(place) {
            Some(Event::Start(Tag::Heading { .. })) => Some(slug(&heading_text(&events, place))),
            _ => None,
        };
        match events.get_mut(place) {
            Some(Event::Start(Tag::Heading { id, level, .. })) if *level != HeadingLevel::H1 => {
                *id = anchor.map(CowStr::from);
            }
            Some(Event::Start(Tag::Link { dest_url, .. })) => {
                let kept = address(dest_url);
                *dest_url = CowStr::from(kept);
            }
            // Classes of code would be styles from nowhere.
            Some(Event::Start(Tag::CodeBlock(kind))) => *kind = CodeBlockKind::Indented,
            _ => {}
        }
    }
    events
}

fn heading_text(events: &[Event<'_>], start: usize) -> String {
    let inside = events.iter().skip(start);
    let inside = inside.take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))));
    inside
        .filter_map(|event| match event {
            Event::Text(words) | Event::Code(words) => Some(words.as_ref()),
            _ => None,
        })
        .collect()
}

/// As forges make anchors: small letters, digits, and a hyphen for each space.
pub(super) fn slug(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || matches!(c, ' ' | '-' | '_'));
    kept.flat_map(char::to_lowercase).map(|c| if c == ' ' { '-' } else { c }).collect()
}

/// Where a link leads inside the binary; files that are not in it stay names of files of the repository.
fn address(link: &str) -> String {
    let (file, anchor) = link.split_once('#').map_or((link, None), |(file, it)| (file, Some(it)));
    if let (Some(code), "errors.md") = (anchor, file) {
        return format!("/docs/errors/{code}");
    }
    let anchor = anchor.map(|anchor| format!("#{anchor}")).unwrap_or_default();
    match file.strip_suffix(".md") {
        Some(name) if !file.contains('/') => format!("/docs/{name}{anchor}"),
        _ if file == "openapi.json" || file == "asyncapi.json" => format!("/docs/{file}"),
        _ => format!("{file}{anchor}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_between_files_lead_to_pages() {
        assert_eq!(address("errors.md"), "/docs/errors");
        assert_eq!(address("errors.md#131047"), "/docs/errors/131047");
        assert_eq!(address("api.md#qr-codes"), "/docs/api#qr-codes");
        assert_eq!(address("#qr-codes"), "#qr-codes");
        assert_eq!(address("openapi.json"), "/docs/openapi.json");
        assert_eq!(address("https://example.com/a.md"), "https://example.com/a.md");
    }

    #[test]
    fn pictures_stay_in_the_repository() {
        let page = html("one\n\n![A cow](pictures/cow.png)\n\ntwo ![B](b.png) three\n");
        assert!(!page.contains("img") && !page.contains("cow"), "{page}");
        assert!(page.contains("two  three"), "{page}");
    }

    #[test]
    fn headings_have_the_anchors_that_links_name() {
        let page =
            html("# One\n\n## QR codes\n\ntext `<b>` & more\n\n| a | b |\n|---|---|\n| 1 | 2 |\n");
        assert!(page.contains("<h2 id=\"qr-codes\">QR codes</h2>"), "{page}");
        assert!(page.contains("<code>&lt;b&gt;</code> &amp; more"), "{page}");
        assert!(page.contains("</table></div>"), "{page}");
        let sections = sections("# One\n\nfirst\n\n## Two\n\nsecond `code`\n");
        assert_eq!(sections.len(), 2);
        let words: Vec<&str> = sections[1].text.split_whitespace().collect();
        assert_eq!((sections[1].anchor.as_str(), words), ("two", vec!["second", "code"]));
    }
}
