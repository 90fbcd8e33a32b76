//! One step on the store and on the model.

use super::super::world::{World, call};
use super::draw::{Op, When};
use super::model::{Message, Model, Prices};
use super::{Done, Names};
use crate::port::StoreError;
use crate::record::{
    Ack, Admission, Admitted, Booking, CreditRequest, IdempotencyKey, Inbound, Recalled,
};
use kurier_policy::content::Content;
use kurier_policy::id::{InboxSeq, MessageRef};
use kurier_policy::ledger::{Channel, TransferKind};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::{Category, Quota, Rate, RateCard, VolumeTier};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::spending::Terms;
use kurier_policy::standing::Standing;
use kurier_policy::statement::{self, Month};
use kurier_policy::time::{DAY_S, Timestamp};
use std::collections::BTreeMap;

/// How long an undelivered message is kept.
const KEPT_S: i64 = 30 * DAY_S;

pub(super) async fn act(
    world: &World,
    names: &Names,
    model: &mut Model,
    done: &mut Done,
    when: &When<'_>,
) {
    let op = when.ops[0];
    model.touched.extend(op.business());
    match op {
        Op::Send { .. } => send(world, names, model, done, when).await,
        Op::Deliver { .. } | Op::DeliverAgain { .. } | Op::Read { .. } => {
            acknowledge(world, names, model, done, when).await;
        }
        Op::Recall { .. } => recall(world, names, model, op, done, when).await,
        Op::Expire { minutes } => expire(world, model, i64::from(minutes) * 60, done).await,
        Op::Block { business, person } => {
            for blocked in [true, false] {
                let (person_id, id) = (names.people[person], names.businesses[business].0);
                world.store.set_blocked(person_id, id, blocked, world.now()).await.unwrap();
            }
            done.failed += model.fail(person, |message| message.business == business);
        }
        Op::Say { business, person } => say(world, names, model, business, person).await,
        Op::Prices { utility, marketing, free, tier } => {
            prices(world, model, Prices { utility, marketing, free: free.into() }, tier).await;
        }
        Op::Terms { .. } => terms(world, names, model, op).await,
        Op::Advance { minutes } => {
            world.advance_s(minutes * 60);
            expire(world, model, KEPT_S, done).await;
        }
        Op::Close { business } => close(world, names, model, business, done, when).await,
        _ => money(world, names, model, op, when).await,
    }
}

/// What devices tell, all of it in one commit.
async fn acknowledge(
    world: &World,
    names: &Names,
    model: &mut Model,
    done: &mut Done,
    when: &When<'_>,
) {
    let mut acks = Vec::new();
    for op in when.ops {
        match *op {
            Op::Deliver { person, n } => {
                let waiting = &model.waiting[person];
                let at = usize::from(n).min(waiting.len().saturating_sub(1));
                let up_to = waiting.get(at).map_or(0, |message| message.place);
                acks.push(Ack::Delivered { person: names.people[person], up_to: InboxSeq(up_to) });
                done.delivered += model.deliver(person, up_to);
            }
            Op::DeliverAgain { person } => {
                let up_to = InboxSeq(model.delivered[person]);
                acks.push(Ack::Delivered { person: names.people[person], up_to });
            }
            Op::Read { business, person } => {
                let up_to = model.delivered[person];
                let (person_id, id) = (names.people[person], names.businesses[business].0);
                acks.push(Ack::Read { person: person_id, business: id, up_to: InboxSeq(up_to) });
                let read = model.read.entry((business, person)).or_default();
                *read = up_to.max(*read);
            }
            other => panic!("{other:?} acknowledges nothing"),
        }
    }
    world.store.acknowledge_batch(acks, world.now()).await.unwrap();
}

async fn expire(world: &World, model: &mut Model, age_s: i64, done: &mut Done) {
    let older_than = world.now().plus_s(-age_s);
    loop {
        let failed = world.store.expire_undelivered(older_than, 1_000, world.now()).await.unwrap();
        if failed.is_empty() {
            break;
        }
    }
    for person in 0..model.waiting.len() {
        done.failed += model.fail(person, |message| message.at < older_than);
    }
}

async fn say(world: &World, names: &Names, model: &mut Model, business: usize, person: usize) {
    model.said += 1;
    let inbound = Inbound {
        person: names.people[person],
        business: names.businesses[business].0,
        content: Content::Text { body: "Hello".to_owned(), preview_url: false },
        reply_to: None,
        client_id: format!("said {}", model.said),
    };
    world.store.receive_batch(vec![inbound], world.now()).await.unwrap();
    model.heads[person] += 1;
    model.windows.insert((business, person), world.now().plus_s(DAY_S));
}

