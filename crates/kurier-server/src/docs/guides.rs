//! The texts of `docs/` as pages.

use super::markdown;
use super::page::{Html, Page, escaped};
use std::fmt::Write;

/// One text.
pub(super) struct Guide {
    /// Its file without the ending, and its address.
    pub(super) name: &'static str,
    /// Its title in lists.
    pub(super) title: &'static str,
    /// What it is about, in half a sentence.
    pub(super) about: &'static str,
    /// Markdown.
    pub(super) text: &'static str,
}

impl Guide {
    pub(super) fn address(&self) -> String {
        format!("/docs/{}", self.name)
    }
}

macro_rules! guides {
    ($($name:literal $title:literal $about:literal;)*) => {
        &[$(Guide {
            name: $name,
            title: $title,
            about: $about,
            text: include_str!(concat!("../../../../docs/", $name, ".md")),
        }),*]
    };
}

static GUIDES: &[Guide] = guides! {
    "api" "The business API" "calls, messages, templates, files, limits";
    "flows" "Forms" "flows: made, sent, filled in, answered";
    "events" "Events and webhooks" "what happens after the answer, signed and at least once";
    "moving" "Move from WhatsApp" "what to change, what differs, what is covered";
    "errata" "Errata of the contract" "where sources disagree, and what Kurier does";
    "sandbox" "The sandbox" "a throw-away server with scripted people";
    "people-api" "The people API" "what the messenger speaks";
    "operations" "Operations" "install, configure, watch, back up";
    "billing" "Money" "prices, limits, closed months, the audit";
    "pilot" "The pilot" "who is admitted, with which features, until when";
    "press" "The newsroom" "a ready-made business: feeds become editions at the reader's hour";
    "flights" "The airline" "a ready-made business: from telexes to passengers who know";
    "herd" "The collar maker" "a ready-made business: from collars to a farmer who is told";
    "upgrade" "Upgrading" "from one version to the next";
};

/// All texts.
pub(super) fn all() -> &'static [Guide] {
    GUIDES
}

/// The page of one text.
pub(super) fn guide(name: &str) -> Option<Html> {
    let found = GUIDES.iter().find(|guide| guide.name == name)?;
    let content = markdown::html(found.text);
    Some(Page { title: found.title, at: &found.address(), content: &content }.html())
}

/// The first page.
pub(super) fn index() -> Html {
    let mut content = String::from(
        "<h1>Kurier for developers</h1><p class=\"lead\">Kurier speaks the WhatsApp Cloud API: change the base URL, the token and \
         the ids, and a program written for it works.</p><h2>The first message</h2><pre tabindex=\"0\"><code>kurier sandbox --seed-file seed.json\n\
         curl \"$BASE/v23.0/$PHONE_ID/messages\" -H \"Authorization: Bearer $TOKEN\" \\\n  \
         --json '{\"messaging_product\":\"whatsapp\",\"to\":\"999000000000001\",\"text\":{\"body\":\"Hello\"}}'</code></pre>\
         <p>The sandbox writes base, ids and token into <code>seed.json</code>.</p><h2>Pages</h2><ul class=\"cards\">",
    );
    for guide in GUIDES {
        // Writing to a String cannot fail.
        let _infallible = write!(
            content,
            "<li><a href=\"{}\">{}</a><span>{}</span></li>",
            guide.address(),
            escaped(guide.title),
            escaped(guide.about)
        );
    }
    content.push_str("</ul>");
    Page { title: "For developers", at: "/docs", content: &content }.html()
}
