use std::io::Read;
use std::time::Duration;

use flate2::read::MultiGzDecoder;
use kurier_egress::{
    BodyLimit, Client, EgressError, HeaderName, HeaderValue, Policy, PrivateRanges, Request,
    Response, Schemes, header,
};
use url::Url;

use crate::PressError;

/// Longest body as it comes over the line.
pub(super) const WIRE_BYTES: usize = 5 * 1024 * 1024;
/// Longest body unpacked.
pub(super) const UNPACKED_BYTES: u64 = 20 * 1024 * 1024;
const TOTAL: Duration = Duration::from_secs(20);
/// Redirects in a row; each address is checked by the guard like the first.
const HOPS_MAX: usize = 4;
const ACCEPT: &str = "application/rss+xml, application/atom+xml, application/feed+json, application/xml;q=0.9, */*;q=0.5";
/// Longest validator that is kept and sent back.
const VALIDATOR_BYTES: usize = 512;

/// What to ask.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Question {
    /// The source's address.
    pub url: String,
    /// `ETag` of the last answer, as it was.
    pub etag: Option<String>,
    /// `Last-Modified` of the last answer, as it was.
    pub last_modified: Option<String>,
}

/// What came of it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// Nothing new.
    NotModified,
    /// A body.
    Body(Vec<u8>),
    /// Gone for good (410): it is not asked again.
    Gone,
    /// Not there (404): it is asked ever less often.
    NotFound,
    /// Asked too often, or not now (429, 503).
    Later,
    /// Anything else: a stable word, and a sentence.
    Failed(&'static str, String),
}

/// An answer with what its headers say.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// What came of it.
    pub outcome: Outcome,
    /// `Content-Type`.
    pub content_type: Option<String>,
    /// `ETag`.
    pub etag: Option<String>,
    /// `Last-Modified`.
    pub last_modified: Option<String>,
    /// `Cache-Control: max-age`, or `Retry-After` when it is asked to wait, in seconds.
    pub wait_s: Option<u64>,
    /// Where a permanent redirect (301, 308) leads, if the first redirect was one.
    pub moved_to: Option<String>,
    /// The address that answered.
    pub address: String,
    /// Hubs and own address of the `Link` headers: (`hub` or `self`, address).
    pub links: Vec<(String, String)>,
}

/// Asks sources through the guarded client.
#[derive(Clone, Debug)]
pub struct Fetcher {
    client: Client,
}

impl Fetcher {
    /// `loopback` lets sources lie on this machine: demo and tests.
    pub fn new(loopback: bool) -> Result<Self, PressError> {
        let policy = Policy {
            private_ranges: if loopback {
                PrivateRanges::LoopbackOnly
            } else {
                PrivateRanges::Refuse
            },
            schemes: Schemes::HttpAndHttps,
            total_timeout: TOTAL,
            max_body: WIRE_BYTES,
            user_agent: concat!("Kurier-Press/", env!("CARGO_PKG_VERSION")).to_owned(),
            ..Policy::default()
        };
        let client =
            Client::new(policy).map_err(|fault| PressError::Configuration(fault.to_string()))?;
        Ok(Self { client })
    }

    /// The guarded client, for hubs.
    pub(crate) const fn client(&self) -> &Client {
        &self.client
    }

    /// Asks once. `now_s` is needed for dates in `Retry-After`.
    pub async fn ask(&self, question: &Question, now_s: i64) -> Answer {
        match tokio::time::timeout(TOTAL, self.follow(question, now_s)).await {
            Ok(answer) => answer,
            Err(_) => failed(&question.url, "timeout", "no complete answer within 20 s".to_owned()),
        }
    }

