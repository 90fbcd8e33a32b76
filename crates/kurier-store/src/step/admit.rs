//! Deciding and storing messages of businesses.

use super::{NewRow, Outcome, Step, idempotency};
use crate::log::event::{self, NewEvent};
use crate::log::money::{Priced, in_force, no_card};
use crate::log::relation::RelationCold;
use crate::log::row::{Row, RowKind};
use crate::log::state::Heads;
use crate::log::{code, held};
use crate::port::StoreError;
use crate::record::{
    Accepted, Admission, Admitted, Business, IdempotencyKey, PacedPerson, Person, Round,
};
use kurier_policy::admit::{self, Verdict, admit};
use kurier_policy::campaign::Ahead;
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::facts::{Facts, PortfolioFacts, RelationFacts, SenderFacts};
use kurier_policy::id::{BusinessId, InboxSeq, MessageRef, PersonId};
use kurier_policy::ledger::TransferKind;
use kurier_policy::money::Micros;
use kurier_policy::outbound::{Draft, Outbound, Recipient};
use kurier_policy::pilot;
use kurier_policy::pricing::Category;
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::budget::Used;
use kurier_policy::rules::pacing::{self, Seen};
use kurier_policy::rules::spending::Terms;
use kurier_policy::rules::takeover::Guarded;
use kurier_policy::standing::Standing;
use kurier_policy::status::Status;
use kurier_policy::template::Template;
use kurier_policy::template::lifecycle::TTL_MAX_S;
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Evidence;
use kurier_policy::window;
use std::sync::Arc;

/// The pair a message goes to.
struct Target {
    person: Arc<Person>,
    cold: Arc<RelationCold>,
}

/// A decision with what it was about.
struct Decided {
    verdict: Verdict,
    target: Option<Target>,
    reply_to: u32,
    /// How long it may wait, where its template says so.
    ttl_s: Option<i64>,
    /// The assessments to which it adds somebody: of its template, of everything while a guard is up.
    assessed: [Option<Round>; 2],
    /// Whether an earlier call with the same key may have been kept until its time.
    may_have_waited: bool,
}

/// How a message is decided.
#[derive(Default)]
struct How<'a> {
    /// Since when it waits, if it does.
    held_since: Option<Timestamp>,
    /// What the messages before it in a rehearsal of many would have used up.
    ahead: Option<&'a mut Ahead>,
    /// Whether it is a campaign's.
    in_campaign: bool,
}

impl How<'_> {
    fn of(item: &Admission) -> Self {
        let is_first = item.idempotency.as_ref().is_some_and(IdempotencyKey::is_of_campaign);
        Self {
            held_since: item.held.map(|held| held.since),
            ahead: None,
            in_campaign: is_first || item.held.is_some_and(|held| held.in_campaign),
        }
    }
}

pub(crate) fn admit_batch<S: Step>(
    step: &mut S,
    batch: &[Admission],
    now: Timestamp,
) -> Outcome<S, Vec<Admitted>> {
    step.ensure_room()?;
    batch.iter().map(|item| admit_one(step, item, now)).collect()
}

pub(crate) fn rehearse<S: Step>(
    step: &mut S,
    batch: &[Outbound],
    now: Timestamp,
) -> Outcome<S, Vec<Verdict>> {
    batch.iter().map(|outbound| Ok(decide(step, outbound, How::default(), now)?.verdict)).collect()
}

/// The same, after messages that used up `ahead`.
pub(crate) fn rehearse_after<S: Step>(
    step: &mut S,
    batch: &[Outbound],
    ahead: &mut Ahead,
    now: Timestamp,
) -> Outcome<S, Vec<Verdict>> {
    batch
        .iter()
        .map(|outbound| {
            let how = How { ahead: Some(ahead), in_campaign: true, ..How::default() };
            Ok(decide(step, outbound, how, now)?.verdict)
        })
        .collect()
}

