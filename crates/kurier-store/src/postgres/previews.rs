//! Previews of links.

use super::PostgresStore;
use super::fault::Work;
use super::session::{Session, on};
use crate::port::{PreviewStore, Result, StoreError};
use crate::record::LinkPreview;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::time::{DAY_S, Timestamp};

pub(super) const PREVIEW: &str = "SELECT title, description, media, looked_at FROM link_preview \
     WHERE business = $1 AND url_hash = $2";
pub(super) const PUT: &str = "INSERT INTO link_preview (business, url_hash, title, description, media, looked_at) \
     VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (business, url_hash) DO UPDATE SET \
     title = excluded.title, description = excluded.description, media = excluded.media, \
     looked_at = excluded.looked_at";
pub(super) const FORGET: &str = "DELETE FROM link_preview WHERE (business, url_hash) IN \
     (SELECT business, url_hash FROM link_preview WHERE looked_at < $1 ORDER BY looked_at LIMIT 64)";

/// How long it is kept what a link showed, in days: longer than its picture.
const KEPT_DAYS: i64 = 60;

async fn preview(session: &Session, business: BusinessId, url_hash: [u8; 32]) -> Work<LinkPreview> {
    let found = session.one(PREVIEW, &[&business.0, &&url_hash[..]]).await?;
    let row = found.ok_or(StoreError::NotFound("preview"))?;
    Ok(LinkPreview {
        business,
        url_hash,
        title: row.try_get(0)?,
        description: row.try_get(1)?,
        media: row.try_get::<_, Option<i64>>(2)?.map(MediaId),
        looked_at: Timestamp(row.try_get(3)?),
    })
}

async fn put(session: &Session, preview: &LinkPreview) -> Work<()> {
    session.run(FORGET, &[&preview.looked_at.plus_s(-KEPT_DAYS * DAY_S).0]).await?;
    let media = preview.media.map(|media| media.0);
    let url_hash = &preview.url_hash[..];
    session
        .run(
            PUT,
            &[
                &preview.business.0,
                &url_hash,
                &preview.title,
                &preview.description,
                &media,
                &preview.looked_at.0,
            ],
        )
        .await?;
    Ok(())
}

#[async_trait]
impl PreviewStore for PostgresStore {
    async fn link_preview(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<LinkPreview> {
        on!(self, session => preview(session, business, url_hash))
    }
    async fn put_link_preview(&self, preview: LinkPreview) -> Result<()> {
        on!(self, session => put(session, &preview))
    }
}
