//! The frame around every page.

use super::{guides, reference};
use std::fmt::Write;

/// A whole page.
pub(crate) struct Html(pub(crate) String);

/// What differs from page to page.
pub(crate) struct Page<'a> {
    /// For the tab, not escaped.
    pub(crate) title: &'a str,
    /// Address of this page; marked in the list of pages.
    pub(crate) at: &'a str,
    /// HTML.
    pub(crate) content: &'a str,
}

impl Page<'_> {
    /// The page with its frame.
    pub(crate) fn html(&self) -> Html {
        self.with_query("")
    }

    /// With words in the search field.
    pub(crate) fn with_query(&self, query: &str) -> Html {
        Html(format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\">\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
             <title>{title} · Kurier</title><link rel=\"stylesheet\" href=\"/docs/style.css\">\
             <link rel=\"icon\" href=\"/icons/icon.svg\"></head><body>\
             <a class=\"skip\" href=\"#content\">To the text</a>\
             <header><a class=\"brand\" href=\"/docs\">Kurier <span>docs</span></a>\
             <form action=\"/docs/search\" role=\"search\"><label for=\"q\">Search</label>\
             <input id=\"q\" name=\"q\" type=\"search\" maxlength=\"100\" value=\"{query}\" \
             placeholder=\"131047, template, webhook …\"><button>Search</button></form></header>\
             <div class=\"columns\"><nav aria-label=\"Pages\">{nav}</nav>\
             <main id=\"content\">{content}</main></div></body></html>",
            title = escaped(self.title),
            query = escaped(query),
            nav = self.nav(),
            content = self.content,
        ))
    }

    fn nav(&self) -> String {
        let mut nav = String::new();
        let guides = guides::all().iter().map(|guide| (guide.address(), guide.title.to_owned()));
        self.part(&mut nav, "Guides", guides);
        let areas =
            reference::areas().into_iter().map(|area| (reference::address(area), area.to_owned()));
        self.part(&mut nav, "Reference", areas);
        let files = [
            ("/docs/errors", "Errors by code"),
            ("/docs/openapi.json", "OpenAPI"),
            ("/docs/asyncapi.json", "AsyncAPI"),
            ("/transparency", "Reports and measures"),
            ("/prices", "Prices"),
        ];
        let files = files.map(|(address, title)| (address.to_owned(), title.to_owned()));
        self.part(&mut nav, "Look up", files.into_iter());
        nav
    }

    fn part(&self, nav: &mut String, title: &str, links: impl Iterator<Item = (String, String)>) {
        // Writing to a String cannot fail.
        let _infallible = write!(nav, "<h2>{title}</h2><ul>");
        for (address, title) in links {
            let here = if address == self.at { " aria-current=\"page\"" } else { "" };
            let _infallible =
                write!(nav, "<li><a href=\"{address}\"{here}>{}</a></li>", escaped(&title));
        }
        nav.push_str("</ul>");
    }
}

/// A text as HTML.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            c => safe.push(c),
        }
    }
    safe
}
