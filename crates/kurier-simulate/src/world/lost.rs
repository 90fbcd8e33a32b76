//! Why offers of honest businesses did not go, as their campaigns tell.

use super::World;
use crate::Result;
use kurier_store::record::Decided;

/// Campaigns of a business that are looked at.
const CAMPAIGNS: u32 = 1_000;

impl World {
    /// Counts for everybody in the audiences of honest businesses what was decided instead of sending.
    pub(super) async fn note_lost(&mut self) -> Result<()> {
        let honest = self.accounts.iter().filter(|account| account.honest);
        let honest: Vec<_> = honest.map(|account| account.business).collect();
        for business in honest {
            for campaign in self.engine().store().campaigns(business, None, CAMPAIGNS).await? {
                let store = self.engine().store();
                for count in store.campaign_counts(business, campaign.id).await? {
                    let why = match count.decided {
                        Decided::Went => continue,
                        Decided::Waits => "never_tried",
                        Decided::Held => "waited",
                        Decided::Refused(refusal) => refusal.name(),
                    };
                    *self.counts.offers_not_sent.entry(why).or_default() += count.people;
                }
            }
        }
        Ok(())
    }
}
