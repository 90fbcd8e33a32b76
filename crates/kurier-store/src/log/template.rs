//! What every backend checks before it writes a changed template.

use crate::port::{Result, StoreError};
use kurier_policy::id::BusinessId;
use kurier_policy::template::Template;

/// Whether `new` is a change of `stored` as it lies there.
pub(crate) fn check_same(stored: &Template, new: &Template, business: BusinessId) -> Result<()> {
    if stored.business != business || new.business != business {
        return Err(StoreError::NotFound("template"));
    }
    let is_same = stored.name == new.name
        && stored.language == new.language
        && stored.life.revision == new.life.revision;
    if is_same { Ok(()) } else { Err(StoreError::Conflict("template")) }
}
