//! A business bars people from writing to it.

use crate::{Engine, Result};
use kurier_policy::id::BusinessId;
use kurier_policy::outbound::Recipient;
use kurier_store::record::Bar;

/// Most people whom a business may bar at once (Cloud API: block list).
pub const BARRED_MAX: u32 = 64_000;

impl Engine {
    /// Bars people from writing to a business, or lets them write again; answers for each, in order.
    pub async fn set_barred(
        &self,
        business: BusinessId,
        people: Vec<Recipient>,
        barred: bool,
    ) -> Result<Vec<Bar>> {
        let now = self.parts.clock.now();
        Ok(self.parts.store.set_barred(business, people, barred, BARRED_MAX, now).await?)
    }
}
