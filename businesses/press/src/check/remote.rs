use super::folder::check_bytes;
use super::report::CheckReport;
use super::safe;
use crate::PressError;
use crate::fetch::{Fetcher, Outcome, Question};
use crate::read::Feed;

/// Fetches one source through the guarded client and reads it.
pub async fn check_url(
    url: &str,
    now_s: i64,
    loopback: bool,
) -> Result<(CheckReport, Feed), PressError> {
    let fetcher = Fetcher::new(loopback)?;
    let answer = fetcher.ask(&Question { url: url.to_owned(), ..Question::default() }, now_s).await;
    let failed = |why: &str| PressError::Fetch { url: url.to_owned(), why: why.to_owned() };
    let body = match answer.outcome {
        Outcome::Body(body) => body,
        Outcome::Failed(_, why) => return Err(failed(&why)),
        Outcome::Gone => return Err(failed("it is gone for good (410)")),
        Outcome::NotFound => return Err(failed("there is nothing at this address (404)")),
        Outcome::Later => return Err(failed("the server asks to come back later")),
        Outcome::NotModified => return Err(failed("the server answered 304 without being asked")),
    };
    let checked = check_bytes(&body, answer.content_type.as_deref(), Some(&answer.address));
    let feed = checked.feed.ok_or_else(|| failed("what it answers is no feed"))?;
    let report = CheckReport {
        files: 1,
        panics: usize::from(checked.broke),
        harmful: usize::from(safe::is_unsafe(&feed)),
        feeds: 1,
        items: feed.items.len(),
        slowest_ms: checked.took.as_millis(),
        ..CheckReport::default()
    };
    Ok((report, feed))
}