fn admit_one<S: Step>(step: &mut S, item: &Admission, now: Timestamp) -> Outcome<S, Admitted> {
    let Admission { outbound, idempotency, .. } = item;
    if let Some(key) = idempotency
        && let Some(earlier) = idempotency::earlier(step, outbound.business, key)?
    {
        return Ok(earlier);
    }
    let decided = decide(step, outbound, How::of(item), now)?;
    if let Some(waits) = waits(step, item, &decided)? {
        return Ok(waits);
    }
    let (row, admitted) = match decided.verdict.outcome {
        Ok(accepted) => {
            let Some(target) = decided.target else {
                return Err(StoreError::NotFound("relation").into());
            };
            let evidence = decided.verdict.evidence;
            let done = accept(step, item, &target, accepted, evidence, decided.reply_to, now)?;
            if let Some(ttl_s) = decided.ttl_s {
                step.put_lapse(now.plus_s(ttl_s), &done.0)?;
            }
            for Round { template, round, .. } in decided.assessed.into_iter().flatten() {
                let Row { business, person, at, .. } = done.0;
                let seq = InboxSeq(done.0.seq);
                let first =
                    PacedPerson { business, template, round, person, seq, at, wanted: None };
                step.put_paced(first)?;
            }
            done
        }
        Err(refusal) if is_told_later(item, refusal) => {
            let person = match (&decided.target, refusal) {
                (_, Refusal::RecipientUnavailable) | (None, _) => PersonId(0),
                (Some(target), _) => target.person.id,
            };
            fail_later(step, item, person, refusal, decided.verdict.evidence, now)?
        }
        Err(refusal) => {
            return Ok(Admitted::Refused { refusal, evidence: decided.verdict.evidence });
        }
    };
    if let Some(key) = idempotency {
        step.put_key(outbound.business, key, &row, now)?;
    }
    Ok(admitted)
}

/// What is answered where the message must wait. Nothing is written: whoever asked keeps it until its time, and its
/// key with it.
fn waits<S: Step>(
    step: &mut S,
    item: &Admission,
    decided: &Decided,
) -> Outcome<S, Option<Admitted>> {
    let evidence = &decided.verdict.evidence;
    if decided.may_have_waited
        && let Some(key) = item.idempotency.as_ref().filter(|key| !key.is_of_scheduled())
        && let Some((digest, number)) = step.scheduled_key(item.outbound.business, &key.key)?
    {
        let message = MessageRef::scheduled(item.outbound.business, number);
        let earlier = Admitted::Kept { message, evidence: evidence.clone(), replayed: true };
        return Ok(Some(if digest == key.digest { earlier } else { Admitted::KeyReused }));
    }
    let hold = decided.verdict.outcome.as_ref().ok().and_then(|accepted| accepted.hold);
    let person = decided.target.as_ref().map(|target| target.person.id);
    Ok(hold.zip(person).map(|(hold, person)| Admitted::Held {
        hold,
        person,
        item: Box::new(item.clone()),
        evidence: evidence.clone(),
    }))
}

/// Whether a refusal is told by webhook: the answer must not tell it, or was given when the message was scheduled.
fn is_told_later(item: &Admission, refusal: Refusal) -> bool {
    // Whom a campaign passes over stands in its own list.
    if item.idempotency.as_ref().is_some_and(IdempotencyKey::is_of_campaign) {
        return false;
    }
    let was_answered = item.idempotency.as_ref().is_some_and(IdempotencyKey::is_of_scheduled);
    refusal.answers_later() || (was_answered && !refusal.is_passing())
}

