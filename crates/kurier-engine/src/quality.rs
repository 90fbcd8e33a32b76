//! How templates are liked, from what really happened: what was delivered and read is counted behind the
//! messages, blocks and reports are kept when they come. One node looks at all of it every few minutes, pauses or
//! disables what is disliked, and ends pauses whose time is over.

use crate::template::{Outcome, TemplateFault};
use crate::{Engine, EngineError, Result};
use kurier_policy::event::{TemplateChange, TemplateEvent};
use kurier_policy::id::{BusinessId, TemplateId};
use kurier_policy::rules::in_force::RulesInForce;
use kurier_policy::standing::Standing;
use kurier_policy::template::quality::{
    Consequence, JUDGED_DAYS, Quality, QualityRule, Reception, counted_since, judge, quality,
    resume,
};
use kurier_policy::template::{Template, TemplateStatus};
use kurier_policy::time::{DAY_S, HOUR_S, Timestamp};
use kurier_store::record::{Business, Complaint, Signals};
use std::collections::BTreeMap;

/// Businesses, and templates of one, looked at in one step.
const STEP: u32 = 100;
/// Most complaints of a business that are looked at: its newest.
const COMPLAINTS_MAX: u32 = 20_000;
/// Events counted in one step.
const COUNTED_STEP: u32 = 2_000;
/// For how long what was counted and complained is kept.
const KEPT_S: i64 = 30 * DAY_S;
/// Rows forgotten in one step.
const FORGOTTEN: u32 = 1_000;

impl Engine {
    /// Judges every template of every business; ends early when `is_over`.
    pub(crate) async fn judge_all(&self, is_over: impl Fn() -> bool) -> Result<()> {
        let now = self.parts.clock.now();
        self.parts.store.forget_signals(now.plus_s(-KEPT_S), FORGOTTEN).await?;
        let mut after = None;
        while !is_over() {
            let page = self.parts.store.businesses(after, STEP).await?;
            for business in &page {
                self.judge_business(business, now).await?;
            }
            after = page.last().map(|last| last.id);
            if page.len() < STEP as usize {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn judge_business(&self, business: &Business, now: Timestamp) -> Result<()> {
        let (store, id) = (&self.parts.store, business.id);
        while store.count_signals(id, COUNTED_STEP).await? {}
        let usage = store.usage(id, None).await?;
        let since = now.plus_s(-JUDGED_DAYS * DAY_S);
        let complaints = store.complaints(id, since, COMPLAINTS_MAX).await?;
        let (mut after, mut all) = (None, Reception::default());
        loop {
            let page = store.templates(id, after, STEP).await?;
            after = page.last().map(|last| last.id);
            let is_last = page.len() < STEP as usize;
            for (template, reception) in self.receptions(page, &complaints, now).await? {
                all = all.and(reception);
                match self
                    .judge_one(template, reception, &complaints, usage.limits.rules.as_ref(), now)
                    .await
                {
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
        self.pace_templates(business, &usage.limits, now).await?;
        let rule = template_rule(usage.limits.rules.as_ref());
        let standing = noted(&usage.standing, quality(all, rule), now);
        self.judge_conduct(business, &usage, &standing, now).await
    }

    async fn judge_one(
        &self,
        template: Template,
        reception: Reception,
        complaints: &[Complaint],
        rules: Option<&RulesInForce>,
        now: Timestamp,
    ) -> Outcome<()> {
        if let Some(rules) = rules
            && self.unmask(&template, reception.delivered, complaints, &rules.laundering).await?
        {
            return Ok(());
        }
        self.judge_template(template, quality(reception, template_rule(rules)), now).await
    }

    /// How each of these templates was received in the time that counts for it.
    async fn receptions(
        &self,
        templates: Vec<Template>,
        complaints: &[Complaint],
        now: Timestamp,
    ) -> Result<Vec<(Template, Reception)>> {
        let is_judged = |one: &Template| {
            matches!(one.status, TemplateStatus::Approved | TemplateStatus::Paused)
        };
        let judged: Vec<Template> = templates.into_iter().filter(is_judged).collect();
        let Some(first) = judged.first() else { return Ok(Vec::new()) };
        let business = first.business;
        let week = now.plus_s(-JUDGED_DAYS * DAY_S);
        let all = judged.iter().map(|one| one.id).collect();
        let mut found = self.counted(business, all, week).await?;
        for template in &judged {
            let since = counted_since(template, now);
            // A pause ended in these days: only what came after it counts.
            if since > week {
                let part = self.counted(business, vec![template.id], since).await?;
                found.insert(template.id, part.get(&template.id).copied().unwrap_or_default());
            }
        }
        let with_complaints = |template: Template| {
            let counted = found.get(&template.id).copied().unwrap_or_default();
            let since = counted_since(&template, now);
            let of = complaints.iter().filter(|it| it.template == template.id && it.at >= since);
            let reception = of.fold(counted, |sum, it| sum.with(it.reported));
            (template, reception)
        };
        Ok(judged.into_iter().map(with_complaints).collect())
    }

    async fn counted(
        &self,
        business: BusinessId,
        templates: Vec<TemplateId>,
        since: Timestamp,
    ) -> Result<BTreeMap<TemplateId, Reception>> {
        // The hour in which it began counts for what came before, too.
        let hour = Timestamp::from_seconds((since.seconds() / HOUR_S + 1) * HOUR_S);
        let signals = self.parts.store.signals(business, templates, hour).await?;
        let reception = |of: Signals| {
            let (delivered, read) = (of.delivered, of.read);
            (of.template, Reception { delivered, read, ..Reception::default() })
        };
        Ok(signals.into_iter().map(reception).collect())
    }

    async fn judge_template(
        &self,
        before: Template,
        quality: Quality,
        now: Timestamp,
    ) -> Outcome<()> {
        let mut template = before.clone();
        let mut told = Vec::new();
        if resume(&mut template, now) {
            told.push(TemplateEvent::status(&template, true));
        } else {
            let consequence = judge(&mut template, quality, now);
            let (from, to) = (before.life.quality, template.life.quality);
            if from != to {
                told.push(TemplateEvent::new(&template, TemplateChange::Quality { from, to }));
            }
            if consequence != Consequence::None {
                told.push(TemplateEvent::status(&template, false));
            }
        }
        if told.is_empty() {
            return Ok(());
        }
        template.updated_at = now;
        let (id, status, quality) = (template.id, template.status, template.life.quality);
        self.write_template(template, told).await?;
        tracing::info!(template = %id, ?status, ?quality, "a template was judged");
        Ok(())
    }
}

/// Also where the other rules are lifted, templates are judged.
fn template_rule(rules: Option<&RulesInForce>) -> QualityRule {
    rules.map_or(QualityRule::DEFAULT, |rules| rules.templates)
}

/// With how all messages of a business were liked: bad ones raise no limit.
fn noted(was: &Standing, quality: Quality, now: Timestamp) -> Standing {
    if was.quality == quality {
        return *was;
    }
    Standing { quality, quality_at: Some(now), ..*was }
}
