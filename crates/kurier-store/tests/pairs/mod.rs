//! Pair ids that collide now and then.

use kurier_policy::id::{BusinessId, PersonId};
use kurier_store::record::PairIdMaker;
use std::sync::Arc;

/// Attempt 0 gives every pair of a business the same `wa_id`, so that collisions happen.
pub(crate) fn ids() -> PairIdMaker {
    Arc::new(|business: BusinessId, person: PersonId, attempt: u32| {
        let wa_id = if attempt == 0 { 0 } else { person.0.unsigned_abs() % 1_000_000 };
        let user_id = format!("CC.{}{}{attempt}", business.0, person.0);
        (999_000_000_000_000 + wa_id * 10 + u64::from(attempt), user_id)
    })
}