/// All sends of a commit as one batch, judged one after the other.
async fn send(world: &World, names: &Names, model: &mut Model, done: &mut Done, when: &When<'_>) {
    let mut batch = Vec::new();
    let mut asked = Vec::new();
    for op in when.ops {
        let Op::Send { business, person, marketing, count, key } = *op else { continue };
        let category = if marketing { Category::Marketing } else { Category::Utility };
        let day = world.now().0 / (DAY_S * 1_000_000);
        let key = key.map(|key| format!("{person} {marketing} {key} {day}"));
        let idempotency =
            key.as_ref().map(|key| IdempotencyKey { key: key.clone(), digest: [7; 32] });
        let outbound = names.outbound(business, person, call(category));
        let admission = Admission { outbound, idempotency, held: None };
        // With a key they are one message, however many are asked for.
        batch.extend(std::iter::repeat_n(admission, count.into()));
        let one = Asked { business, person, marketing, key };
        asked.extend(std::iter::repeat_n(one, count.into()));
        model.touched.insert(business);
    }
    let answers = world.store.admit_batch(batch, world.now()).await.unwrap();
    // In one step the credit line is drawn at its end.
    let mut there = BTreeMap::new();
    for one in &asked {
        let of = &model.businesses[one.business];
        let credit = (of.credit_limit - of.owed()).max(0);
        there.insert(one.business, of.prepaid() + credit);
    }
    assert_eq!(answers.len(), asked.len(), "{when}");
    for (answer, one) in answers.iter().zip(&asked) {
        let there = there.entry(one.business).or_default();
        *there -= judge(model, one, answer, *there, world.now(), done, when);
    }
}

/// One message of a batch.
#[derive(Clone)]
struct Asked {
    business: usize,
    person: usize,
    marketing: bool,
    key: Option<String>,
}

/// Compares an answer with what the model says; what it reserved of `there`.
fn judge(
    model: &mut Model,
    one: &Asked,
    answer: &Admitted,
    there: i64,
    now: Timestamp,
    done: &mut Done,
    when: &When<'_>,
) -> i64 {
    let Asked { business, person, marketing, ref key } = *one;
    if let Some(known) = key.as_ref().and_then(|key| model.businesses[business].keys.get(key)) {
        let Admitted::Accepted(accepted) = answer else { panic!("{answer:?}: {when}") };
        assert_eq!((accepted.message.seq.0, accepted.replayed), (*known, true), "{when}");
        return 0;
    }
    let (price, is_free) = model.price(business, person, marketing, now);
    if !model.goes(business, price, there, now) {
        done.refused += 1;
        let Admitted::Refused { refusal, .. } = answer else { panic!("{answer:?}: {when}") };
        assert_eq!(*refusal, Refusal::BalanceExhausted, "{when}");
        return 0;
    }
    let Admitted::Accepted(accepted) = answer else { panic!("{answer:?}: {when}") };
    assert_eq!(accepted.evidence.price.0, price, "{when}");
    let (place, hint) = (accepted.message.seq.0, accepted.message.hint);
    model.accept(person, Message { business, place, hint, at: now, marketing, price, is_free });
    done.accepted += 1;
    if let Some(key) = key {
        model.businesses[business].keys.insert(key.clone(), place);
    }
    price
}

async fn recall(
    world: &World,
    names: &Names,
    model: &mut Model,
    op: Op,
    done: &mut Done,
    when: &When<'_>,
) {
    let Op::Recall { business, person, n } = op else { return };
    let sent = model.businesses[business].sent.get(&person);
    let message = sent.and_then(|sent| sent.iter().rev().nth(n.into())).copied();
    let Some(message) = message else { return };
    let place = message.place;
    let of = MessageRef { person: names.people[person], seq: InboxSeq(place), hint: message.hint };
    let answer = world.store.recall(names.businesses[business].0, of, world.now()).await.unwrap();
    let is_gone = model.gone.contains(&(person, place));
    let is_read = model.read.get(&(business, person)).is_some_and(|read| place <= *read);
    match answer {
        Recalled::Gone => assert!(is_gone, "{when}"),
        Recalled::Read => assert!(is_read && !is_gone, "{when}"),
        Recalled::Done { delivered, .. } => {
            assert!(!is_gone && !is_read, "{when}");
            let failed = model.fail(person, |it| it.place == place);
            assert_eq!(failed == 0, delivered, "{when}");
            done.failed += failed;
            if failed == 0 {
                model.gone.insert((person, place));
                model.heads[person] += 1;
            }
        }
        Recalled::NotRecallable => panic!("{when}"),
    }
}

