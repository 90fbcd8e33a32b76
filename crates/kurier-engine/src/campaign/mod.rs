//! Campaigns: one template to an audience. Rehearsed by the very decision that sends, then gone in stages, below the
//! pace of the sender and behind every message that is sent alone.

mod progress;
mod rehearse;
mod room;
mod run;
mod step;

pub use progress::Progress;

use crate::entropy::bits;
use crate::{Engine, EngineError};
use kurier_policy::campaign::{Campaign, CampaignState, NotNow, PauseReason};
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId};
use kurier_policy::notice::{CampaignNotice, Notice};
use kurier_policy::pilot::{Feature, Why};
use kurier_policy::refusal::Refusal;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_policy::trace::Evidence;
use kurier_store::port::StoreError;

/// Most campaigns that a business keeps.
pub const CAMPAIGNS_MAX: u32 = 1_000;
/// How far ahead a campaign may begin.
pub const AHEAD_MAX_S: i64 = 30 * DAY_S;

/// Why nothing was done.
#[derive(Debug, thiserror::Error)]
pub enum CampaignFault {
    /// The engine failed, or it is none of the business.
    #[error(transparent)]
    Engine(#[from] EngineError),
    /// It does not follow from where the campaign stands.
    #[error(transparent)]
    NotNow(#[from] NotNow),
    /// Somebody changes it at this moment.
    #[error("the campaign is being changed")]
    Busy,
    /// The business keeps as many as it may.
    #[error("there are {CAMPAIGNS_MAX} campaigns")]
    Full,
    /// The audience is empty.
    #[error("nobody is in the audience")]
    Nobody,
    /// The audience is too large.
    #[error("more than {} people are in the audience", kurier_policy::campaign::AUDIENCE_MAX)]
    TooMany,
    /// Not one message could go, whoever gets it.
    #[error("no message can go: {}", refusal.name())]
    Refused {
        /// Why.
        refusal: Refusal,
        /// The inputs that decided.
        evidence: Box<Evidence>,
    },
}

impl From<StoreError> for CampaignFault {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Conflict("campaign") => Self::Busy,
            StoreError::Conflict("campaigns") => Self::Full,
            other => Self::Engine(other.into()),
        }
    }
}

/// What came of it.
pub type Outcome<T> = Result<T, CampaignFault>;

impl Engine {
    /// Keeps a new campaign; its id, its state and its times are given here.
    pub async fn create_campaign(&self, mut new: Campaign) -> Outcome<Campaign> {
        let now = self.parts.clock.now();
        self.require(new.business, Feature::Broadcasts).await?;
        check_time(new.begins_at, now)?;
        new.id = CampaignId::from_random(bits(&*self.parts.entropy));
        new.state = CampaignState::Draft;
        (new.created_at, new.updated_at, new.revision) = (now, now, 0);
        if new.opaque.is_empty() {
            new.opaque = format!("campaign:{}", new.id);
        }
        self.parts.store.create_campaign(new.clone(), CAMPAIGNS_MAX).await?;
        Ok(new)
    }

    /// Lets it go as it was rehearsed.
    pub async fn start_campaign(&self, business: BusinessId, id: CampaignId) -> Outcome<Campaign> {
        if let Some(most) = self.require(business, Feature::Broadcasts).await? {
            self.ensure_small(business, id, most).await?;
        }
        self.move_campaign(business, id, Campaign::start).await
    }

    /// Stops it for now.
    pub async fn pause_campaign(&self, business: BusinessId, id: CampaignId) -> Outcome<Campaign> {
        let pause = |it: &mut Campaign, now| it.pause(PauseReason::Business, now);
        self.move_campaign(business, id, pause).await
    }

    /// Lets it go on. One that stopped because people dislike it is looked at again first, and stops again if they
    /// still do.
    pub async fn resume_campaign(&self, business: BusinessId, id: CampaignId) -> Outcome<Campaign> {
        self.move_campaign(business, id, Campaign::resume).await
    }

    /// Ends it; who did not get it will not.
    pub async fn cancel_campaign(&self, business: BusinessId, id: CampaignId) -> Outcome<Campaign> {
        self.move_campaign(business, id, Campaign::cancel).await
    }

    /// A person says whether she wanted a message; answers whether it was a campaign's, or one of the first by which a template is assessed.
    pub async fn note_wanted(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
        wanted: bool,
    ) -> crate::Result<bool> {
        Ok(self.parts.store.note_wanted(business, person, seq, wanted).await?)
    }

    /// Refuses a campaign to more people than the business was given.
    async fn ensure_small(&self, business: BusinessId, id: CampaignId, most: u32) -> Outcome<()> {
        let campaign = self.parts.store.campaign(business, id).await?;
        let people = campaign.rehearsal.map_or(0, |sealed| sealed.is.people);
        if people <= most {
            return Ok(());
        }
        let (feature, why) = (Feature::Broadcasts, Why::NotGiven);
        Err(CampaignFault::Engine(EngineError::NotEntitled { feature, why }))
    }

    async fn move_campaign(
        &self,
        business: BusinessId,
        id: CampaignId,
        to: impl Fn(&mut Campaign, Timestamp) -> Result<(), NotNow>,
    ) -> Outcome<Campaign> {
        // Whoever sends it writes how far it is: then it is read again.
        for _ in 0..TRIES {
            let mut campaign = self.parts.store.campaign(business, id).await?;
            let now = self.parts.clock.now();
            to(&mut campaign, now)?;
            match self.write_campaign(campaign, true).await {
                Err(CampaignFault::Busy) => {}
                done => return done,
            }
        }
        Err(CampaignFault::Busy)
    }

    /// Writes it and wakes whoever must know.
    async fn write_campaign(&self, campaign: Campaign, is_told: bool) -> Outcome<Campaign> {
        let now = self.parts.clock.now();
        let told = is_told.then(|| Notice::Campaign(Box::new(CampaignNotice::of(&campaign))));
        let written = self.parts.store.change_campaign(campaign, told, now).await?;
        if is_told {
            self.wake_events(written.business);
        }
        if written.next_at.is_some() {
            self.campaigns.notify_one();
        }
        Ok(written)
    }
}

/// How often a change is tried that met another.
const TRIES: u32 = 8;

fn check_time(begins_at: Option<Timestamp>, now: Timestamp) -> Result<(), NotNow> {
    match begins_at {
        Some(at) if at < now || at > now.plus_s(AHEAD_MAX_S) => Err(NotNow::Time),
        _ => Ok(()),
    }
}
