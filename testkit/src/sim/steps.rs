//! What may happen next.

use super::node::Node;
use super::receiver::Mood;
use super::world::{Outcome, Sent, TEMPLATE, World, allow};
use anyhow::Context;
use kurier_engine::consent::Setting;
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::permission::Withdrawal;
use kurier_policy::template::{Argument, TemplateCall};
use kurier_store::record::{Admitted, IdempotencyKey};

/// Whether the node lives on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Then {
    GoOn,
    Restart,
}

/// One random step.
pub(super) async fn step(world: &mut World, node: &mut Node) -> anyhow::Result<Then> {
    let index = usize::try_from(world.random.between(0, world.people.len() as u64))?;
    let what = match world.random.between(0, 100) {
        0..30 => send_new(world, node, index).await?,
        30..34 => repeat_unknown(world, node).await?,
        34..40 => say(world, node, index).await?,
        40..64 => pull(world, node, index).await?,
        64..70 => stammer(world, node, index).await?,
        70..74 => leave_or_come(world, node, index).await?,
        74..77 => change_mind(world, node, index).await?,
        77..88 => advance(world),
        88..93 => change_mood(world),
        93..95 => format!("release {}", node.bus.release_one()),
        95..96 => format!("patrol {}", node.patrol.round().await?),
        96..98 => {
            node.settle().await;
            "settle".to_owned()
        }
        _ => {
            let turns = world.random.between(0, 60);
            node.turns(turns).await;
            world.trace.note(format!("restart after {turns}"));
            return Ok(Then::Restart);
        }
    };
    node.turns(world.random.between(0, 12)).await;
    let (attempts, faults, repeats) = world.receiver.counts();
    world.trace.note(format!("{index} {what} {attempts} {faults} {repeats}"));
    Ok(Then::GoOn)
}

async fn send_new(world: &mut World, node: &Node, index: usize) -> anyhow::Result<String> {
    let key = u32::try_from(world.sent.len())?;
    let is_template = world.random.chance(50);
    world.sent.insert(key, Sent { person: index, is_template, outcome: Outcome::Unknown });
    send(world, node, key).await
}

async fn repeat_unknown(world: &mut World, node: &Node) -> anyhow::Result<String> {
    let is_open = |sent: &Sent| sent.outcome == Outcome::Unknown;
    match world.sent.iter().find(|(_, sent)| is_open(sent)).map(|(key, _)| *key) {
        Some(key) => send(world, node, key).await,
        None => Ok("nothing unknown".to_owned()),
    }
}

/// Sends message `key`, for the first time or again. Sometimes the caller goes away first.
pub(super) async fn send(world: &mut World, node: &Node, key: u32) -> anyhow::Result<String> {
    let sent = world.sent.get(&key).context("an unheard-of message")?;
    let to = world.people.get(sent.person).context("no such person")?.wa_id;
    let draft = if sent.is_template {
        Draft::Template(TemplateCall {
            name: TEMPLATE.to_owned(),
            language: "en".to_owned(),
            header: Vec::new(),
            body: vec![Argument { name: None, text: format!("{key}") }],
            buttons: Vec::new(),
            ..TemplateCall::default()
        })
    } else {
        Draft::Text { body: format!("text {key}"), preview_url: false }
    };
    let outbound = Outbound {
        business: world.business,
        sender: world.sender,
        to: Recipient::WaId(to),
        draft,
        files: Vec::new(),
        reply_to: None,
        opaque: None,
    };
    let mut digest = [0; 32];
    digest[..4].copy_from_slice(&key.to_le_bytes());
    let idempotency = Some(IdempotencyKey { key: format!("key-{key}"), digest });
    let engine = std::sync::Arc::clone(&node.engine);
    let call = tokio::spawn(async move { engine.admit(outbound, idempotency).await });
    if world.random.chance(15) {
        // The answer, if one comes, finds nobody.
        node.turns(world.random.between(0, 6)).await;
        drop(call);
        return Ok(format!("send {key} unanswered"));
    }
    let outcome = match call.await?? {
        Admitted::Accepted(accepted) => Outcome::Accepted(accepted.message),
        Admitted::FailedLater { .. } => Outcome::FailedLater,
        Admitted::Refused { .. } => Outcome::Refused,
        held @ (Admitted::Held { .. } | Admitted::Kept { .. }) => anyhow::bail!("{held:?}"),
        Admitted::KeyReused => anyhow::bail!("key-{key} was used with another body"),
    };
    world.sent.get_mut(&key).context("it was there")?.outcome = outcome;
    Ok(format!("send {key} {outcome:?}"))
}

async fn say(world: &mut World, node: &Node, index: usize) -> anyhow::Result<String> {
    let forgets = world.random.chance(30);
    let person = world.people.get_mut(index).context("no such person")?;
    person.say(node, world.business, forgets).await?;
    Ok(format!("say {}", person.texts))
}

async fn pull(world: &mut World, node: &mut Node, index: usize) -> anyhow::Result<String> {
    if node.followers.get(index).is_none_or(Option::is_none) {
        return Ok("offline".to_owned());
    }
    let acknowledges = world.random.chance(80);
    let person = world.people.get_mut(index).context("no such person")?;
    let mut follower = node.followers.get_mut(index).and_then(Option::take).context("offline")?;
    let came = person.pull(&mut follower)?;
    if acknowledges {
        person.acknowledge(node, &mut follower).await?;
    }
    if let Some(place) = node.followers.get_mut(index) {
        *place = Some(follower);
    }
    Ok(format!("pull {came} {acknowledges}"))
}

async fn stammer(world: &mut World, node: &Node, index: usize) -> anyhow::Result<String> {
    let reads = world.random.chance(40);
    let World { people, random, business, .. } = world;
    let person = people.get(index).context("no such person")?;
    if reads {
        person.read(node, *business, random).await?;
    } else {
        person.stammer(node, random).await?;
    }
    Ok(format!("stammer {reads}"))
}

async fn leave_or_come(world: &World, node: &mut Node, index: usize) -> anyhow::Result<String> {
    let place = node.followers.get_mut(index).context("no such person")?;
    if place.take().is_some() {
        return Ok("leaves".to_owned());
    }
    node.connect(world, index).await?;
    Ok("comes".to_owned())
}

async fn change_mind(world: &mut World, node: &Node, index: usize) -> anyhow::Result<String> {
    let person = world.people.get(index).context("no such person")?.id;
    if world.random.chance(50) {
        let setting = Setting { source: "permissions".to_owned(), language: "en".to_owned() };
        let all = Withdrawal { purpose: None, topic: None };
        node.engine.withdraw(person, world.business, all, setting).await?;
        return Ok("withdraws".to_owned());
    }
    allow(node, person, world.business).await?;
    Ok("allows".to_owned())
}

fn advance(world: &mut World) -> String {
    let long = world.random.chance(4);
    let seconds = if long { 3 * 3_600 } else { world.random.between(1, 40) };
    world.clock.advance_s(i64::try_from(seconds).unwrap_or(1));
    format!("advance {seconds}")
}

fn change_mood(world: &mut World) -> String {
    let mut share =
        |most: u64| if world.random.chance(50) { world.random.between(0, most) } else { 0 };
    let mood = Mood { fails: share(60), loses_answers: share(20), is_slow: share(20), swallows: 0 };
    world.receiver.set_mood(mood);
    format!("{mood:?}")
}
