//! Previews of links.

use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::time::Timestamp;

/// What a link of a business showed when it was last looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LinkPreview {
    /// Whose link.
    pub business: BusinessId,
    /// SHA-256 of the link.
    pub url_hash: [u8; 32],
    /// Title of the page; empty = there was nothing to show.
    pub title: String,
    /// What it says about itself; may be empty.
    pub description: String,
    /// A small picture, a file of the business.
    pub media: Option<MediaId>,
    /// When it was looked at.
    pub looked_at: Timestamp,
}
