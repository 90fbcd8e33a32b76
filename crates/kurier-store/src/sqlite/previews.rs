//! Previews of links.

use super::SqliteStore;
use super::fault::Work;
use super::tx::Tx;
use crate::port::{PreviewStore, Result, StoreError};
use crate::record::LinkPreview;
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::time::{DAY_S, Timestamp};
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const PREVIEW: &str = "SELECT title, description, media, looked_at FROM link_preview \
     WHERE business = ?1 AND url_hash = ?2";
pub(super) const PUT: &str = "INSERT INTO link_preview (business, url_hash, title, description, media, looked_at) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (business, url_hash) DO UPDATE SET \
     title = excluded.title, description = excluded.description, media = excluded.media, \
     looked_at = excluded.looked_at";
pub(super) const FORGET: &str = "DELETE FROM link_preview WHERE (business, url_hash) IN \
     (SELECT business, url_hash FROM link_preview WHERE looked_at < ?1 ORDER BY looked_at LIMIT 64)";

/// How long it is kept what a link showed, in days: longer than its picture.
const KEPT_DAYS: i64 = 60;

fn preview(conn: &Connection, business: BusinessId, url_hash: [u8; 32]) -> Work<LinkPreview> {
    let mut statement = conn.prepare_cached(PREVIEW)?;
    let read = |row: &Row<'_>| {
        Ok(LinkPreview {
            business,
            url_hash,
            title: row.get(0)?,
            description: row.get(1)?,
            media: row.get::<_, Option<i64>>(2)?.map(MediaId),
            looked_at: Timestamp(row.get(3)?),
        })
    };
    let found = statement.query_row((business.0, &url_hash[..]), read).optional()?;
    Ok(found.ok_or(StoreError::NotFound("preview"))?)
}

fn put(tx: &Tx<'_>, preview: &LinkPreview) -> Work<()> {
    let too_old = preview.looked_at.plus_s(-KEPT_DAYS * DAY_S);
    tx.conn.prepare_cached(FORGET)?.execute([too_old.0])?;
    tx.conn.prepare_cached(PUT)?.execute(params![
        preview.business.0,
        &preview.url_hash[..],
        preview.title,
        preview.description,
        preview.media.map(|media| media.0),
        preview.looked_at.0,
    ])?;
    Ok(())
}

#[async_trait]
impl PreviewStore for SqliteStore {
    async fn link_preview(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<LinkPreview> {
        self.readers.run(move |conn| preview(conn, business, url_hash)).await
    }
    async fn put_link_preview(&self, preview: LinkPreview) -> Result<()> {
        self.writer.run(1, move |tx| put(tx, &preview)).await
    }
}
