//! Assessments of new marketing templates (rule A6): looked at in the round that judges templates. Those who got one first
//! decide: more of the messages that wait go, all of them, or none, and the template is paused.

use crate::template::{Outcome, TemplateFault};
use crate::{Engine, EngineError, Result};
use kurier_policy::campaign::Campaign;
use kurier_policy::event::{TemplateChange, TemplateEvent};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, TemplateId};
use kurier_policy::rate::Limits;
use kurier_policy::rules::canary::{CanaryRule, Stop};
use kurier_policy::rules::pacing::{Judgement, PacingRule, Seen, paces};
use kurier_policy::rules::takeover::GUARDED;
use kurier_policy::template::quality::{Quality, judge};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Assessment, Business};
use std::collections::BTreeMap;

/// Templates of a business looked at in one step.
const STEP: u32 = 100;

/// How the assessment of a template stands.
#[derive(Debug, Clone)]
pub struct AssessmentLine {
    /// The template.
    pub template: Template,
    /// The running stage, from 1; `None` = it goes to everybody.
    pub stage: Option<u8>,
    /// Who got it in this assessment.
    pub people: u32,
    /// How many may, before the stage is judged.
    pub end: u32,
    /// How many messages wait.
    pub waiting: u64,
    /// When a complete stage is judged at the latest.
    pub judged_at: Option<Timestamp>,
}

/// What a look at an assessment goes by.
#[derive(Clone, Copy)]
struct Rules {
    rule: PacingRule,
    canary: CanaryRule,
    is_young: bool,
}

impl Engine {
    /// Looks at every assessment of a business, and lets go what waits no longer.
    pub(crate) async fn pace_templates(
        &self,
        business: &Business,
        limits: &Limits,
        now: Timestamp,
    ) -> Result<()> {
        let waiting = self.parts.store.waiting_for_assessment(business.id).await?;
        let waiting = self.without_guarded(business, waiting).await?;
        if limits.canary.is_none() && waiting.is_empty() {
            return Ok(());
        }
        let mut waiting: BTreeMap<TemplateId, u64> = waiting.into_iter().collect();
        let mut after = None;
        loop {
            let page = self.parts.store.templates(business.id, after, STEP).await?;
            after = page.last().map(|last| last.id);
            let is_last = page.len() < STEP as usize;
            for template in page {
                let waits = waiting.remove(&template.id).unwrap_or(0);
                match self.pace_one(template, (business, limits), waits, now).await {
                    // Somebody changed it in this moment; the next round looks again.
                    Ok(()) | Err(TemplateFault::Changed) => {}
                    Err(TemplateFault::Engine(error)) => return Err(error),
                    Err(other) => return Err(EngineError::invalid("template", other.to_string())),
                }
            }
            if is_last {
                break;
            }
        }
        // Of templates that are gone.
        for template in waiting.into_keys() {
            self.wake_assessed(business.id, template, u32::MAX, now).await?;
        }
        Ok(())
    }

    /// What waits for templates. What a guard held that is down by now goes.
    async fn without_guarded(
        &self,
        business: &Business,
        mut waiting: Vec<(TemplateId, u64)>,
    ) -> Result<Vec<(TemplateId, u64)>> {
        let before = waiting.len();
        waiting.retain(|(of, _)| *of != GUARDED);
        if waiting.len() < before && business.standing.takeover.guard.is_none() {
            self.wake_guarded(business.id).await?;
        }
        Ok(waiting)
    }

    async fn pace_one(
        &self,
        template: Template,
        (business, limits): (&Business, &Limits),
        waits: u64,
        now: Timestamp,
    ) -> Outcome<()> {
        let Some(rules) = rules_of(&template, business, limits, now) else {
            // Released, or nothing that may be sent: what waits is decided now.
            if waits > 0 {
                self.wake_assessed(business.id, template.id, u32::MAX, now).await?;
            }
            return Ok(());
        };
        let found = self.assessment_of(&template).await?;
        let seen = seen(&found, rules.is_young);
        let pacing = template.life.pacing;
        match rules.rule.judge(&rules.canary, pacing, (found.heard, &seen), now) {
            Judgement::Stops(stop) => self.stop_template(template, stop, now).await,
            Judgement::GoesOn(next) => {
                let (id, end) = (template.id, rules.rule.end(next.stage, rules.is_young));
                let mut changed = template;
                changed.life.pacing = next;
                self.write_template(changed, Vec::new()).await?;
                tracing::info!(template = %id, ?next, "an assessment goes on");
                let is_free = next.released_until.is_some();
                let more = if is_free { u32::MAX } else { end.saturating_sub(seen.people) };
                Ok(self.wake_if(waits, business.id, id, more, now).await?)
            }
            Judgement::Stays => {
                let left = rules.rule.end(pacing.stage, rules.is_young).saturating_sub(seen.people);
                Ok(self.wake_if(waits, business.id, template.id, left, now).await?)
            }
        }
    }

    /// Pauses a template that those dislike who got it first; what waits fails with it.
    async fn stop_template(&self, before: Template, stop: Stop, now: Timestamp) -> Outcome<()> {
        let (business, id, from) = (before.business, before.id, before.life.quality);
        let mut template = before;
        judge(&mut template, Quality::Red, now);
        template.updated_at = now;
        let mut told = vec![TemplateEvent::status(&template, false)];
        if from != Quality::Red {
            let to = Quality::Red;
            told.insert(0, TemplateEvent::new(&template, TemplateChange::Quality { from, to }));
        }
        self.write_template(template, told).await?;
        tracing::info!(template = %id, ?stop, "a template was paused: the first dislike it");
        Ok(self.wake_assessed(business, id, u32::MAX, now).await?)
    }