    async fn follow(&self, question: &Question, now_s: i64) -> Answer {
        let (mut address, mut moved_to) = (question.url.clone(), None);
        for hop in 0..HOPS_MAX {
            let response = match self.client.request(request(&address, question, hop)).await {
                Ok(response) => response,
                Err(fault) => return failed(&address, kind(&fault), fault.to_string()),
            };
            let status = response.status.as_u16();
            let Some(target) = redirect(&address, status, &response) else {
                let mut answer = understood(&address, &response, now_s);
                answer.moved_to = moved_to;
                return answer;
            };
            if hop == 0 && matches!(status, 301 | 308) {
                moved_to = Some(target.clone());
            }
            address = target;
        }
        failed(
            &question.url,
            "too_many_redirects",
            format!("more than {HOPS_MAX} redirects in a row"),
        )
    }
}

const fn kind(fault: &EgressError) -> &'static str {
    match fault {
        EgressError::Refused(_) => "address_refused",
        EgressError::Unresolved => "unresolved",
        EgressError::Timeout(_) => "timeout",
        EgressError::Connect(_) => "no_connection",
        EgressError::Broken(_) => "broken_answer",
        EgressError::TooLarge(_) => "too_large",
        EgressError::Setup(_) => "setup",
    }
}

fn request(address: &str, question: &Question, hop: usize) -> Request {
    let mut request = Request::get(address);
    request.timeout = Some(TOTAL);
    request.body_limit = Some(BodyLimit::Refuse(WIRE_BYTES));
    request.headers.insert(header::ACCEPT, HeaderValue::from_static(ACCEPT));
    request.headers.insert(header::ACCEPT_ENCODING, HeaderValue::from_static("gzip"));
    // Validators belong to the address that gave them.
    if hop == 0 {
        let validators = [
            (header::IF_NONE_MATCH, &question.etag),
            (header::IF_MODIFIED_SINCE, &question.last_modified),
        ];
        for (name, value) in validators {
            if let Some(value) =
                value.as_deref().and_then(|value| HeaderValue::from_str(value).ok())
            {
                request.headers.insert(name, value);
            }
        }
    }
    request
}