/// Gathers the facts and asks the one decision.
fn decide<S: Step>(
    step: &mut S,
    outbound: &Outbound,
    How { held_since, ahead, in_campaign }: How<'_>,
    now: Timestamp,
) -> Outcome<S, Decided> {
    let business = outbound.business;
    let account = step.business(business)?;
    let sender = step.sender(outbound.sender)?;
    let target = target(step, outbound)?;
    let template = called_template(step, outbound)?;
    let (context_known, reply_to) = context(step, outbound, target.as_ref())?;
    let cards = step.rate_cards()?;
    let no_card = no_card();
    let currency = account.as_ref().map_or(no_card.currency, |account| account.currency);
    let relation = target.as_ref().map(|target| relation_facts(step, business, target));
    let standing = account.as_ref().map(|account| account.standing).unwrap_or_default();
    let is_verified = account.as_ref().is_some_and(|account| account.verified);
    let access = account.as_ref().and_then(|account| account.access.as_deref());
    let limits = step.limits()?.of(standing);
    let limits = access.map_or(limits, |access| access.limits(limits, now));
    let most = standing.tier(is_verified).most().filter(|_| limits.portfolio);
    let piloted = limits.pilot.zip(access).and_then(|(rule, access)| access.people(rule, now));
    let most = [most, piloted].into_iter().flatten().min();
    let is_marketing = template.as_ref().is_some_and(|it| it.category == Category::Marketing);
    let may_have_waited = account
        .as_ref()
        .zip(template.as_ref())
        .is_some_and(|(account, template)| may_have_waited(account, template, &limits, now));
    let pacing = match (&template, &account) {
        (Some(template), Some(account)) if !in_campaign => {
            let person = target.as_ref().map_or(PersonId(0), |target| target.person.id);
            seen(step, &limits, template, (account.watched_since(), person), now)?
        }
        _ => None,
    };
    let guarded = guarded(step, (&limits, &standing), outbound, target.as_ref(), in_campaign)?;
    let rules = limits.rules.filter(|_| is_marketing);
    let most_of_marketing = rules.and_then(|rules| rules.growth.ceiling(&standing.growth));
    let counts = most.is_some() || most_of_marketing.is_some();
    let used = if counts { step.reach(business).last_day(now) } else { 0 };
    let portfolio = PortfolioFacts { used, most, most_of_marketing };
    let is_bound = is_marketing && limits.links.is_some();
    let domains = if is_bound { step.domains(business)? } else { Arc::default() };
    let terms = pilot::terms(access, &limits, standing.terms, now);
    let facts = Facts {
        sender: SenderFacts {
            business,
            sender: outbound.sender,
            suspended: account.as_ref().is_none_or(|account| account.suspended)
                || standing.conduct.closed_at.is_some(),
            registered: sender.is_some_and(|s| s.registered && s.business == business),
            throughput_tat: step.sender_tat(outbound.sender),
            marketing_paused_until: standing.conduct.paused_until,
            quality: standing.marketing,
            falling: standing.falling,
            bond: standing.bond.held,
        },
        relation,
        template: template.as_deref(),
        context_known,
        rate_card: in_force(&cards, now).unwrap_or(&no_card),
        balance: available(terms, step.money(business, currency)),
        terms: standing.terms,
        spent: step.spent(business).at(now),
        limits,
        domains: &domains,
        portfolio,
        held_since,
        access,
        pacing,
        guarded: guarded.map(|(_, guarded)| guarded),
        hijack: standing.takeover.hijack,
    };
    let facts = ahead.as_ref().map_or(facts, |ahead| ahead.before(facts));
    let verdict = admit(&facts, outbound, now);
    if let Some(ahead) = ahead {
        ahead.add(&facts, &verdict, now);
    }
    let is_first = pacing.is_some_and(|seen| !seen.is_among);
    let of_template = template.as_ref().filter(|_| is_first).map(|template| Round::of(template));
    let is_free = window::is_open(verdict.evidence.window_until, now);
    let of_guard = guarded.filter(|(_, guarded)| !is_free && !guarded.seen.is_among);
    let assessed = [of_template, of_guard.map(|(round, _)| round)];
    // Longer than that nothing waits.
    let ttl_s = template.and_then(|template| template.life.ttl_s).filter(|ttl| *ttl < TTL_MAX_S);
    Ok(Decided { verdict, target, reply_to, ttl_s, assessed, may_have_waited })
}

fn available(terms: Terms, (prepaid, owed): (i64, i64)) -> Micros {
    terms.available(Micros(prepaid), Micros(owed))
}

/// Whether an earlier call of this business with the same key may have been kept until its time.
fn may_have_waited(
    account: &Business,
    template: &Template,
    limits: &Limits,
    now: Timestamp,
) -> bool {
    account.standing.takeover.may_have_held()
        || pacing::may_wait(limits, template.category, account.watched_since(), now)
}

