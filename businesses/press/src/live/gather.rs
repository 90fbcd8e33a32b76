use std::time::Duration;

use super::config::World;
use super::hubs;
use super::memory::Memory;
use super::readers;
use super::stories::{self, Asked, Source};
use crate::PressError;
use crate::fetch::{Answer, Fetcher, Outcome, Question, after};
use crate::read::{Feed, Pace, read};

/// Pause between two looks at what is due.
const PAUSE: Duration = Duration::from_secs(1);

/// Asks the sources when their time has come.
#[derive(Clone)]
pub(super) struct Gatherer {
    pub(super) fetcher: Fetcher,
    pub(super) memory: Memory,
    pub(super) world: World,
    pub(super) callback: String,
    pub(super) first_is_news: bool,
}

impl Gatherer {
    /// Runs until dropped. Fails only when the database does.
    pub(super) async fn run(self) -> Result<(), PressError> {
        loop {
            self.round().await?;
            hubs::renew(&self).await?;
            tokio::time::sleep(PAUSE).await;
        }
    }

    /// Asks every source that is due, once.
    async fn round(&self) -> Result<(), PressError> {
        let now_s = self.world.now();
        for source in self.memory.work(move |tx| stories::due(tx, now_s)).await? {
            self.ask(source).await?;
        }
        Ok(())
    }

    async fn ask(&self, source: Source) -> Result<(), PressError> {
        let state = &source.state;
        let question = Question {
            url: state.url.clone(),
            etag: state.etag.clone(),
            last_modified: state.last_modified.clone(),
        };
        let answer = self.fetcher.ask(&question, self.world.now()).await;
        self.take(source, answer).await
    }

    /// What a source answered, or what a hub pushed.
    pub(super) async fn take(&self, source: Source, mut answer: Answer) -> Result<(), PressError> {
        let (feed, trouble) = understand(&mut answer).await?;
        let now_s = self.world.now();
        let jitter = u16::try_from((self.world.random)() % 1_001).unwrap_or(0);
        let first_is_news = self.first_is_news;
        let hub = feed.as_ref().and_then(|feed| hubs::announced(feed, &answer));
        let (id, secrets) = (source.id, (self.world.secret(), self.world.secret()));
        let took = move |tx: &rusqlite::Transaction<'_>| {
            let (news, out) = match &feed {
                Some(feed) => stories::take(tx, &source, feed, first_is_news, now_s)?,
                None => (0, 0),
            };
            let pace = feed.as_ref().map_or_else(Pace::default, |feed| feed.pace);
            let state = after(&source.state, &answer, pace, news, now_s, jitter);
            let trouble = trouble.as_ref().map(|(word, why)| (*word, why.as_str()));
            stories::settle(tx, id, &Asked { state: &state, trouble, feed: feed.as_ref(), now_s })?;
            if let Some((hub, topic)) = &hub {
                hubs::note(tx, id, (hub, topic), &secrets, now_s)?;
            }
            if out > 0 {
                readers::wake(tx, now_s)?;
            }
            Ok(())
        };
        self.memory.work(took).await
    }
}

type Understood = (Option<Feed>, Option<(&'static str, String)>);

/// Reads a body away from the threads that serve the network. A body that is no feed is a trouble like every other.
async fn understand(answer: &mut Answer) -> Result<Understood, PressError> {
    let trouble = match &mut answer.outcome {
        Outcome::Body(body) => {
            let body = std::mem::take(body);
            let (kind, address) = (answer.content_type.clone(), answer.address.clone());
            let work =
                tokio::task::spawn_blocking(move || read(&body, kind.as_deref(), Some(&address)));
            match work.await.map_err(|fault| PressError::Configuration(fault.to_string()))? {
                Ok(feed) => return Ok((Some(feed), None)),
                Err(fault) => {
                    // Its validators are not kept: it may be mended without them changing.
                    (answer.etag, answer.last_modified) = (None, None);
                    answer.outcome = Outcome::Failed(fault.name(), fault.to_string());
                    (fault.name(), fault.to_string())
                }
            }
        }
        Outcome::NotModified => return Ok((None, None)),
        Outcome::Gone => ("gone", "it is gone for good (410) and is not asked any more".to_owned()),
        Outcome::NotFound => (
            "not_found",
            "there is nothing at this address (404); it is asked ever less often".to_owned(),
        ),
        Outcome::Later => {
            ("asked_to_wait", "the server asks to come back later, and is obeyed".to_owned())
        }
        Outcome::Failed(word, why) => (*word, why.clone()),
    };
    Ok((None, Some(trouble)))
}
