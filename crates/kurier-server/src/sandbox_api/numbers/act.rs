//! The people behind the numbers, each following her inbox as a device does.

use super::people::{Scripted, setting};
use super::table::Does;
use crate::sandbox_api::tap::answers;
use crate::state::App;
use kurier_bus::Topic;
use kurier_engine::EngineError;
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{InboxSeq, PersonId};
use kurier_policy::permission::Withdrawal;
use kurier_store::record::Inbound;
use std::sync::Arc;
use tokio::sync::watch;
use tokio::task::JoinSet;

/// Entries read in one step.
const PAGE: u32 = 100;

/// Lets all of them act until the stop.
pub async fn run(app: Arc<App>, people: Vec<Scripted>, mut stop: watch::Receiver<bool>) {
    let mut acting = JoinSet::new();
    for (person, does) in people.iter().filter_map(Scripted::part) {
        if does != Does::Nothing {
            acting.spawn(follow(Arc::clone(&app), person, does));
        }
    }
    // An error means that whoever could say stop is gone.
    drop(stop.wait_for(|stop| *stop).await);
    acting.shutdown().await;
}

async fn follow(app: Arc<App>, person: PersonId, does: Does) {
    // The watch begins before the first look, so that nothing falls between.
    let mut watch = app.engine.bus().watch(Topic::Inbox(person));
    let mut seen = match app.engine.store().inbox_state(person).await {
        Ok(state) => state.delivered,
        Err(error) => return tracing::warn!(%error, "a scripted person has no inbox"),
    };
    loop {
        match app.engine.store().follow_inbox(person, seen, PAGE).await {
            Err(error) => tracing::warn!(%error, "a scripted person could not read her inbox"),
            Ok(page) => {
                for entry in &page.entries {
                    if let Err(error) = act(&app, person, entry, does).await {
                        tracing::warn!(%error, ?does, "a scripted person could not act");
                    }
                    seen = entry.seq;
                }
                if !page.entries.is_empty() {
                    continue;
                }
            }
        }
        watch.next().await;
    }
}

async fn act(
    app: &App,
    person: PersonId,
    entry: &Arc<InboxEntry>,
    does: Does,
) -> Result<(), EngineError> {
    let EntryKind::FromBusiness { .. } = &entry.kind else { return Ok(()) };
    let (engine, business, seq) = (&app.engine, entry.business, entry.seq);
    match does {
        Does::Nothing => return Ok(()),
        Does::Deliver => return engine.delivered(person, seq).await,
        Does::DeliverLate(after_s) => {
            engine.clock().sleep_until(entry.at.plus_s(after_s)).await;
            return engine.delivered(person, seq).await;
        }
        Does::Withdraw => {
            let all = Withdrawal { purpose: None, topic: None };
            engine.withdraw(person, business, all, setting()).await?;
            return Ok(());
        }
        Does::ReadLate(after_s) => {
            engine.delivered(person, seq).await?;
            engine.clock().sleep_until(entry.at.plus_s(after_s)).await;
        }
        _ => engine.delivered(person, seq).await?,
    }
    engine.read(person, business, seq).await?;
    match does {
        Does::Block => engine.block(person, business, true).await,
        Does::Answer => say(app, person, entry, text("Thank you"), Some(seq)).await,
        Does::React => {
            let reaction = Content::Reaction { target: seq, emoji: "👍".to_owned() };
            say(app, person, entry, reaction, None).await
        }
        Does::Tap => match answers(entry).into_iter().next() {
            Some(first) => say(app, person, entry, first.content, Some(seq)).await,
            None => Ok(()),
        },
        _ => Ok(()),
    }
}

fn text(body: &str) -> Content {
    Content::Text { body: body.to_owned(), preview_url: false }
}

/// The same message of the business is answered once, however often it is looked at.
async fn say(
    app: &App,
    person: PersonId,
    entry: &InboxEntry,
    content: Content,
    reply_to: Option<InboxSeq>,
) -> Result<(), EngineError> {
    let (business, client_id) = (entry.business, format!("scripted-{}", entry.seq.0));
    app.engine.receive(Inbound { person, business, content, reply_to, client_id }).await?;
    Ok(())
}