/// What lies between a person and the business.
fn relation_facts<'a, S: Step>(
    step: &S,
    business: BusinessId,
    target: &'a Target,
) -> RelationFacts<'a> {
    let person = target.person.id;
    let hot = Heads::relation(step, (business, person));
    let time = |micros: i64| (micros != 0).then_some(Timestamp(micros));
    RelationFacts {
        person,
        market: target.person.market,
        permissions: &target.cold.permissions,
        withdrawn: target.cold.withdrawn,
        window_until: time(hot.window_until),
        greeting_until: time(hot.greeting_until),
        blocked: target.cold.blocked,
        pair_tat: Timestamp(hot.pair_tat),
        last_sent: hot.last_sent.map(time),
        answered_at: time(hot.answered_at),
        counted_at: time(hot.counted_at),
        budget: &target.person.budget,
        marketing: Used { of_all: step.person(person).marketing, of_this: hot.marketing },
        notices: hot.notices,
        unanswered: hot.unanswered,
    }
}

/// Who got a template that is being assessed, of a business that began then; nothing is read where it is not.
fn seen<S: Step>(
    step: &mut S,
    limits: &Limits,
    template: &Template,
    (since, person): (Timestamp, PersonId),
    now: Timestamp,
) -> Outcome<S, Option<Seen>> {
    let Some(is_young) = pacing::paces(limits, template, since, now) else { return Ok(None) };
    Ok(Some(Seen { is_young, ..step.paced(Round::of(template), person)? }))
}

/// Who got something of a business over which a guard is up, if this message needs a template; nothing is read where none
/// is.
fn guarded<S: Step>(
    step: &mut S,
    (limits, standing): (&Limits, &Standing),
    outbound: &Outbound,
    target: Option<&Target>,
    in_campaign: bool,
) -> Outcome<S, Option<(Round, Guarded)>> {
    let Some(guard) = standing.takeover.guard.filter(|_| limits.takeover.is_some()) else {
        return Ok(None);
    };
    if !matches!(outbound.draft, Draft::Template(_)) {
        return Ok(None);
    }
    let round = Round::guarded(outbound.business, &guard);
    let person = target.map_or(PersonId(0), |target| target.person.id);
    let seen = step.paced(round, person)?;
    Ok(Some((round, Guarded { seen, in_campaign })))
}

fn target<S: Step>(step: &mut S, outbound: &Outbound) -> Outcome<S, Option<Target>> {
    let Some(id) = step.recipient(outbound.business, &outbound.to)? else { return Ok(None) };
    let Some(cold) = step.relation_cold((outbound.business, id))? else { return Ok(None) };
    let person = step.person_cold(id)?;
    Ok(person.map(|person| Target { person, cold }))
}

fn called_template<S: Step>(
    step: &mut S,
    outbound: &Outbound,
) -> Outcome<S, Option<Arc<Template>>> {
    match &outbound.draft {
        Draft::Template(call) => step.template_named(outbound.business, &call.name, &call.language),
        _ => Ok(None),
    }
}

/// Whether what the message answers or reacts to is in this conversation, and the answered place.
fn context<S: Step>(
    step: &S,
    outbound: &Outbound,
    target: Option<&Target>,
) -> Outcome<S, (bool, u32)> {
    let Some(target) = target else {
        let asked = outbound.reply_to.is_some() || matches!(outbound.draft, Draft::Reaction { .. });
        return Ok((!asked, 0));
    };
    let is_known = |message: MessageRef| -> Outcome<S, bool> {
        if message.person != target.person.id {
            return Ok(false);
        }
        let found = step.resolve(message)?;
        Ok(found.is_some_and(|row| row.business == outbound.business && row.kind.is_spoken()))
    };
    if let Draft::Reaction { target: message, .. } = &outbound.draft
        && !is_known(*message)?
    {
        return Ok((false, 0));
    }
    match outbound.reply_to {
        Some(message) if is_known(message)? => Ok((true, message.seq.0)),
        Some(_) => Ok((false, 0)),
        None => Ok((true, 0)),
    }
}

