//! One step of one campaign: judge what people made of it, then send some more, or wait.

use super::Outcome;
use crate::{Engine, Result};
use futures_util::future::join_all;
use kurier_policy::campaign::{Campaign, CampaignState, PauseReason};
use kurier_policy::rate::Limits;
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::canary::{CanaryRule, Heard, Stages};
use kurier_policy::time::Timestamp;
use kurier_store::record::{
    Admitted, CampaignPerson, CampaignSettlement, Decided, IdempotencyKey, Usage, WhichPeople,
};

/// Most messages of one step.
const STEP: u32 = 256;
/// How often a watched stage, and a running last one, are looked at.
const LOOK_EVERY_S: i64 = 30;
/// When it is tried again after messages that went too fast.
const AGAIN_S: i64 = 2;

/// What came of some messages.
#[derive(Default)]
struct Sent {
    settled: Vec<CampaignSettlement>,
    /// Why no message could go.
    stuck: Option<Refusal>,
    /// Whether some went too fast.
    too_fast: bool,
}

impl Engine {
    /// Does what is due for it.
    pub(crate) async fn step_campaign(&self, mut campaign: Campaign) -> Outcome<()> {
        let now = self.parts.clock.now();
        let mut usage = self.parts.store.usage(campaign.business, None).await?;
        usage.limits = usage.limits_at(now);
        let limits = &usage.limits;
        if campaign.state == CampaignState::Scheduled || campaign.run.is_none() {
            campaign.begin(now);
            campaign = self.write_campaign(campaign, true).await?;
        }
        let stages = stages_of(&campaign, limits);
        let mut most = campaign.pace(limits).unwrap_or(STEP).min(STEP);
        if let (Some(rule), false) = (limits.canary, stages.is_one()) {
            match self.canary(&mut campaign, rule, stages).await? {
                Some(left) => most = most.min(left),
                None => return Ok(()),
            }
        }
        self.send_some(campaign, &usage, most).await
    }

    /// Looks at what people made of it; how many more may go now, or nothing because it stops or waits.
    async fn canary(
        &self,
        campaign: &mut Campaign,
        rule: CanaryRule,
        stages: Stages,
    ) -> Outcome<Option<u32>> {
        let now = self.parts.clock.now();
        let Some(run) = campaign.run else { return Ok(None) };
        let is_last = stages.is_last(run.stage);
        if is_last && now < run.judged_at.plus_s(LOOK_EVERY_S) {
            return Ok(Some(u32::MAX));
        }
        let template = self.template_of(campaign).await?;
        let rule = template.as_ref().map_or(rule, |template| rule.of(template.category));
        let heard = self.heard_of(campaign, template.as_ref()).await?;
        if let Some(run) = &mut campaign.run {
            run.judged_at = now;
        }
        if let Some(stop) = rule.stops(heard) {
            campaign.pause(PauseReason::People(stop), now).map_err(super::CampaignFault::from)?;
            tracing::info!(campaign = %campaign.id, ?stop, ?heard, "a campaign stopped: people dislike it");
            self.write_campaign(campaign.clone(), true).await?;
            return Ok(None);
        }
        if let Some(since) = run.watched_since {
            self.watched(campaign, (rule, stages), heard, since, now).await?;
            return Ok(None);
        }
        let end = u64::from(stages.end(run.stage));
        if !is_last && heard.sent >= end {
            self.watched(campaign, (rule, stages), heard, now, now).await?;
            return Ok(None);
        }
        let left = end.saturating_sub(heard.sent);
        Ok(Some(if is_last { u32::MAX } else { u32::try_from(left).unwrap_or(u32::MAX) }))
    }

    /// The stage is complete since then: the next one goes, or it is watched on.
    async fn watched(
        &self,
        campaign: &mut Campaign,
        (rule, stages): (CanaryRule, Stages),
        heard: Heard,
        since: Timestamp,
        now: Timestamp,
    ) -> Outcome<()> {
        let was = campaign.state;
        if rule.is_watched(heard, since, now) {
            campaign.next_stage(now);
            if let Some(run) = campaign.run.as_mut().filter(|run| stages.is_last(run.stage)) {
                run.freed_at = Some(now);
            }
        } else {
            let (end, soon) = (since.plus_s(rule.wait_s), now.plus_s(LOOK_EVERY_S));
            campaign.watch(if end > now { end.min(soon) } else { soon }, now);
        }
        let is_told = was != campaign.state;
        self.write_campaign(campaign.clone(), is_told).await?;
        if campaign.run.is_some_and(|run| run.freed_at == Some(now)) {
            self.prove_template(campaign).await?;
        }
        Ok(())
    }

