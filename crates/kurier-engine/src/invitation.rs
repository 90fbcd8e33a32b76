//! Imported lists, and the cards that come of them. Nobody on a list becomes reachable: whoever is here, and allowed
//! nothing, finds one silent card. What lapsed because she did not look is asked about by such a card, too.
//!
//! Nothing runs for it: cards are looked for when she looks. Businesses learn how many accepted, and nothing else.

mod words;

use crate::consent::Setting;
use crate::entropy::bits;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, CardId, PersonId};
use kurier_policy::outbound::Recipient;
use kurier_policy::permission::{Ask, Cadence, Permission, Purpose};
use kurier_policy::rules::invitation::{Asked, CardAnswer, InvitationRule, topic};
use kurier_policy::rules::lapse::{LapseRule, LastUse, ends_at};
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_store::port::{Recorded, StoreError};
use kurier_store::record::{
    Business, Card, CardKind, InvitationImport, NewInvitations, Person, Relation,
};
use std::collections::HashSet;

/// Longest text that says where and when the people agreed, in characters.
pub const EVIDENCE_MAX: usize = 500;
/// Most lines of one import.
pub const LINES_MAX: usize = 1_000;
/// Begins the source of a permission that was given on a card.
const SOURCE: &str = "card:";
/// Cards of one person that are looked at; the newest.
const LOOKED_AT: u32 = 1_000;
/// Most of them that are considered at once.
const CONSIDERED: usize = 200;
/// Over how long shown cards count, in seconds.
const WEEK_S: i64 = 7 * DAY_S;

/// A list as a business brings it.
#[derive(Debug, Clone)]
pub struct List {
    /// For what it asks.
    pub purpose: Purpose,
    /// About what.
    pub topic: Option<String>,
    /// Where and when the people agreed.
    pub evidence: String,
    /// One address a line.
    pub lines: Vec<String>,
}

/// A card as it is shown.
#[derive(Debug, Clone)]
pub struct ShownCard {
    /// What is kept of it.
    pub card: Card,
    /// Who asks.
    pub business: Business,
    /// What a yes would allow, each with the words that she reads.
    pub asks: Vec<Ask>,
}

/// What a business may know of its invitations beside its imports.
pub type Off = Option<Timestamp>;

impl Engine {
    /// Takes a list. The answer tells what was read, and is the same whoever is here.
    pub async fn import_list(&self, business: BusinessId, list: List) -> Result<InvitationImport> {
        let checked = check(list)?;
        let addresses: Vec<Option<Recipient>> =
            checked.lines.iter().map(|line| address(line)).collect();
        let count = |of: usize| u32::try_from(of).unwrap_or(u32::MAX);
        let malformed = addresses.iter().filter(|one| one.is_none()).count();
        let now = self.parts.clock.now();
        let import = InvitationImport {
            business,
            number: 0,
            purpose: checked.purpose,
            topic: checked.topic,
            evidence: checked.evidence,
            lines: count(addresses.len()),
            malformed: count(malformed),
            accepted: 0,
            at: now,
        };
        let with_id = |to| (to, self.card_id());
        let people = addresses.into_iter().flatten().map(with_id).collect();
        let rule = self.invitation_rule().await?;
        let new = NewInvitations { import, people, rule };
        Ok(self.parts.store.import_invitations(new, now).await?)
    }

    /// Until when the invitations of a business are off; `None` = they are not.
    pub async fn invitations_off(&self, business: BusinessId) -> Result<Off> {
        self.judge_invitations(business).await
    }

