//! Files: what is known of them, and who may see them.

use super::fault::{Work, conflict};
use super::tx::Tx;
use super::{SqliteStore, uploads};
use crate::log::export::{GrantLine, Lines, MediaLine};
use crate::log::{code, corrupt};
use crate::port::{MediaStore, Result, StoreError};
use crate::record::{BlobName, Media, MediaLink, MediaOwner, MediaShare, Upload, UploadPart};
use async_trait::async_trait;
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Params, Row, params};

/// Later than the end of any file.
const EVER: Timestamp = Timestamp(i64::MAX);

macro_rules! columns {
    () => {
        "m.owner, m.id, m.by_person, m.sender, m.kind, m.mime, m.sha256, m.bytes, m.blob, \
         m.file_name, m.thumbnail, m.created_at, m.expires_at"
    };
}

pub(super) const INSERT_MEDIA: &str = "INSERT INTO media (owner, id, by_person, sender, kind, mime, \
     sha256, bytes, blob, file_name, thumbnail, created_at, expires_at) \
     VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)";
pub(super) const MEDIA: &str =
    concat!("SELECT ", columns!(), " FROM media m WHERE m.owner = ?1 AND m.id = ?2");
pub(super) const DELETE_MEDIA: &str =
    "DELETE FROM media WHERE owner = ?1 AND id = ?2 AND expires_at <= ?3 RETURNING blob";
pub(super) const FORGET_LINKS: &str = "DELETE FROM media_link WHERE business = ?1 AND media = ?2";
pub(super) const BLOB_IN_USE: &str = "SELECT EXISTS (SELECT 1 FROM media WHERE blob = ?1) \
     OR EXISTS (SELECT 1 FROM media_part WHERE blob = ?1)";
pub(super) const EXTEND_MEDIA: &str =
    "UPDATE media SET expires_at = max(expires_at, ?3) WHERE owner = ?1 AND id = ?2";
pub(super) const EXPIRED_MEDIA: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM media m WHERE m.expires_at <= ?1 ORDER BY m.expires_at LIMIT ?2"
);
/// Shared files lie at one place.
pub(super) const BYTES_OF: &str = "SELECT coalesce(sum(bytes), 0) FROM \
     (SELECT DISTINCT blob, bytes FROM media WHERE owner = ?1)";
pub(super) const ALL_MEDIA: &str =
    concat!("SELECT ", columns!(), " FROM media m ORDER BY m.owner, m.id");
pub(super) const GRANT: &str = "INSERT INTO media_grant (person, media, owner, expires_at) \
     SELECT ?1, id, owner, expires_at FROM media WHERE owner = ?2 AND id = ?3 \
     ON CONFLICT (person, media, owner) DO UPDATE SET \
     expires_at = max(expires_at, excluded.expires_at)";
pub(super) const REVOKE: &str =
    "DELETE FROM media_grant WHERE person = ?1 AND media = ?2 AND owner = ?3";
pub(super) const VISIBLE_MEDIA: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM media m WHERE m.owner = ?1 AND m.id = ?2 UNION ALL SELECT ",
    columns!(),
    " FROM media_grant g JOIN media m ON m.owner = g.owner AND m.id = g.media \
     WHERE g.person = ?1 AND g.media = ?2 LIMIT 1"
);
/// A file may have been given more time since: then so were its grants.
pub(super) const FORGET_GRANTS: &str = "DELETE FROM media_grant WHERE (person, media, owner) IN \
     (SELECT g.person, g.media, g.owner FROM media_grant g WHERE g.expires_at <= ?1 \
     AND NOT EXISTS (SELECT 1 FROM media m WHERE m.owner = g.owner AND m.id = g.media \
     AND m.expires_at > ?1) LIMIT ?2)";
pub(super) const ALL_GRANTS: &str = "SELECT person, media, owner, expires_at FROM media_grant \
     ORDER BY person, media, owner";
pub(super) const LINK: &str = "SELECT media, fresh_until, etag, last_modified FROM media_link \
     WHERE business = ?1 AND url_hash = ?2";
pub(super) const PUT_LINK: &str = "INSERT INTO media_link (business, url_hash, media, fresh_until, \
     etag, last_modified) VALUES (?1, ?2, ?3, ?4, ?5, ?6) ON CONFLICT (business, url_hash) \
     DO UPDATE SET media = excluded.media, fresh_until = excluded.fresh_until, \
     etag = excluded.etag, last_modified = excluded.last_modified";

pub(super) fn read_media(row: &Row<'_>) -> Work<Media> {
    let id: i64 = row.get(1)?;
    let blob: String = row.get(8)?;
    Ok(Media {
        id: MediaId(id),
        owner: MediaOwner::of(row.get(0)?, row.get(2)?),
        sender: row.get::<_, Option<i64>>(3)?.map(SenderId),
        kind: code::named("media", &row.get::<_, String>(4)?)?,
        mime: row.get(5)?,
        sha256: row.get(6)?,
        bytes: row.get::<_, i64>(7)?.unsigned_abs(),
        blob: BlobName::parse(&blob).ok_or_else(|| corrupt("media", id, "bad blob name"))?,
        file_name: row.get(9)?,
        thumbnail: row.get(10)?,
        created_at: Timestamp(row.get(11)?),
        expires_at: Timestamp(row.get(12)?),
    })
}

