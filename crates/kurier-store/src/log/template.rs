//! What every backend checks before it writes a changed template.

use crate::port::{Result, StoreError};
use kurier_policy::id::BusinessId;
use kurier_policy::template::Template;
use kurier_policy::template::lifecycle::{CREATIONS_PER_HOUR, Room, RoomFault};

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

/// Whether a business may make a further template.
pub(crate) fn check_room(room: Room) -> Result<()> {
    room.check().map_err(|fault| match fault {
        RoomFault::TooFast => StoreError::Conflict("templates in an hour"),
        RoomFault::TooMany => StoreError::Conflict("names of templates"),
    })
}

/// Whether so many templates of a business are too few to reach any limit.
pub(crate) fn is_far(count: i64) -> bool {
    usize::try_from(count).is_ok_and(|count| count < CREATIONS_PER_HOUR)
}
