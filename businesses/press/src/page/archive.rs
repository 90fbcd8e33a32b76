use std::fmt::Write as _;

use jiff::Timestamp;

use super::frame::{FEED_PATH, moment, page, text};
use crate::live::{Archived, Shown};

/// Where followers of the feed ask.
pub(crate) const HUB_PATH: &str = "/archive/hub";

/// The feed's own address.
pub(crate) fn feed_address(public_url: &str) -> String {
    format!("{public_url}{FEED_PATH}")
}

/// The header that goes with the feed: where its hub is, and where itself.
pub(crate) fn feed_links(public_url: &str) -> String {
    let itself = feed_address(public_url);
    format!("<{public_url}{HUB_PATH}>; rel=\"hub\", <{itself}>; rel=\"self\"")
}

/// Fifty stories, and the way to older ones.
pub(crate) fn list(newsroom: &str, stories: &[Archived]) -> String {
    let mut body = format!("<p><a href=\"{FEED_PATH}\">Feed</a></p><ul>");
    for story in stories {
        let _infallible = write!(
            body,
            "<li><a href=\"/archive/{}\">{}</a> <small>{} · {}</small></li>",
            story.id,
            text(&story.title),
            text(&story.topic),
            moment(story.seen_s)
        );
    }
    body.push_str("</ul>");
    if let Some(last) = stories.last() {
        let _infallible = write!(body, "<p><a href=\"/archive?before={}\">Older</a></p>", last.id);
    }
    page(&format!("{newsroom}: archive"), &body)
}

/// One story in the reader view. Its HTML was cleaned when it was read.
pub(crate) fn story(story: &Shown) -> String {
    let mut body =
        format!("<p class=\"dim\">{} · {}</p>", text(&story.topic), moment(story.seen_s));
    if story.body_html.is_empty() {
        let _infallible = write!(body, "<p>{}</p>", text(&story.summary));
    } else {
        body.push_str(&story.body_html);
    }
    for (label, link) in [("Listen", &story.audio), ("At its source", &story.link)] {
        if let Some(link) = link {
            let _infallible = write!(
                body,
                "<p><a rel=\"noopener noreferrer\" href=\"{}\">{label}</a></p>",
                text(link)
            );
        }
    }
    page(&story.title, &body)
}

/// The archive as Atom.
pub(crate) fn feed(newsroom: &str, public_url: &str, stories: &[Archived]) -> String {
    let at = |at_s: i64| Timestamp::from_second(at_s).unwrap_or_default().to_string();
    let base = text(public_url);
    let newest =
        stories.iter().map(|story| story.changed_s.unwrap_or(story.seen_s)).max().unwrap_or(0);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?><feed xmlns=\"http://www.w3.org/2005/Atom\"><title>{}</title><id>{base}/archive</id>\
         <link rel=\"self\" href=\"{base}{FEED_PATH}\"/><link rel=\"hub\" href=\"{base}{HUB_PATH}\"/><link href=\"{base}/archive\"/><author><name>{}</name></author><updated>{}</updated>",
        text(newsroom),
        text(newsroom),
        at(newest)
    );
    for story in stories {
        let _infallible = write!(
            out,
            "<entry><title>{}</title><id>{base}/archive/{}</id><link href=\"{base}/archive/{}\"/><published>{}</published>\
             <updated>{}</updated><category term=\"{}\"/><summary>{}</summary></entry>",
            text(&story.title),
            story.id,
            story.id,
            at(story.seen_s),
            at(story.changed_s.unwrap_or(story.seen_s)),
            text(&story.topic),
            text(&story.summary)
        );
    }
    out.push_str("</feed>");
    out
}
