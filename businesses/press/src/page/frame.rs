use jiff::Timestamp;
use quick_xml::escape::escape;

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1c1c1e;background:#fff}\
table{border-collapse:collapse;width:100%}td,th{text-align:left;padding:.3rem .6rem;border-bottom:1px solid #ddd;vertical-align:top}\
small,.dim{color:#5a5a60}a{color:#0b57a4}form{display:inline}nav a{margin-right:1rem}\
@media(prefers-color-scheme:dark){body{color:#eee;background:#161618}td,th{border-color:#444}small,.dim{color:#aaa}a{color:#8ab8ff}}";

/// Where the archive's feed is.
pub(crate) const FEED_PATH: &str = "/archive/feed.xml";

/// A whole page.
pub(super) fn page(title: &str, body: &str) -> String {
    let title = text(title);
    format!(
        "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width\">\
         <title>{title}</title><link rel=\"alternate\" type=\"application/atom+xml\" href=\"{FEED_PATH}\"><style>{STYLE}</style></head>\
         <body><nav><a href=\"/\">Status</a><a href=\"/archive\">Archive</a><a href=\"/desk\">Desk</a></nav><h1>{title}</h1>{body}</body></html>"
    )
}

/// Text that cannot be markup.
pub(super) fn text(text: &str) -> String {
    escape(text).into_owned()
}

/// A moment in UTC.
pub(super) fn moment(at_s: i64) -> String {
    Timestamp::from_second(at_s)
        .map(|at| at.strftime("%Y-%m-%d %H:%M UTC").to_string())
        .unwrap_or_default()
}