    async fn send_some(&self, mut campaign: Campaign, usage: &Usage, most: u32) -> Outcome<()> {
        let (store, business, id) = (&self.parts.store, campaign.business, campaign.id);
        let waiting = WhichPeople::Waiting;
        let mut people = store.campaign_people(business, id, waiting, 0, most).await?;
        let now = self.parts.clock.now();
        if people.is_empty() {
            campaign.finish(now);
            self.write_campaign(campaign, true).await?;
            return Ok(());
        }
        let (last, next) = campaign.due_places(now);
        people.retain(|one| one.place <= last);
        if let (true, Some(next)) = (people.is_empty(), next) {
            campaign.wait(next, now);
            self.write_campaign(campaign, false).await?;
            return Ok(());
        }
        if let Some(room) = self.room(&campaign, usage, now).await? {
            if room == 0 {
                campaign.wait_for_room(super::room::frees_at(usage, now), now);
                self.write_campaign(campaign, false).await?;
                return Ok(());
            }
            people.truncate(usize::try_from(room).unwrap_or(usize::MAX));
        }
        let sent = self.send_to(&campaign, people).await?;
        let now = self.parts.clock.now();
        store.settle_people(business, id, sent.settled, now).await?;
        if let Some(refusal) = sent.stuck {
            campaign.pause(PauseReason::Refused(refusal), now)?;
            self.write_campaign(campaign, true).await?;
            return Ok(());
        }
        let wait_s =
            if sent.too_fast { AGAIN_S } else { i64::from(campaign.pace(&usage.limits).is_some()) };
        campaign.goes_on(now.plus_s(wait_s), now);
        self.write_campaign(campaign, false).await?;
        Ok(())
    }

    /// Through the same admission as every other message, behind those that are sent alone. The place is the
    /// idempotency key: whoever tries it again after a crash finds what came of it.
    async fn send_to(&self, campaign: &Campaign, people: Vec<CampaignPerson>) -> Result<Sent> {
        let admit = |one: &CampaignPerson| {
            let key = IdempotencyKey::of_campaign(campaign.id, one.place);
            self.admit_later(campaign.outbound(one.wa_id), key)
        };
        let admitted = join_all(people.iter().map(admit)).await;
        let mut sent = Sent::default();
        let mut failed = None;
        for (one, admitted) in people.iter().zip(admitted) {
            match admitted {
                Ok(admitted) => sent.add(one.place, &admitted),
                Err(error) => failed = Some(error),
            }
        }
        match failed {
            // What went is settled all the same; the others are found by their keys.
            Some(error) if sent.settled.is_empty() => Err(error),
            _ => Ok(sent),
        }
    }
}

impl Sent {
    fn add(&mut self, place: u32, admitted: &Admitted) {
        let mut settle = |decided, message| {
            self.settled.push(CampaignSettlement { place, decided, message });
        };
        match admitted {
            Admitted::Accepted(accepted) => settle(Decided::Went, Some(accepted.message)),
            Admitted::FailedLater { message, refusal, .. } => {
                settle(Decided::Refused(*refusal), Some(*message));
            }
            Admitted::Refused { refusal, .. } if refusal.is_passing() => self.too_fast = true,
            Admitted::Refused { refusal, .. } if Campaign::is_about_all(*refusal) => {
                self.stuck = Some(*refusal);
            }
            Admitted::Refused { refusal, .. } => settle(Decided::Refused(*refusal), None),
            Admitted::Kept { message, .. } => settle(Decided::Held, Some(*message)),
            // Its key is its own, and what must wait was kept already.
            Admitted::KeyReused | Admitted::Held { .. } => {}
        }
    }
}

/// The stages that were foretold; one for all where the rule is lifted.
fn stages_of(campaign: &Campaign, limits: &Limits) -> Stages {
    let foretold = campaign.rehearsal.as_ref().map(|made| made.is.stages);
    match (limits.canary, foretold) {
        (Some(_), Some(stages)) => stages,
        _ => Stages { ends: [u32::MAX; 3] },
    }
}