    async fn wake_if(
        &self,
        waits: u64,
        business: BusinessId,
        template: TemplateId,
        limit: u32,
        now: Timestamp,
    ) -> Result<()> {
        if waits == 0 || limit == 0 {
            return Ok(());
        }
        self.wake_assessed(business, template, limit, now).await
    }

    async fn wake_assessed(
        &self,
        business: BusinessId,
        template: TemplateId,
        limit: u32,
        now: Timestamp,
    ) -> Result<()> {
        if self.parts.store.wake_assessed(business, template, limit, now).await? > 0 {
            self.due_early.notify_one();
        }
        Ok(())
    }

    async fn assessment_of(&self, template: &Template) -> Result<Assessment> {
        let (store, round) = (&self.parts.store, template.life.pacing.round);
        Ok(store.assessment(template.business, template.id, round).await?)
    }

    /// How the assessments of a business's marketing templates stand: of those that may be sent.
    pub async fn assessments(&self, business: &Business) -> Result<Vec<AssessmentLine>> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let limits = store.usage(business.id, None).await?.limits;
        let waiting: BTreeMap<TemplateId, u64> =
            store.waiting_for_assessment(business.id).await?.into_iter().collect();
        let (mut after, mut lines) = (None, Vec::new());
        loop {
            let page = store.templates(business.id, after, STEP).await?;
            after = page.last().map(|last| last.id);
            let is_last = page.len() < STEP as usize;
            for template in page {
                let waits = waiting.get(&template.id).copied().unwrap_or(0);
                let rules = rules_of(&template, business, &limits, now);
                let is_released =
                    template.life.pacing.released_until.is_some_and(|until| now < until);
                if rules.is_some() || is_released || waits > 0 {
                    lines.push(self.line_of(template, rules, waits).await?);
                }
            }
            if is_last {
                return Ok(lines);
            }
        }
    }

    async fn line_of(
        &self,
        template: Template,
        rules: Option<Rules>,
        waiting: u64,
    ) -> Result<AssessmentLine> {
        let Some(Rules { rule, canary, is_young }) = rules else {
            let (stage, people, end, judged_at) = (None, 0, 0, None);
            return Ok(AssessmentLine { template, stage, people, end, waiting, judged_at });
        };
        let pacing = template.life.pacing;
        let seen = seen(&self.assessment_of(&template).await?, is_young);
        Ok(AssessmentLine {
            stage: Some(pacing.stage.saturating_add(1)),
            people: seen.people,
            end: rule.end(pacing.stage, is_young),
            waiting,
            judged_at: rule.judged_at(&canary, pacing, &seen),
            template,
        })
    }

    /// A campaign was liked by those who got it first: so is its template.
    pub(crate) async fn prove_template(&self, campaign: &Campaign) -> Result<()> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let rules = store.usage(campaign.business, None).await?.limits.rules.unwrap_or_default();
        let named =
            store.templates_named(campaign.business, campaign.call.name.clone(), STEP).await?;
        let is_it = |one: &Template| {
            one.language == campaign.call.language && one.status == TemplateStatus::Approved
        };
        let Some(mut template) = named.into_iter().find(is_it) else { return Ok(()) };
        template.life.pacing = rules.pacing.released(template.life.pacing, now);
        match self.write_template(template, Vec::new()).await {
            // Somebody changed it in this moment: then it is assessed by itself.
            Ok(_) | Err(TemplateFault::Changed) => Ok(()),
            Err(TemplateFault::Engine(error)) => Err(error),
            Err(other) => Err(EngineError::invalid("template", other.to_string())),
        }
    }

    /// Whether a message was one of the first of a campaign or of a template: then everybody is asked.
    pub(crate) async fn is_in_canary(
        &self,
        business: BusinessId,
        (person, seq, at): (PersonId, InboxSeq, Timestamp),
    ) -> Result<bool> {
        let first = self.parts.store.first_of(business, person, seq).await?;
        let Some(id) = first.campaign.filter(|_| !first.is_assessed) else {
            return Ok(first.is_assessed);
        };
        match self.parts.store.campaign(business, id).await {
            Ok(campaign) => Ok(campaign.was_watched(at)),
            Err(StoreError::NotFound(_)) => Ok(false),
            Err(other) => Err(other.into()),
        }
    }
}

fn seen(found: &Assessment, is_young: bool) -> Seen {
    let people = u32::try_from(found.heard.sent).unwrap_or(u32::MAX);
    Seen { people, is_among: false, last_at: found.last_at, is_young }
}

/// What a template is assessed by, if it is.
fn rules_of(
    template: &Template,
    business: &Business,
    limits: &Limits,
    now: Timestamp,
) -> Option<Rules> {
    let canary = limits.canary.filter(|_| template.status == TemplateStatus::Approved)?;
    let canary = canary.of(template.category);
    let is_young = paces(limits, template, business.watched_since(), now)?;
    Some(Rules { rule: limits.rules.unwrap_or_default().pacing, canary, is_young })
}