fn select(conn: &Connection, sql: &str, given: impl Params) -> Work<Vec<Media>> {
    let mut statement = conn.prepare_cached(sql)?;
    let mut rows = statement.query(given)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_media(row)?);
    }
    Ok(found)
}

fn missing() -> StoreError {
    StoreError::NotFound("media")
}

pub(super) fn media(conn: &Connection, owner: MediaOwner, id: MediaId) -> Work<Media> {
    Ok(select(conn, MEDIA, (owner.id(), id.0))?.pop().ok_or_else(missing)?)
}

pub(super) fn insert(tx: &Tx<'_>, media: &Media) -> Work<()> {
    tx.conn
        .prepare_cached(INSERT_MEDIA)?
        .execute(params![
            media.owner.id(),
            media.id.0,
            media.owner.is_person(),
            media.sender.map(|sender| sender.0),
            code::name(&media.kind)?,
            media.mime,
            &media.sha256[..],
            media.bytes.cast_signed(),
            media.blob.as_str(),
            media.file_name,
            media.thumbnail,
            media.created_at.0,
            media.expires_at.0,
        ])
        .map_err(conflict("media"))?;
    Ok(())
}

fn share(
    tx: &Tx<'_>,
    of: (MediaOwner, MediaId),
    share: &MediaShare,
    now: Timestamp,
) -> Work<Media> {
    let MediaShare { owner, id, sender, expires_at } = *share;
    let copy =
        Media { owner, id, sender, expires_at, created_at: now, ..media(tx.conn, of.0, of.1)? };
    insert(tx, &copy)?;
    Ok(copy)
}

pub(super) fn is_in_use(conn: &Connection, blob: &str) -> Work<bool> {
    Ok(conn.prepare_cached(BLOB_IN_USE)?.query_row([blob], |row| row.get(0))?)
}

/// Forgets a file whose time is over at `at`.
fn delete(tx: &Tx<'_>, owner: MediaOwner, id: MediaId, at: Timestamp) -> Work<Option<BlobName>> {
    let mut statement = tx.conn.prepare_cached(DELETE_MEDIA)?;
    let given = (owner.id(), id.0, at.0);
    let blob = statement.query_row(given, |row| row.get::<_, String>(0)).optional()?;
    let blob = blob.ok_or_else(missing)?;
    tx.conn.prepare_cached(FORGET_LINKS)?.execute((owner.id(), id.0))?;
    let is_shared = is_in_use(tx.conn, &blob)?;
    Ok(BlobName::parse(&blob).filter(|_| !is_shared))
}

/// Answers how many grants that were: none if the file is not there.
pub(super) fn grant(tx: &Tx<'_>, person: PersonId, owner: MediaOwner, id: MediaId) -> Work<usize> {
    Ok(tx.conn.prepare_cached(GRANT)?.execute((person.0, owner.id(), id.0))?)
}

fn touched(rows: usize) -> Work<()> {
    if rows == 0 { Err(missing().into()) } else { Ok(()) }
}

fn link(conn: &Connection, business: BusinessId, url_hash: [u8; 32]) -> Work<Option<MediaLink>> {
    let read = |row: &Row<'_>| {
        Ok(MediaLink {
            business,
            url_hash,
            media: MediaId(row.get(0)?),
            fresh_until: Timestamp(row.get(1)?),
            etag: row.get(2)?,
            last_modified: row.get(3)?,
        })
    };
    let mut statement = conn.prepare_cached(LINK)?;
    Ok(statement.query_row((business.0, &url_hash[..]), read).optional()?)
}

fn put_link(tx: &Tx<'_>, link: &MediaLink) -> Work<()> {
    tx.conn.prepare_cached(PUT_LINK)?.execute(params![
        link.business.0,
        &link.url_hash[..],
        link.media.0,
        link.fresh_until.0,
        link.etag,
        link.last_modified,
    ])?;
    Ok(())
}

/// What is known of files, and who may see them. What links brought and unfinished uploads are not told:
/// they come again.
pub(super) fn export(conn: &Connection, lines: &mut Lines) -> Work<()> {
    let mut statement = conn.prepare(ALL_MEDIA)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        lines.line("media", &MediaLine::from(read_media(row)?))?;
    }
    let mut statement = conn.prepare(ALL_GRANTS)?;
    let mut rows = statement.query([])?;
    while let Some(row) = rows.next()? {
        let line = GrantLine {
            person: PersonId(row.get(0)?),
            media: MediaId(row.get(1)?),
            owner: row.get(2)?,
            expires_at: Timestamp(row.get(3)?),
        };
        lines.line("media_grant", &line)?;
    }
    Ok(())
}

