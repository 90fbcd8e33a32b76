//! What a business may do: shown, given, denied, taken back.

use super::{access, conflict, text};
use crate::{Engine, EngineError, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::pilot::{Access, Entitlement, Feature, Source, Why};
use kurier_policy::time::Timestamp;
use kurier_store::record::PilotStep;

/// Most lines that are kept for one business; those that are over go first.
const LINES_MAX: usize = 100;

/// One feature of a business, and why it is there or not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FeatureLine {
    /// Which.
    pub feature: Feature,
    /// Whether the business has it.
    pub allowed: bool,
    /// Why.
    pub why: Why,
    /// How much of it.
    pub value: Option<u32>,
    /// The line that decided.
    pub by: Option<Entitlement>,
}

/// Something that an operator gives to a business, or denies it.
#[derive(Debug, Clone)]
pub struct Given {
    /// Which feature.
    pub feature: Feature,
    /// Given, denied, or switched off.
    pub source: Source,
    /// How much of it.
    pub value: Option<u32>,
    /// Until when; only a kill switch has no end.
    pub until: Option<Timestamp>,
    /// Why, as the business reads it.
    pub reason: String,
}

impl Engine {
    /// Every feature of a business, and why it is there or not.
    pub async fn features(&self, business: BusinessId) -> Result<Vec<FeatureLine>> {
        let rule = self.pilot().await?;
        let business = self.parts.store.business(business).await?;
        let (access, now) = (access(&business), self.parts.clock.now());
        let line = |feature: &Feature| {
            let found = access.resolve(rule, *feature, business.suspended, now);
            FeatureLine {
                feature: *feature,
                allowed: found.allowed,
                why: found.why,
                value: found.value(),
                by: found.by.cloned(),
            }
        };
        Ok(Feature::ALL.iter().map(line).collect())
    }

    /// Gives a business a feature, or denies it.
    pub async fn give(&self, business: BusinessId, given: Given, by: &str) -> Result<Access> {
        let line = Entitlement {
            feature: given.feature,
            source: given.source,
            value: given.value,
            starts: self.parts.clock.now(),
            expires: given.until,
            granted_by: by.to_owned(),
            reason: text(&given.reason, "a reason")?,
        };
        line.check().map_err(|fault| EngineError::invalid("entitlement", fault.to_string()))?;
        let says = format!("{}: {}", line.feature.key(), line.reason);
        self.change_access(business, by, (line.source.name(), says), |access, now| {
            access.entitlements.retain(|one| one.expires.is_none_or(|end| now < end));
            if access.entitlements.len() >= LINES_MAX {
                let says = "this business has as many entitlements as are kept: revoke some";
                return Err(EngineError::invalid("entitlement", says));
            }
            access.entitlements.push(line.clone());
            Ok(())
        })
        .await
    }

    /// Takes back what operators said about a feature; what the cohort and the plan give stays.
    pub async fn revoke(
        &self,
        business: BusinessId,
        feature: Feature,
        reason: &str,
        by: &str,
    ) -> Result<Access> {
        let says = format!("{}: {}", feature.key(), text(reason, "a reason")?);
        self.change_access(business, by, ("revoke", says), |access, _| {
            access.entitlements.retain(|one| {
                one.feature != feature || matches!(one.source, Source::Cohort | Source::Plan)
            });
            Ok(())
        })
        .await
    }

    /// Changes what is written down for a business, and writes down who did it and why.
    pub(super) async fn change_access(
        &self,
        business: BusinessId,
        by: &str,
        (what, says): (&str, String),
        change: impl Fn(&mut Access, Timestamp) -> Result<()> + Send,
    ) -> Result<Access> {
        let known = self.parts.store.business(business).await?;
        let mut next = access(&known);
        change(&mut next, self.parts.clock.now())?;
        let next = next.next();
        let cohort = next.enrolment.as_ref().map(|enrolment| enrolment.cohort);
        let step = PilotStep { business: Some(business), cohort, ..self.step(by, what, says) };
        self.parts.store.set_access(business, next.clone(), step).await.map_err(conflict)?;
        Ok(next)
    }
}
