//! Previews of links.

use super::Result;
use crate::record::LinkPreview;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;

/// What links showed.
#[async_trait]
pub trait PreviewStore {
    /// What this link showed when it was last looked at. `NotFound("preview")` if nobody has looked.
    async fn link_preview(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<LinkPreview>;
    /// Keeps what a link shows, in place of what it showed before; forgets some that are older than 60 days.
    async fn put_link_preview(&self, preview: LinkPreview) -> Result<()>;
}