#[async_trait]
impl MediaStore for SqliteStore {
    async fn put_media(&self, media: Media) -> Result<()> {
        self.writer.run(1, move |tx| insert(tx, &media)).await
    }
    async fn media(&self, owner: MediaOwner, id: MediaId) -> Result<Media> {
        self.readers.run(move |conn| media(conn, owner, id)).await
    }
    async fn share_media(
        &self,
        of: MediaOwner,
        id: MediaId,
        copy: MediaShare,
        now: Timestamp,
    ) -> Result<Media> {
        self.writer.run(1, move |tx| share(tx, (of, id), &copy, now)).await
    }
    async fn delete_media(&self, owner: MediaOwner, id: MediaId) -> Result<Option<BlobName>> {
        self.writer.run(1, move |tx| delete(tx, owner, id, EVER)).await
    }
    async fn expire_media(
        &self,
        owner: MediaOwner,
        id: MediaId,
        now: Timestamp,
    ) -> Result<Option<BlobName>> {
        self.writer.run(1, move |tx| delete(tx, owner, id, now)).await
    }
    async fn extend_media(&self, owner: MediaOwner, id: MediaId, until: Timestamp) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            let given = (owner.id(), id.0, until.0);
            touched(tx.conn.prepare_cached(EXTEND_MEDIA)?.execute(given)?)
        };
        self.writer.run(1, work).await
    }
    async fn expired_media(&self, now: Timestamp, limit: u32) -> Result<Vec<Media>> {
        self.readers.run(move |conn| select(conn, EXPIRED_MEDIA, (now.0, limit))).await
    }
    async fn bytes_of(&self, owner: MediaOwner) -> Result<u64> {
        let read = move |conn: &Connection| {
            let mut statement = conn.prepare_cached(BYTES_OF)?;
            Ok(statement.query_row([owner.id()], |row| row.get::<_, i64>(0))?.unsigned_abs())
        };
        self.readers.run(read).await
    }
    async fn blobs_in_use(&self, blobs: Vec<BlobName>) -> Result<Vec<bool>> {
        let read = move |conn: &Connection| {
            blobs.iter().map(|blob| is_in_use(conn, blob.as_str())).collect()
        };
        self.readers.run(read).await
    }

    async fn grant_media(&self, person: PersonId, owner: MediaOwner, id: MediaId) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| touched(grant(tx, person, owner, id)?);
        self.writer.run(1, work).await
    }
    async fn revoke_media(&self, person: PersonId, owner: MediaOwner, id: MediaId) -> Result<()> {
        let work = move |tx: &mut Tx<'_>| {
            tx.conn.prepare_cached(REVOKE)?.execute((person.0, id.0, owner.id()))?;
            Ok(())
        };
        self.writer.run(1, work).await
    }
    async fn visible_media(&self, person: PersonId, id: MediaId) -> Result<Media> {
        let read = move |conn: &Connection| {
            Ok(select(conn, VISIBLE_MEDIA, (person.0, id.0))?.pop().ok_or_else(missing)?)
        };
        self.readers.run(read).await
    }
    async fn forget_grants(&self, now: Timestamp, limit: u32) -> Result<u64> {
        let work = move |tx: &mut Tx<'_>| {
            Ok(tx.conn.prepare_cached(FORGET_GRANTS)?.execute((now.0, limit))? as u64)
        };
        self.writer.run(1, work).await
    }

    async fn media_link(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<MediaLink> {
        let found = self.readers.run(move |conn| link(conn, business, url_hash)).await?;
        found.ok_or(StoreError::NotFound("link"))
    }
    async fn put_media_link(&self, link: MediaLink) -> Result<()> {
        self.writer.run(1, move |tx| put_link(tx, &link)).await
    }

    async fn begin_upload(&self, upload: Upload, max_open: u32, now: Timestamp) -> Result<()> {
        self.writer.run(1, move |tx| uploads::begin(tx, &upload, max_open, now)).await
    }
    async fn upload(&self, business: BusinessId, id: MediaId) -> Result<Upload> {
        self.readers.run(move |conn| uploads::upload(conn, business, id)).await
    }
    async fn add_part(
        &self,
        business: BusinessId,
        id: MediaId,
        part: UploadPart,
        now: Timestamp,
    ) -> Result<u64> {
        self.writer.run(1, move |tx| uploads::add_part(tx, business, id, &part, now)).await
    }
    async fn finish_upload(&self, business: BusinessId, id: MediaId, media: Media) -> Result<()> {
        self.writer.run(1, move |tx| uploads::finish(tx, business, id, &media)).await
    }
    async fn forget_upload(&self, business: BusinessId, id: MediaId) -> Result<()> {
        self.writer.run(1, move |tx| uploads::forget(tx, business, id)).await
    }
    async fn expired_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<Upload>> {
        self.readers.run(move |conn| uploads::expired(conn, now, limit)).await
    }
}