fn accept<S: Step>(
    step: &mut S,
    item: &Admission,
    target: &Target,
    accepted: admit::Accepted,
    evidence: Evidence,
    reply_to: u32,
    now: Timestamp,
) -> Outcome<S, (Row, Admitted)> {
    let (outbound, person) = (&item.outbound, target.person.id);
    let is_reaction = matches!(accepted.content, Content::Reaction { .. });
    let kind = if is_reaction { RowKind::Reaction } else { RowKind::Message };
    let row = step.append(&NewRow {
        sender: outbound.sender,
        price: accepted.price,
        reply_to,
        sender_tat: accepted.throughput_tat,
        pair_tat: accepted.pair_tat,
        body: Some(&code::to_json(&accepted.content)?),
        evidence: Some(&code::to_json(&evidence)?),
        opaque: held::opaque(item).as_deref(),
        ..NewRow::new(now, kind, (outbound.business, person))
    })?;
    step.grant_files((outbound.business, person), &accepted.content)?;
    let event = step.event(&NewEvent::status(now, Status::Sent, &row, None))?;
    let priced = Priced {
        business: outbound.business,
        category: accepted.price.category,
        micros: accepted.price.micros.0,
        event,
        at: now,
    };
    step.move_price(TransferKind::Reserve, &priced)?;
    let entry = InboxEntry {
        seq: InboxSeq(row.seq),
        at: now,
        business: outbound.business,
        kind: EntryKind::FromBusiness {
            sender: outbound.sender,
            content: accepted.content,
            price: accepted.price,
            reply_to: (reply_to > 0).then_some(InboxSeq(reply_to)),
        },
    };
    let accepted = Accepted {
        message: row.message_ref(),
        ids: target.cold.ids(&target.person.name),
        entry: Some(Arc::new(entry)),
        replayed: false,
        evidence,
    };
    Ok((row, Admitted::Accepted(accepted)))
}

/// Keeps a refusal that the answer must not tell; `person` 0 = nobody the business knows.
fn fail_later<S: Step>(
    step: &mut S,
    item: &Admission,
    person: PersonId,
    refusal: Refusal,
    mut evidence: Evidence,
    now: Timestamp,
) -> Outcome<S, (Row, Admitted)> {
    evidence.refusal = Some(refusal);
    let outbound = &item.outbound;
    let address = address(&outbound.to);
    let price = kurier_policy::pricing::Price { category: evidence.category, ..code::FREE };
    let sender_tat = throughput_after(step, outbound, now)?;
    let row = step.append(&NewRow {
        sender: outbound.sender,
        price,
        sender_tat,
        body: Some(&address),
        evidence: Some(&code::to_json(&evidence)?),
        opaque: held::opaque(item).as_deref(),
        ..NewRow::new(now, RowKind::Refused, (outbound.business, person))
    })?;
    let reason = event::reason(refusal, evidence.feature());
    step.event(&NewEvent::status(now, Status::Failed, &row, Some(&reason)))?;
    let failed =
        Admitted::FailedLater { message: row.message_ref(), refusal, evidence, replayed: false };
    Ok((row, failed))
}

/// What is refused later counts towards the throughput like an accepted message: the answer is the
/// same, and so is the work.
fn throughput_after<S: Step>(
    step: &mut S,
    outbound: &Outbound,
    now: Timestamp,
) -> Outcome<S, Timestamp> {
    let tat = step.sender_tat(outbound.sender);
    let account = step.business(outbound.business)?;
    let standing = account.as_ref().map(|account| account.standing).unwrap_or_default();
    let limits = step.limits()?.of(standing);
    let access = account.as_ref().and_then(|account| account.access.as_deref());
    let limits = access.map_or(limits, |access| access.limits(limits, now));
    let Some(rate) = limits.throughput else { return Ok(tat) };
    Ok(rate.take(tat, now).unwrap_or(tat))
}

fn address(to: &Recipient) -> String {
    match to {
        Recipient::WaId(wa_id) => wa_id.to_string(),
        Recipient::UserId(user_id) => user_id.clone(),
        Recipient::Phone(number) => number.digits().to_owned(),
    }
}
