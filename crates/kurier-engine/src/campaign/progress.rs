//! How far a campaign is, and how what came differs from what was foretold.

use super::Outcome;
use crate::Engine;
use kurier_policy::campaign::Campaign;
use kurier_policy::id::{BusinessId, CampaignId, TemplateId};
use kurier_policy::refusal::Refusal;
use kurier_policy::rules::canary::Heard;
use kurier_policy::template::Template;
use kurier_store::record::{CampaignCount, Decided};
use std::collections::BTreeMap;

/// A campaign with what came of its people.
#[derive(Debug, Clone)]
pub struct Progress {
    /// The campaign.
    pub campaign: Campaign,
    /// Whom it went to, and what they made of it.
    pub heard: Heard,
    /// Who waits.
    pub waits: u64,
    /// Who gets it when there is room in her budget, or her quiet hours end.
    pub held: u64,
    /// Who did not get it, by the reason.
    pub refused: BTreeMap<Refusal, u64>,
    /// Of how many something else came than was foretold.
    pub drifted: u64,
}

impl Engine {
    /// Reads how far a campaign is.
    pub async fn campaign_progress(
        &self,
        business: BusinessId,
        id: CampaignId,
    ) -> Outcome<Progress> {
        let campaign = self.parts.store.campaign(business, id).await?;
        let counts = self.parts.store.campaign_counts(business, id).await?;
        let heard = match campaign.run {
            Some(_) => {
                let template = self.template_of(&campaign).await?;
                self.heard_of(&campaign, template.as_ref()).await?
            }
            None => Heard::default(),
        };
        Ok(Progress::new(campaign, heard, &counts))
    }

    /// What people make of it, and of its template.
    pub(super) async fn heard_of(
        &self,
        campaign: &Campaign,
        template: Option<&Template>,
    ) -> Outcome<Heard> {
        let Some(run) = campaign.run else { return Ok(Heard::default()) };
        let (store, business) = (&self.parts.store, campaign.business);
        // Of one that is gone nobody complains any more.
        let template = template.map_or(TemplateId(0), |found| found.id);
        Ok(store.heard(business, campaign.id, template, run.begun_at).await?)
    }

    /// The template that a campaign sends, unless it is gone.
    pub(super) async fn template_of(&self, campaign: &Campaign) -> Outcome<Option<Template>> {
        let name = campaign.call.name.clone();
        let named = self.parts.store.templates_named(campaign.business, name, 100).await?;
        Ok(named.into_iter().find(|one| one.language == campaign.call.language))
    }
}

impl Progress {
    fn new(campaign: Campaign, heard: Heard, counts: &[CampaignCount]) -> Self {
        let refused = BTreeMap::new();
        let mut all = Self { campaign, heard, waits: 0, held: 0, refused, drifted: 0 };
        for count in counts {
            let drifts = match count.decided {
                Decided::Waits => {
                    all.waits = all.waits.saturating_add(count.people);
                    false
                }
                Decided::Went => count.foretold.is_some(),
                Decided::Held => {
                    all.held = all.held.saturating_add(count.people);
                    count.foretold.is_some()
                }
                Decided::Refused(refusal) => {
                    let sum = all.refused.entry(refusal).or_default();
                    *sum = sum.saturating_add(count.people);
                    count.foretold != Some(refusal)
                }
            };
            if drifts {
                all.drifted = all.drifted.saturating_add(count.people);
            }
        }
        all
    }
}
