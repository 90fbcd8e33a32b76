//! Finding links in texts, and where they lead.

use url::{Host, Url};

/// Most characters of a link that are told again.
const SHOWN_CHARS: usize = 80;

/// A link of the web.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Link {
    text: String,
    /// Its host as browsers see it: lower case, without a dot at the end; `None` = unclear.
    pub(super) host: Option<String>,
}

impl Link {
    /// An address that stands alone.
    pub(super) fn whole(address: &str) -> Self {
        Self { text: address.to_owned(), host: host(address) }
    }

    /// The link, shortened if it is long.
    pub(super) fn shown(&self) -> String {
        self.text.chars().take(SHOWN_CHARS).collect()
    }
}

/// Every link of a text. Each place where one could begin counts, also inside another: marks of bold and italic text
/// may cut it there. Those whose host holds a variable are left out.
pub(super) fn written(text: &str) -> Vec<Link> {
    let places = text.match_indices("://");
    let links = places.filter_map(|(colon, _)| {
        let before = text.get(..colon)?;
        let scheme = ["https", "http"].into_iter().find(|scheme| ends_with(before, scheme))?;
        let from = colon.saturating_sub(scheme.len());
        let rest = text.get(from..)?;
        let link = rest.get(..rest.find(is_end).unwrap_or(rest.len()))?;
        let link = link.trim_end_matches(is_trailing);
        let is_empty = link.len() <= scheme.len().saturating_add("://".len());
        (!is_empty && !authority(link).contains("{{")).then(|| Link::whole(link))
    });
    links.collect()
}

fn ends_with(text: &str, scheme: &str) -> bool {
    let at = text.len().checked_sub(scheme.len());
    at.and_then(|at| text.get(at..)).is_some_and(|end| end.eq_ignore_ascii_case(scheme))
}

/// What ends a link in the messenger: white space as browsers understand it, quotes, and marks of writing direction.
fn is_end(c: char) -> bool {
    let is_space = (c.is_whitespace() && c != '\u{85}') || c == '\u{feff}';
    let is_direction =
        matches!(c, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    is_space || is_direction || matches!(c, '<' | '>' | '"' | '\'' | '`')
}

/// Marks of the sentence around a link.
fn is_trailing(c: char) -> bool {
    matches!(c, '.' | ',' | ';' | ':' | '!' | '?' | ')' | ']' | '}' | '*' | '_' | '~')
}

/// What stands between the scheme and the path.
fn authority(link: &str) -> &str {
    let (_, rest) = link.split_once("://").unwrap_or(("", link));
    rest.split(['/', '\\', '?', '#']).next().unwrap_or_default()
}

/// The host that a browser would go to; `None` if readers could differ about it: a name before the host shows a false
/// one, and marks of bold or italic text may cut it.
fn host(link: &str) -> Option<String> {
    if authority(link).contains(['@', '*', '_', '~']) {
        return None;
    }
    let url = Url::parse(link).ok()?;
    if !matches!(url.scheme(), "http" | "https") || !url.username().is_empty() {
        return None;
    }
    let host = match url.host()? {
        Host::Domain(name) => name.trim_end_matches('.').to_owned(),
        address @ (Host::Ipv4(_) | Host::Ipv6(_)) => address.to_string(),
    };
    (!host.is_empty()).then_some(host)
}

/// The registrable domain of a host name, as browsers write it (lower case, `xn--` for other letters); `None` for
/// addresses of the network, for names without a dot, and for public suffixes such as `co.uk`.
pub fn registrable(name: &str) -> Option<String> {
    if name.contains(['/', '\\', '?', '#', ':', '%']) {
        return None;
    }
    let host = host(&format!("https://{name}/"))?;
    let is_name = Url::parse(&format!("https://{host}/"))
        .is_ok_and(|url| matches!(url.host(), Some(Host::Domain(_))));
    if !is_name || !host.contains('.') {
        return None;
    }
    psl::domain_str(&host).map(str::to_owned)
}
