//! Offers to everybody, as an honest business looks after them: what could not go at once goes as soon as it may.

use super::account::Offer;
use super::{Place, Unsent, World};
use crate::{Result, SimulationError, assume};
use kurier_engine::campaign::CampaignFault;
use kurier_policy::campaign::{CampaignState, PauseReason};
use kurier_policy::id::CampaignId;
use kurier_policy::pricing::Category;
use kurier_policy::template::TemplateStatus;
use kurier_policy::time::HOUR_S;

/// A notice is worth nothing after this time.
const STALE_S: i64 = 47 * HOUR_S;

impl World {
    /// Sends a template to everybody who allows offers, as a campaign; [`World::follow_up`] sees to the rest.
    pub(crate) async fn campaign(&mut self, account: u32, template: usize) -> Result<()> {
        self.note_campaign(account, template)?;
        let offer = Offer { template, campaign: None, day: self.day };
        self.account_mut(account)?.offer = Some(offer);
        self.launch(account, offer).await
    }

    /// Whether this template can never be sent again.
    pub(crate) async fn is_gone(&self, account: u32, template: usize) -> Result<bool> {
        let named = self.account(account)?.templates.get(template);
        let id = named.ok_or(SimulationError::Broken("no such template"))?.id;
        let status = self.engine().store().template(id).await?.status;
        Ok(status == TemplateStatus::Disabled)
    }

    /// Whether a template counts as marketing by now.
    pub(crate) async fn is_marketing(&self, account: u32, template: usize) -> Result<bool> {
        let named = self.account(account)?.templates.get(template);
        let id = named.ok_or(SimulationError::Broken("no such template"))?.id;
        Ok(self.engine().store().template(id).await?.category == Category::Marketing)
    }

    async fn launch(&mut self, account: u32, offer: Offer) -> Result<()> {
        let new = self.new_campaign(account, offer.template)?;
        let business = new.business;
        let id = self.engine().create_campaign(new).await?.id;
        match self.engine().rehearse_campaign(business, id).await {
            Ok(_) => {
                let origin = self.origin(account, Place::Own)?;
                self.engine().watch_campaign(business, id, origin.as_ref()).await?;
                self.engine().start_campaign(business, id).await?;
                let started = Offer { campaign: Some(id), ..offer };
                self.account_mut(account)?.offer = Some(started);
                Ok(())
            }
            Err(CampaignFault::Nobody) => {
                self.account_mut(account)?.offer = None;
                Ok(())
            }
            // None of them goes now; it is tried again.
            Err(CampaignFault::Refused { .. }) => Ok(()),
            Err(other) => Err(other.into()),
        }
    }

    /// What an honest business does about what it could not send: notices once it is open again, an offer once it may.
    pub(crate) async fn follow_up(&mut self, account: u32) -> Result<()> {
        let now = self.now();
        let owner = self.account_mut(account)?;
        if owner.closed {
            return Ok(());
        }
        for Unsent { template, wa_id, asked_at } in std::mem::take(&mut owner.unsent) {
            if now.seconds_since(asked_at) <= STALE_S {
                self.send_again(account, template, &[wa_id]);
            }
        }
        let owner = self.account(account)?;
        let Some(offer) = owner.offer else { return Ok(()) };
        if self.day > offer.day + assume::OFFER_TRIED_DAYS {
            self.account_mut(account)?.offer = None;
            return Ok(());
        }
        let is_paused = owner.is_paused(now);
        match offer.campaign {
            None if is_paused => Ok(()),
            None => self.launch(account, offer).await,
            Some(id) => self.follow_campaign(account, id).await,
        }
    }

    async fn follow_campaign(&mut self, account: u32, id: CampaignId) -> Result<()> {
        let (owner, now) = (self.account(account)?, self.now());
        let (business, is_paused) = (owner.business, owner.is_paused(now));
        let campaign = self.engine().store().campaign(business, id).await?;
        let is_guarded = self.is_guarded(account).await?;
        match (campaign.state, campaign.reason) {
            (CampaignState::Paused, Some(PauseReason::People(_))) => {
                let owner = self.account_mut(account)?;
                (owner.offer, owner.ever.paused) = (None, true);
            }
            // Until two people confirm that it is itself.
            (CampaignState::Paused, _) if is_guarded => {}
            (CampaignState::Paused, _) if !is_paused => {
                self.engine().resume_campaign(business, id).await?;
            }
            (CampaignState::Finished, _) => self.account_mut(account)?.offer = None,
            _ => {}
        }
        Ok(())
    }
}
