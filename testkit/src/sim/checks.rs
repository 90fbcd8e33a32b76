//! What must hold after every step, and in the end.

use super::node::Node;
use super::person::SimPerson;
use super::world::{CREDIT, Outcome, World};
use anyhow::{Context, ensure};
use kurier_policy::content::Content;
use kurier_policy::entry::EntryKind;
use kurier_policy::event::{Event, EventKind};
use kurier_policy::id::{InboxSeq, MessageRef};
use kurier_policy::status::Status;
use std::collections::{BTreeMap, HashMap};

/// The number that a message of the business carries.
fn key_of(content: &Content) -> Option<u32> {
    match content {
        Content::Text { body, .. } => body.strip_prefix("text ")?.parse().ok(),
        Content::Template(template) => template.body.split(' ').find_map(|word| word.parse().ok()),
        _ => None,
    }
}

/// Messages of the business on her device, by key.
fn shown(person: &SimPerson) -> anyhow::Result<BTreeMap<u32, InboxSeq>> {
    let mut found = BTreeMap::new();
    for entry in &person.held {
        if let EntryKind::FromBusiness { content, .. } = &entry.kind {
            let key = key_of(content).with_context(|| format!("a strange message {content:?}"))?;
            let before = found.insert(key, entry.seq);
            ensure!(before.is_none(), "message {key} is shown twice to {}", person.id);
        }
    }
    Ok(found)
}

/// After every step: nobody sees a message twice, or one that is not hers, or one that was refused.
pub(super) fn safety(world: &World) -> anyhow::Result<()> {
    for (index, person) in world.people.iter().enumerate() {
        for (key, seq) in shown(person)? {
            let sent = world.sent.get(&key).with_context(|| format!("{key} was never sent"))?;
            ensure!(sent.person == index, "message {key} came to another person");
            match sent.outcome {
                Outcome::Accepted(message) => {
                    ensure!(message.seq == seq, "message {key} moved from {message:?} to {seq:?}");
                }
                Outcome::Unknown => {}
                Outcome::FailedLater | Outcome::Refused => {
                    anyhow::bail!("message {key} was refused and is shown")
                }
            }
        }
    }
    let changed = world.receiver.changed();
    ensure!(changed.is_empty(), "events {changed:?} came with two contents");
    Ok(())
}

/// Every rule of the ledger.
pub(super) async fn ledger(node: &Node) -> anyhow::Result<()> {
    let report = node.engine.store().verify_ledger().await?;
    ensure!(report.findings.is_empty() && report.imbalance.0 == 0, "{report:?}");
    Ok(())
}

/// Whether everybody has everything; otherwise what is missing.
pub(super) async fn missing(world: &World, node: &Node) -> anyhow::Result<Option<String>> {
    let store = node.engine.store();
    for person in &world.people {
        let state = store.inbox_state(person.id).await?;
        if person.newest() < state.head || state.delivered < state.head {
            let (has, head) = (person.newest().0, state.head.0);
            return Ok(Some(format!("{} has {has} of {head}, {state:?}", person.id)));
        }
    }
    let head = store.event_head(world.business).await?;
    let came = world.receiver.events().len();
    if i64::try_from(came)? < head.0 {
        return Ok(Some(format!("{came} of {} events came", head.0)));
    }
    for subscription in store.subscriptions(world.business).await? {
        let (_, waiting) = store.retry_outlook(subscription.id).await?;
        if waiting > 0 || subscription.cursor < head || subscription.disabled {
            return Ok(Some(format!("{waiting} retries wait: {subscription:?}")));
        }
    }
    let open = world.sent.values().filter(|sent| sent.outcome == Outcome::Unknown).count();
    Ok((open > 0).then(|| format!("{open} outcomes are unknown")))
}

/// In the end, when nothing is missing: all that was accepted is shown or gone, told and charged once.
pub(super) async fn liveness(world: &World, node: &Node) -> anyhow::Result<()> {
    safety(world)?;
    ledger(node).await?;
    let told = statuses(&world.receiver.events())?;
    let mut charged = 0;
    for person in &world.people {
        for entry in &person.held {
            if let EntryKind::FromBusiness { price, .. } = &entry.kind
                && !person.gone.contains(&entry.seq)
            {
                charged += price.micros.0;
            }
        }
        for seq in &person.said {
            ensure!(
                matches!(person.at(*seq)?.kind, EntryKind::FromPerson { .. }),
                "a text of {} is not at its place {}",
                person.id,
                seq.0
            );
        }
    }
    for (key, sent) in &world.sent {
        if let Outcome::Accepted(message) = sent.outcome {
            let person = world.people.get(sent.person).context("no such person")?;
            accepted(*key, message, person, &told)?;
        }
    }
    let balance = node.engine.store().balance(world.business).await?;
    ensure!(balance.reserved.0 == 0, "{balance:?} is still reserved");
    let spent = CREDIT.0 - balance.prepaid.0;
    ensure!(spent == charged, "{spent} was charged for messages worth {charged}");
    Ok(())
}

type Told = HashMap<(i64, u32), Vec<Status>>;

fn accepted(key: u32, message: MessageRef, person: &SimPerson, told: &Told) -> anyhow::Result<()> {
    let entry = person.at(message.seq)?;
    let is_there = match &entry.kind {
        EntryKind::FromBusiness { content, .. } => key_of(content) == Some(key),
        EntryKind::Gone { .. } => true,
        _ => false,
    };
    ensure!(is_there, "message {key} is not at its place: {entry:?}");
    let statuses = told.get(&(message.person.0, message.seq.0)).map_or(&[][..], Vec::as_slice);
    let failed = person.gone.contains(&message.seq);
    let is_told = match statuses {
        [Status::Sent, Status::Failed] => failed,
        [Status::Sent, Status::Delivered] | [Status::Sent, Status::Delivered, Status::Read] => {
            !failed
        }
        _ => false,
    };
    ensure!(is_told, "message {key} (gone: {failed}) was told as {statuses:?}");
    Ok(())
}

/// The statuses of each message, in the order of the log.
fn statuses(events: &[Event]) -> anyhow::Result<Told> {
    let mut told = Told::new();
    for (place, event) in (1..).zip(events) {
        ensure!(event.seq.0 == place, "event {} came where {place} was due", event.seq.0);
        if let EventKind::Status { message, status, .. } = &event.kind {
            told.entry((message.person.0, message.seq.0)).or_default().push(*status);
        }
    }
    Ok(told)
}
