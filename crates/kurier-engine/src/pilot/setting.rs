//! Whether there is a pilot here, and whether a business has a feature.

use crate::{Engine, EngineError, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::pilot::{Access, Feature, FeatureSet, PilotRule};
use kurier_policy::rate::Limits;
use kurier_store::record::Paper;

fn named(features: FeatureSet) -> String {
    let names: Vec<&str> = features.iter().map(Feature::key).collect();
    if names.is_empty() { "nothing".to_owned() } else { names.join(", ") }
}

impl Engine {
    /// The pilot of this installation; `None` = there is none, and everybody may do everything.
    pub async fn pilot(&self) -> Result<Option<PilotRule>> {
        Ok(self.parts.store.limits().await?.pilot)
    }

    /// Begins, changes or ends it.
    pub async fn set_pilot(&self, pilot: Option<PilotRule>, by: &str) -> Result<()> {
        let limits = self.parts.store.limits().await?;
        if limits.pilot == pilot {
            return Ok(());
        }
        self.parts.store.set_limits(Limits { pilot, ..limits }).await?;
        let says = match pilot {
            None => "there is no pilot any more".to_owned(),
            Some(rule) => {
                format!("everybody has {}; off: {}", named(rule.plan), named(rule.killed))
            }
        };
        self.parts.store.file_paper(Paper::Step(self.step(by, "setting", says))).await?;
        Ok(())
    }

    /// Refuses what a business has not.
    pub async fn require(&self, business: BusinessId, feature: Feature) -> Result<Option<u32>> {
        let Some(rule) = self.pilot().await? else { return Ok(None) };
        let business = self.parts.store.business(business).await?;
        let nothing = Access::default();
        let access = business.access.as_deref().unwrap_or(&nothing);
        let now = self.parts.clock.now();
        let found = access.resolve(Some(rule), feature, business.suspended, now);
        if found.allowed {
            return Ok(found.value());
        }
        Err(EngineError::NotEntitled { feature, why: found.why })
    }
}