fn redirect(address: &str, status: u16, response: &Response) -> Option<String> {
    if !matches!(status, 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = response.headers.get(header::LOCATION)?.to_str().ok()?;
    Url::parse(address).ok()?.join(location).ok().map(String::from)
}

fn text(response: &Response, name: HeaderName) -> Option<String> {
    let value = response.headers.get(name)?.to_str().ok()?.trim().to_owned();
    (!value.is_empty() && value.len() <= VALIDATOR_BYTES).then_some(value)
}

fn understood(address: &str, response: &Response, now_s: i64) -> Answer {
    let status = response.status.as_u16();
    let wait_s = match status {
        429 | 503 => {
            text(response, header::RETRY_AFTER).and_then(|value| retry_after_s(&value, now_s))
        }
        _ => text(response, header::CACHE_CONTROL).and_then(|value| max_age_s(&value)),
    };
    let links =
        response.headers.get_all(header::LINK).iter().filter_map(|value| value.to_str().ok());
    let mut answer = Answer {
        content_type: text(response, header::CONTENT_TYPE),
        etag: text(response, header::ETAG),
        last_modified: text(response, header::LAST_MODIFIED),
        wait_s,
        moved_to: None,
        address: address.to_owned(),
        links: links.flat_map(link_header).take(8).collect(),
        outcome: Outcome::NotModified,
    };
    answer.outcome = match status {
        200 | 203 | 226 => unpacked(response),
        304 => Outcome::NotModified,
        404 => Outcome::NotFound,
        410 => Outcome::Gone,
        429 | 503 => Outcome::Later,
        _ => Outcome::Failed("http_status", format!("the server answered {status}")),
    };
    answer
}

fn unpacked(response: &Response) -> Outcome {
    let encoding =
        text(response, header::CONTENT_ENCODING).unwrap_or_default().to_ascii_lowercase();
    match encoding.as_str() {
        "" | "identity" => Outcome::Body(response.body.to_vec()),
        "gzip" | "x-gzip" => gunzip(&response.body),
        other => Outcome::Failed(
            "content_encoding",
            format!("packed as {other:?}, which was not asked for"),
        ),
    }
}

/// Unpacks in bounded memory: a small answer may claim to be a very long one.
fn gunzip(body: &[u8]) -> Outcome {
    let mut out = Vec::new();
    let mut reader = MultiGzDecoder::new(body).take(UNPACKED_BYTES + 1);
    match reader.read_to_end(&mut out) {
        Ok(_) if out.len() as u64 > UNPACKED_BYTES => {
            Outcome::Failed("too_large", format!("unpacks to more than {UNPACKED_BYTES} bytes"))
        }
        Ok(_) => Outcome::Body(out),
        // What arrived before the damage is read: nothing is lost that came.
        Err(_) if !out.is_empty() => Outcome::Body(out),
        Err(fault) => Outcome::Failed("broken_answer", format!("cannot be unpacked: {fault}")),
    }
}

fn failed(address: &str, word: &'static str, why: String) -> Answer {
    Answer {
        outcome: Outcome::Failed(word, why),
        content_type: None,
        etag: None,
        last_modified: None,
        wait_s: None,
        moved_to: None,
        address: address.to_owned(),
        links: Vec::new(),
    }
}

/// Seconds, or a date.
fn retry_after_s(value: &str, now_s: i64) -> Option<u64> {
    if let Ok(seconds) = value.parse() {
        return Some(seconds);
    }
    let at = httpdate::parse_http_date(value).ok()?;
    let at_s = at.duration_since(std::time::UNIX_EPOCH).ok()?.as_secs();
    Some(at_s.saturating_sub(u64::try_from(now_s).unwrap_or(0)))
}

fn max_age_s(value: &str) -> Option<u64> {
    value
        .split(',')
        .find_map(|part| part.trim().strip_prefix("max-age=")?.trim_matches('"').parse().ok())
}

/// `<https://hub.example/>; rel="hub"`: pairs of relation and address.
fn link_header(value: &str) -> Vec<(String, String)> {
    let mut found = Vec::new();
    for part in value.split(",<").flat_map(|part| part.split(", <")) {
        let Some((address, parameters)) = part.trim().trim_start_matches('<').split_once('>')
        else {
            continue;
        };
        for parameter in parameters.split(';') {
            let Some((name, value)) = parameter.split_once('=') else { continue };
            if name.trim().eq_ignore_ascii_case("rel") {
                let value = value.trim().trim_matches('"').to_ascii_lowercase();
                let rels = value.split_whitespace().filter(|rel| matches!(*rel, "hub" | "self"));
                found.extend(rels.map(|rel| (rel.to_owned(), address.trim().to_owned())));
            }
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hubs_stand_in_link_headers() {
        let read = link_header(
            "<https://hub.example/>; rel=\"hub\", <https://news.example/feed>; rel=self",
        );
        assert_eq!(
            read,
            [
                ("hub".to_owned(), "https://hub.example/".to_owned()),
                ("self".to_owned(), "https://news.example/feed".to_owned())
            ]
        );
        assert!(link_header("garbage; rel=hub").is_empty());
    }

    #[test]
    fn retry_after_is_seconds_or_a_date() {
        assert_eq!(retry_after_s("120", 0), Some(120));
        assert_eq!(retry_after_s("Thu, 01 Jan 1970 00:10:00 GMT", 300), Some(300));
        assert_eq!(retry_after_s("soon", 0), None);
    }

    #[test]
    fn a_bomb_is_not_unpacked() {
        use std::io::Write;
        let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        let zeros = vec![0_u8; 1024 * 1024];
        for _ in 0..21 {
            packer.write_all(&zeros).unwrap();
        }
        assert!(matches!(gunzip(&packer.finish().unwrap()), Outcome::Failed("too_large", _)));
    }
}
