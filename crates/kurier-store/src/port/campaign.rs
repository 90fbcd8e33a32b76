//! Campaigns, and the labels by which a business groups its people.

use super::Result;
use crate::record::{
    AudiencePage, CampaignCount, CampaignPerson, CampaignSettlement, LabelCount, RollEntry,
    WhichPeople,
};
use async_trait::async_trait;
use kurier_policy::admit::Verdict;
use kurier_policy::campaign::{Ahead, Audience, Campaign};
use kurier_policy::id::{BusinessId, CampaignId, InboxSeq, PersonId, TemplateId};
use kurier_policy::notice::Notice;
use kurier_policy::outbound::{Outbound, Recipient};
use kurier_policy::rules::canary::Heard;
use kurier_policy::rules::zone::Zone;
use kurier_policy::time::Timestamp;
use std::collections::HashMap;

/// Campaigns and labels.
#[async_trait]
pub trait CampaignStore {
    /// Puts a label on people of the business, or takes it off; answers how many of these the business has. Whom it
    /// has no relation with is passed over.
    async fn set_label(
        &self,
        business: BusinessId,
        label: String,
        people: Vec<Recipient>,
        is_on: bool,
    ) -> Result<u64>;
    /// The labels of a business by name, at most `limit`.
    async fn labels(&self, business: BusinessId, limit: u32) -> Result<Vec<LabelCount>>;
    /// People of an audience after `after`, by id; at most `limit` are looked at.
    async fn audience(
        &self,
        business: BusinessId,
        audience: Audience,
        after: Option<PersonId>,
        limit: u32,
        now: Timestamp,
    ) -> Result<AudiencePage>;
    /// Where the clocks of these people hang; who named no zone is left out. At most 1,000.
    async fn zones(&self, people: Vec<PersonId>) -> Result<HashMap<PersonId, Zone>>;
    /// As [`super::Store::rehearse`], after messages that used up `ahead`; answers what is used up then.
    async fn rehearse_after(
        &self,
        batch: Vec<Outbound>,
        ahead: Ahead,
        now: Timestamp,
    ) -> Result<(Vec<Verdict>, Ahead)>;
    /// Adds a campaign; `Conflict("campaigns")` if the business has `max` already.
    async fn create_campaign(&self, new: Campaign, max: u32) -> Result<()>;
    /// One of the business. `NotFound("campaign")` if it is none of its own.
    async fn campaign(&self, business: BusinessId, id: CampaignId) -> Result<Campaign>;
    /// Those of a business after `after`, by id, at most `limit`.
    async fn campaigns(
        &self,
        business: BusinessId,
        after: Option<CampaignId>,
        limit: u32,
    ) -> Result<Vec<Campaign>>;
    /// Writes a campaign at the revision that was looked at, and tells of it in the same step; `Conflict("campaign")`
    /// if another change came in between. Answers it with its new revision.
    async fn change_campaign(
        &self,
        changed: Campaign,
        told: Option<Notice>,
        now: Timestamp,
    ) -> Result<Campaign>;
    /// Those that must be looked at by `now`, the longest due first, at most `limit`.
    async fn due_campaigns(&self, now: Timestamp, limit: u32) -> Result<Vec<Campaign>>;
    /// When the next one must be looked at.
    async fn next_campaign(&self) -> Result<Option<Timestamp>>;
    /// Writes who is in an audience; `is_first` forgets what was written before.
    async fn write_roll(
        &self,
        business: BusinessId,
        id: CampaignId,
        people: Vec<RollEntry>,
        is_first: bool,
    ) -> Result<()>;
    /// People of a campaign after place `after`, in their order, at most `limit`.
    async fn campaign_people(
        &self,
        business: BusinessId,
        id: CampaignId,
        which: WhichPeople,
        after: u32,
        limit: u32,
    ) -> Result<Vec<CampaignPerson>>;
    /// Writes down what came of people who waited; each no longer needs its idempotency key
    /// ([`crate::record::IdempotencyKey::of_campaign`]), which goes with the same step.
    async fn settle_people(
        &self,
        business: BusinessId,
        id: CampaignId,
        settled: Vec<CampaignSettlement>,
        now: Timestamp,
    ) -> Result<()>;
    /// How many people of a campaign there are of each kind.
    async fn campaign_counts(
        &self,
        business: BusinessId,
        id: CampaignId,
    ) -> Result<Vec<CampaignCount>>;
    /// What those who got it made of it: reports about its template since `since` are theirs.
    async fn heard(
        &self,
        business: BusinessId,
        id: CampaignId,
        template: TemplateId,
        since: Timestamp,
    ) -> Result<Heard>;
    /// Keeps whether a person wanted the message at this place of her inbox; answers whether it was a campaign's,
    /// or one of those by which a template is assessed.
    async fn note_wanted(
        &self,
        business: BusinessId,
        person: PersonId,
        seq: InboxSeq,
        wanted: bool,
    ) -> Result<bool>;
}