async fn prices(world: &World, model: &mut Model, prices: Prices, tier: u8) {
    model.version += 1;
    model.prices = prices;
    let rate = |category, micros| Rate { category, market: Market::ANY, micros: Micros(micros) };
    let quota = |category| Quota { category, messages: prices.free };
    let tier = VolumeTier {
        category: Category::Utility,
        market: Market::ANY,
        from: 2 + u64::from(tier),
        micros: Micros(prices.utility / 2),
    };
    let card = RateCard {
        version: model.version,
        valid_from: world.now(),
        currency: Currency::EUR,
        rates: vec![
            rate(Category::Utility, prices.utility),
            rate(Category::Authentication, prices.utility),
            rate(Category::Marketing, prices.marketing),
        ],
        quotas: vec![quota(Category::Utility), quota(Category::Marketing)],
        tiers: if prices.utility > 1 { vec![tier] } else { vec![] },
    };
    assert_eq!(card.validate(), Ok(()));
    world.store.add_rate_card(card).await.unwrap();
}

async fn terms(world: &World, names: &Names, model: &mut Model, op: Op) {
    let Op::Terms { business, credit, day, month, stopped } = op else { return };
    let limit = |n: u8, unit: i64| (n > 0).then(|| i64::from(n) * unit);
    let of = &mut model.businesses[business];
    (of.credit_limit, of.stopped) = (credit, stopped);
    (of.per_day, of.per_month) = (limit(day, 200_000), limit(month, 2_000_000));
    let id = names.businesses[business].0;
    let was = world.store.business(id).await.unwrap().standing;
    let terms = Terms {
        credit_limit: Micros(credit),
        spend_per_day: of.per_day.map(Micros),
        spend_per_month: of.per_month.map(Micros),
        stopped,
        ..was.terms
    };
    world.store.set_standing(id, was, Standing { terms, ..was }).await.unwrap();
}

/// Money that moves for no message.
async fn money(world: &World, names: &Names, model: &mut Model, op: Op, when: &When<'_>) {
    let now = world.now();
    match op {
        Op::TopUp { business, amount, reference } => {
            let name = format!("bank {reference}");
            let id = names.businesses[business].0;
            let paid = world.store.top_up(id, Micros(amount), name.clone(), now).await.unwrap();
            let of = &mut model.businesses[business];
            let known = of.references.get(&name).copied();
            assert_eq!(paid.amount.0, known.unwrap_or(amount), "{when}");
            if known.is_none() {
                of.references.insert(name, amount);
                of.net += amount;
            }
        }
        Op::Pay { .. } => pay(world, names, model, op).await,
        Op::ChargeBack { business, amount, reference } => {
            let there = model.businesses[business].prepaid();
            let of =
                (TransferKind::Chargeback, amount, format!("back {reference}"), Channel::Stripe);
            let taken = book(world, names, model, business, of, there).await;
            model.businesses[business].net -= taken;
        }
        Op::Book { .. } => give_or_take(world, names, model, op).await,
        Op::Credit { business, amount, reference } => {
            credit(world, names, model, business, (amount, reference), when).await;
        }
        other => panic!("{other:?} moves no money by itself"),
    }
}

/// Over a provider, with its tax, and the bank's settlement.
async fn pay(world: &World, names: &Names, model: &mut Model, op: Op) {
    let Op::Pay { business, amount, reference } = op else { return };
    let channel = Channel::ALL[usize::try_from(reference % 3).unwrap()];
    let booked = |kind, amount, what| (kind, amount, format!("{what} {reference}"), channel);
    let paid =
        book(world, names, model, business, booked(TransferKind::Payment, amount, "pay"), i64::MAX)
            .await;
    model.businesses[business].net += paid;
    let vat = amount * 19 / 100 + 1;
    book(world, names, model, business, booked(TransferKind::PaymentVat, vat, "vat"), i64::MAX)
        .await;
    book(world, names, model, business, booked(TransferKind::Settle, amount, "settle"), i64::MAX)
        .await;
}