    /// The cards of a person: first those that lie open, then new ones as far as her week has room. To look is to be
    /// shown; with `peek` nothing counts.
    pub async fn look_at_cards(
        &self,
        person: PersonId,
        peek: bool,
        most: usize,
    ) -> Result<Vec<ShownCard>> {
        let now = self.parts.clock.now();
        let rule = self.invitation_rule().await?;
        let found = self.candidates(person, rule, now).await?;
        let (mut open, mut fresh): (Vec<_>, Vec<_>) =
            found.into_iter().partition(|one| one.card.shown_at.is_some());
        // In one order before and after they are shown.
        open.sort_by_key(|one| (one.card.shown_at, one.card.made_at, one.card.id));
        fresh.sort_by_key(|one| (one.card.made_at, one.card.id));
        open.truncate(most);
        let left = most.saturating_sub(open.len());
        fresh.truncate(left);
        let since = now.plus_s(-WEEK_S);
        if peek {
            let all = self.parts.store.cards(person, LOOKED_AT).await?;
            let seen = |card: &Card| card.shown_at.is_some_and(|at| at >= since);
            let shown = all.iter().filter(|(card, _)| seen(card)).count();
            let room = rule.room(u32::try_from(shown).unwrap_or(u32::MAX));
            fresh.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        } else if !fresh.is_empty() {
            let cards = fresh.iter().map(|one| one.card.clone()).collect();
            let most = rule.room(0);
            let shown = self.parts.store.show_cards(person, cards, since, most, now).await?;
            let shown: HashSet<CardId> = shown.into_iter().collect();
            fresh.retain(|one| shown.contains(&one.card.id));
        }
        open.append(&mut fresh);
        Ok(open)
    }

    /// She allows what a card asks: a receipt like every other.
    pub async fn accept_card(&self, person: PersonId, id: CardId) -> Result<Recorded> {
        let shown = self.open_card(person, id).await?;
        let now = self.parts.clock.now();
        let language = self.parts.store.person(person).await?.language;
        let setting = Setting { source: format!("{SOURCE}{id}"), language };
        let business = shown.business.id;
        let recorded = self.grant(person, business, &shown.asks, setting, None).await?;
        // Her permission stands, whichever of two devices was faster.
        let kept = self.parts.store.answer_card(person, id, CardAnswer::Accepted, now).await;
        if let Err(error) = kept {
            tracing::warn!(%business, %error, "an accepted card could not be marked");
        }
        Ok(recorded)
    }

    /// She does not want it, and perhaps nothing of that business at all. It learns of neither.
    pub async fn decline_card(&self, person: PersonId, id: CardId, block: bool) -> Result<()> {
        let now = self.parts.clock.now();
        let answered = self.parts.store.answer_card(person, id, CardAnswer::Declined, now).await;
        let card = answered.map_err(told)?;
        if block {
            self.parts.store.relate(card.business, person, now).await?;
            self.set_blocked(person, card.business, true).await?;
        }
        if card.kind == CardKind::Invitation {
            self.judge_invitations(card.business).await?;
        }
        Ok(())
    }

    /// A card that she was shown and that still asks something.
    async fn open_card(&self, person: PersonId, id: CardId) -> Result<ShownCard> {
        let now = self.parts.clock.now();
        let rule = self.invitation_rule().await?;
        let found = self.candidates(person, rule, now).await?;
        let is_it = |one: &ShownCard| one.card.id == id && one.card.shown_at.is_some();
        let found = found.into_iter().find(is_it);
        found.ok_or_else(|| StoreError::NotFound("card").into())
    }

    /// Every card that may be shown to her now, were there room.
    async fn candidates(
        &self,
        person: PersonId,
        rule: InvitationRule,
        now: Timestamp,
    ) -> Result<Vec<ShownCard>> {
        let she = self.parts.store.person(person).await?;
        let lapse = self.parts.store.limits().await?.lapse;
        let relations = self.parts.store.relations(person).await?;
        let kept = self.parts.store.cards(person, LOOKED_AT).await?;
        let mut found: Vec<ShownCard> = Vec::new();
        for lapsed in self.lapsed(person, &relations, lapse, now) {
            let same = |card: &&Card| {
                card.kind == CardKind::Renewal
                    && (card.business, card.used_at) == (lapsed.card.business, lapsed.card.used_at)
            };
            let known = kept.iter().map(|(card, _)| card).find(same);
            let card = known.cloned().unwrap_or(lapsed.card);
            if rule.is_open(card.last(), now) {
                found.extend(self.in_words(&she, card, &lapsed.permissions, lapse).await?);
            }
        }
        // The oldest first, so that none waits for ever behind newer ones.
        let invitations = kept.iter().rev().filter(|(card, _)| card.kind == CardKind::Invitation);
        for (card, off) in invitations {
            if found.len() >= CONSIDERED {
                break;
            }
            let relation = relations.iter().find(|one| one.business == card.business);
            let of_pair = |(one, _): &&(Card, Off)| one.business == card.business;
            let asked = kept.iter().filter(of_pair).map(|(card, _)| card);
            let is_due = off.is_none_or(|until| until <= now)
                && rule.is_open(card.last(), now)
                && may_ask(relation, card, lapse, now)
                && !found.iter().any(|one| one.card.business == card.business)
                && !asked_lately(asked, card, rule, now);
            if is_due && self.judge_invitations(card.business).await?.is_none() {
                found.extend(self.in_words(&she, card.clone(), &[], lapse).await?);
            }
        }
        Ok(found)
    }

    /// What lapsed because she did not look, one card for everything of a business that lapsed at once.
    fn lapsed<'r>(
        &self,
        person: PersonId,
        relations: &'r [Relation],
        rule: Option<LapseRule>,
        now: Timestamp,
    ) -> Vec<Lapsed<'r>> {
        let Some(rule) = rule else { return Vec::new() };
        let mut found: Vec<Lapsed<'r>> = Vec::new();
        for relation in relations.iter().filter(|one| !is_closed(one)) {
            if Purpose::Marketing.of(relation.withdrawn) {
                continue;
            }
            for permission in &relation.permissions {
                let used = rule.unused_since(permission, last_use(relation), now);
                let Some(used_at) = used else { continue };
                let place = found.iter_mut().find(|one| {
                    (one.card.business, one.card.used_at) == (relation.business, used_at)
                });
                match place {
                    Some(one) => one.permissions.push(permission),
                    None => found.push(Lapsed {
                        card: renewal(self.card_id(), person, relation.business, used_at, now),
                        permissions: vec![permission],
                    }),
                }
            }
        }
        found
    }

    /// A card with its business and its words; none of a business that may write to nobody.
    async fn in_words(
        &self,
        she: &Person,
        card: Card,
        lapsed: &[&Permission],
        lapse: Option<LapseRule>,
    ) -> Result<Option<ShownCard>> {
        let business = self.parts.store.business(card.business).await?;
        if business.suspended {
            return Ok(None);
        }
        let (language, name) = (she.language.as_str(), business.name.as_str());
        let asks = match card.kind {
            CardKind::Invitation => {
                let topic = card.topic.clone();
                let wording = words::invitation(language, name, card.purpose, topic.as_deref());
                let (cadence, lifetime_s) = (Cadence::Each, None);
                vec![Ask { purpose: card.purpose, topic, wording, cadence, lifetime_s }]
            }
            CardKind::Renewal => {
                let days = lapse.unwrap_or(LapseRule::DEFAULT).marketing_s / DAY_S;
                let ask = |one: &&Permission| Ask {
                    purpose: one.purpose,
                    topic: one.topic.clone(),
                    wording: words::renewal(language, name, days, one.topic.as_deref()),
                    cadence: one.cadence,
                    lifetime_s: None,
                };
                lapsed.iter().map(ask).collect()
            }
        };
        Ok(Some(ShownCard { card, business, asks }))
    }

    /// Until when the invitations of a business are off. Too few accepted ones turn them off now.
    async fn judge_invitations(&self, business: BusinessId) -> Result<Off> {
        let store = &self.parts.store;
        let (now, before) = (self.parts.clock.now(), store.invitations_off(business).await?);
        if let Some(until) = before.filter(|until| now < *until) {
            return Ok(Some(until));
        }
        let rule = self.invitation_rule().await?;
        let (since, settled) = (rule.counts_from(now), rule.settled_before(now));
        // What was shown before the last time off was counted then.
        let since = before.map_or(since, |until| since.max(until));
        let counts = store.card_counts(business, since, settled).await?;
        if !rule.turns_off(counts, self.parts.keys.invitation_blur(business, before)) {
            return Ok(None);
        }
        let until = rule.off_until(now);
        store.turn_invitations_off(business, until).await?;
        tracing::info!(%business, "too few accepted its invitations: they are off");
        Ok(Some(until))
    }

    async fn invitation_rule(&self) -> Result<InvitationRule> {
        let rule = self.parts.store.limits().await?.invitations;
        Ok(rule.unwrap_or(InvitationRule::LIFTED))
    }

    fn card_id(&self) -> CardId {
        CardId::from_random(bits(&*self.parts.entropy))
    }
}