/// Given, taken for reports, given back, left as a bond, returned or forfeited.
async fn give_or_take(world: &World, names: &Names, model: &mut Model, op: Op) {
    let Op::Book { business, what, amount, reference } = op else { return };
    let of = &model.businesses[business];
    let (kind, there) = match what {
        0 | 1 => (TransferKind::Goodwill, i64::MAX),
        2 => (TransferKind::Refund, i64::MAX),
        3 => (TransferKind::Report, of.prepaid()),
        4 => (TransferKind::ReportReturn, of.commons),
        5 => (TransferKind::Bond, of.prepaid()),
        6 => (TransferKind::BondReturn, of.bond),
        _ => (TransferKind::Forfeit, of.bond),
    };
    let name = format!("{kind:?} {reference}");
    let moved =
        book(world, names, model, business, (kind, amount, name, Channel::Manual), there).await;
    let of = &mut model.businesses[business];
    match kind {
        TransferKind::Goodwill => of.net += moved,
        TransferKind::Refund => of.commons += moved,
        TransferKind::Report => (of.net, of.commons) = (of.net - moved, of.commons + moved),
        TransferKind::ReportReturn => {
            (of.net, of.commons) = (of.net + moved, of.commons - moved);
        }
        TransferKind::Bond => (of.net, of.bond) = (of.net - moved, of.bond + moved),
        TransferKind::BondReturn => (of.net, of.bond) = (of.net + moved, of.bond - moved),
        _ => (of.bond, of.commons) = (of.bond - moved, of.commons + moved),
    }
}

/// Books once; answers what it moved now.
async fn book(
    world: &World,
    names: &Names,
    model: &mut Model,
    business: usize,
    (kind, amount, reference, channel): (TransferKind, i64, String, Channel),
    there: i64,
) -> i64 {
    let booking = Booking {
        business: names.businesses[business].0,
        kind,
        category: None,
        channel,
        amount: Micros(amount),
        reference: reference.clone(),
    };
    let booked = world.store.book(booking, world.now()).await.unwrap();
    let known = model.businesses[business].references.get(&reference).copied();
    let moved = amount.min(there);
    let is_loss = kind == TransferKind::Chargeback && moved == 0;
    let expected = known.unwrap_or(if is_loss { amount } else { moved });
    assert_eq!(booked.map_or(0, |transfer| transfer.amount.0), expected, "{reference}");
    if known.is_some() {
        return 0;
    }
    if expected > 0 {
        model.businesses[business].references.insert(reference, expected);
    }
    moved
}

async fn credit(
    world: &World,
    names: &Names,
    model: &mut Model,
    business: usize,
    (amount, reference): (i64, u64),
    when: &When<'_>,
) {
    let kind = if reference % 2 == 0 { TransferKind::Goodwill } else { TransferKind::ReportReturn };
    let name = format!("note {reference}");
    let request = CreditRequest {
        business: names.businesses[business].0,
        kind,
        amount: Micros(amount),
        month: Month::of(super::start()),
        reason: "It went wrong.".to_owned(),
        reference: name.clone(),
    };
    let answer = world.store.give_credit(request, world.now()).await;
    let of = &mut model.businesses[business];
    let there = if kind == TransferKind::Goodwill { i64::MAX } else { of.commons };
    let moved = amount.min(there);
    if let Some(known) = of.references.get(&name) {
        assert_eq!(answer.unwrap().total.0, -known, "{when}");
    } else if moved == 0 {
        assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}: {when}");
    } else {
        assert_eq!(answer.unwrap().total.0, -moved, "{when}");
        of.references.insert(name, moved);
        of.net += moved;
        if kind == TransferKind::ReportReturn {
            of.commons -= moved;
        }
    }
}

async fn close(
    world: &World,
    names: &Names,
    model: &mut Model,
    business: usize,
    done: &mut Done,
    when: &When<'_>,
) {
    let id = names.businesses[business].0;
    let Some(month) = model.businesses[business].open else { return };
    let answer = world.store.close_month(id, month, world.now()).await;
    if world.now() < month.end() {
        assert!(matches!(answer, Err(StoreError::Conflict(_))), "{answer:?}: {when}");
        return;
    }
    let statement = answer.unwrap();
    let again = world.store.close_month(id, month, world.now().plus_s(1)).await.unwrap();
    assert_eq!(again, statement, "{when}");
    let card = world.store.rate_card(month.end().plus_s(-1)).await.unwrap();
    let closing = statement::close(&statement.lines, &card).unwrap();
    assert_eq!(closing.discounts, statement.discounts, "{when}");
    let of = &mut model.businesses[business];
    for line in &statement.lines {
        let is_marketing = line.category == Category::Marketing;
        let key = (is_marketing, line.unit.0);
        let posted = of.posted.get_mut(&key).unwrap_or_else(|| panic!("{line:?}: {when}"));
        *posted = posted.checked_sub(line.messages).unwrap_or_else(|| panic!("{line:?}: {when}"));
    }
    of.posted.retain(|_, left| *left > 0);
    // Everything was posted before the month ended, or is of a later one.
    if world.now() < month.end().plus_s(1) {
        assert!(of.posted.is_empty(), "{when}");
    }
    let off: i64 = statement.discounts.iter().map(|off| off.amount.0).sum();
    of.net += off + statement.rounding.0;
    of.open = Some(Month::of(month.end()));
    done.closed += 1;
}