/// What of a business lapsed at once.
struct Lapsed<'r> {
    card: Card,
    permissions: Vec<&'r Permission>,
}

fn renewal(
    id: CardId,
    person: PersonId,
    business: BusinessId,
    used_at: Timestamp,
    now: Timestamp,
) -> Card {
    Card {
        id,
        person,
        business,
        kind: CardKind::Renewal,
        import: 0,
        used_at,
        purpose: Purpose::Marketing,
        topic: None,
        made_at: now,
        shown_at: None,
        answered_at: None,
        answer: None,
    }
}

fn is_closed(relation: &Relation) -> bool {
    relation.blocked || relation.barred
}

fn last_use(relation: &Relation) -> LastUse {
    let notice_at = Purpose::Utility.of(relation.last_sent);
    LastUse { answered_at: relation.answered_at, notice_at }
}

/// Whether what she and the business have with each other leaves an invitation anything to ask.
fn may_ask(
    relation: Option<&Relation>,
    card: &Card,
    lapse: Option<LapseRule>,
    now: Timestamp,
) -> bool {
    relation.is_none_or(|relation| {
        let (withdrawn, permissions) = (relation.withdrawn, &relation.permissions[..]);
        let asked = Asked { closed: is_closed(relation), withdrawn, permissions };
        let last = last_use(relation);
        asked.may_be_asked(card.purpose, card.topic.as_deref(), |one| {
            ends_at(lapse, one, last).is_none_or(|end| now < end)
        })
    })
}

/// Whether the business asked her by another card so lately that this one must not.
fn asked_lately<'c>(
    mut all: impl Iterator<Item = &'c Card>,
    but: &Card,
    rule: InvitationRule,
    now: Timestamp,
) -> bool {
    all.any(|one| one.id != but.id && !rule.may_make(Some(one.last()), now))
}

fn told(error: StoreError) -> EngineError {
    match error {
        StoreError::Conflict(_) => {
            EngineError::invalid("card_answered", "this card was answered already")
        }
        other => other.into(),
    }
}

fn check(list: List) -> Result<List> {
    let bad = |what: &str| Err(EngineError::invalid("bad_request", what));
    let evidence = list.evidence.trim().to_owned();
    if evidence.is_empty() || evidence.chars().count() > EVIDENCE_MAX {
        return bad("evidence says where and when the people agreed, in 1 to 500 characters");
    }
    if list.lines.is_empty() || list.lines.len() > LINES_MAX {
        return bad("a list has 1 to 1,000 lines");
    }
    let about = match &list.topic {
        None => None,
        Some(text) => match topic(text) {
            Some(topic) => Some(topic),
            None => {
                return bad(
                    "a topic has 1 to 60 characters and leads nowhere: no links, no addresses",
                );
            }
        },
    };
    Ok(List { evidence, topic: about, ..list })
}

/// Whom a line means: a number in international form, or an id that was made for the business.
fn address(line: &str) -> Option<Recipient> {
    let line = line.trim();
    Recipient::parse_user_id(line).or_else(|_| Recipient::parse_to(line)).ok()
}

#[cfg(test)]
#[path = "invitation/tests.rs"]
mod tests;
