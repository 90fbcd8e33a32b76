//! Files: what is known of them, and who may see them.

use super::PostgresStore;
use super::fault::{Fault, Work, conflict};
use super::session::{BEGIN, COMMIT, Given, Session, on, transact};
use super::uploads;
use crate::log::export::{GrantLine, Lines, MediaLine};
use crate::log::{code, corrupt};
use crate::port::{MediaStore, Result, StoreError};
use crate::record::{BlobName, Media, MediaLink, MediaOwner, MediaShare, Upload, UploadPart};
use async_trait::async_trait;
use futures_util::TryStreamExt;
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_policy::time::Timestamp;
use std::pin::pin;
use tokio_postgres::Row;

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
     VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)";
pub(super) const MEDIA: &str =
    concat!("SELECT ", columns!(), " FROM media m WHERE m.owner = $1 AND m.id = $2");
/// Holds back whoever would forget the file, and with it its place, meanwhile.
pub(super) const MEDIA_SHARED: &str =
    concat!("SELECT ", columns!(), " FROM media m WHERE m.owner = $1 AND m.id = $2 FOR SHARE");
pub(super) const DELETE_MEDIA: &str =
    "DELETE FROM media WHERE owner = $1 AND id = $2 AND expires_at <= $3 RETURNING blob";
pub(super) const FORGET_LINKS: &str = "DELETE FROM media_link WHERE business = $1 AND media = $2";
pub(super) const BLOBS_IN_USE: &str = "SELECT EXISTS (SELECT 1 FROM media WHERE blob = b.name) \
     OR EXISTS (SELECT 1 FROM media_part WHERE blob = b.name) \
     FROM unnest($1::text[]) WITH ORDINALITY AS b (name, place) ORDER BY b.place";
pub(super) const EXTEND_MEDIA: &str =
    "UPDATE media SET expires_at = greatest(expires_at, $3) WHERE owner = $1 AND id = $2";
pub(super) const EXPIRED_MEDIA: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM media m WHERE m.expires_at <= $1 ORDER BY m.expires_at LIMIT $2"
);
/// Shared files lie at one place. The sum of large numbers is of another type.
pub(super) const BYTES_OF: &str = "SELECT coalesce(sum(bytes), 0)::bigint FROM \
     (SELECT DISTINCT blob, bytes FROM media WHERE owner = $1) AS own";
pub(super) const ALL_MEDIA: &str =
    concat!("SELECT ", columns!(), " FROM media m ORDER BY m.owner, m.id");
pub(super) const GRANT: &str = "INSERT INTO media_grant (person, media, owner, expires_at) \
     SELECT $1, id, owner, expires_at FROM media WHERE owner = $2 AND id = $3 \
     ON CONFLICT (person, media, owner) DO UPDATE SET \
     expires_at = greatest(media_grant.expires_at, excluded.expires_at)";
pub(super) const REVOKE: &str =
    "DELETE FROM media_grant WHERE person = $1 AND media = $2 AND owner = $3";
pub(super) const VISIBLE_MEDIA: &str = concat!(
    "SELECT ",
    columns!(),
    " FROM media m WHERE m.owner = $1 AND m.id = $2 UNION ALL SELECT ",
    columns!(),
    " FROM media_grant g JOIN media m ON m.owner = g.owner AND m.id = g.media \
     WHERE g.person = $1 AND g.media = $2 LIMIT 1"
);
/// A file may have been given more time since: then so were its grants.
pub(super) const FORGET_GRANTS: &str = "DELETE FROM media_grant WHERE (person, media, owner) IN \
     (SELECT g.person, g.media, g.owner FROM media_grant g WHERE g.expires_at <= $1 \
     AND NOT EXISTS (SELECT 1 FROM media m WHERE m.owner = g.owner AND m.id = g.media \
     AND m.expires_at > $1) LIMIT $2)";
pub(super) const ALL_GRANTS: &str = "SELECT person, media, owner, expires_at FROM media_grant \
     ORDER BY person, media, owner";
pub(super) const LINK: &str = "SELECT media, fresh_until, etag, last_modified FROM media_link \
     WHERE business = $1 AND url_hash = $2";
pub(super) const PUT_LINK: &str = "INSERT INTO media_link (business, url_hash, media, fresh_until, \
     etag, last_modified) VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (business, url_hash) \
     DO UPDATE SET media = excluded.media, fresh_until = excluded.fresh_until, \
     etag = excluded.etag, last_modified = excluded.last_modified";
/// As [`GRANT`], of a file that may be gone: for the import.
pub(super) const INSERT_GRANT: &str =
    "INSERT INTO media_grant (person, media, owner, expires_at) VALUES ($1, $2, $3, $4)";

pub(super) fn media_at(row: &Row) -> Work<Media> {
    let id: i64 = row.try_get(1)?;
    let bad = |what: &str| corrupt("media", id, what);
    let sha256: &[u8] = row.try_get(6)?;
    Ok(Media {
        id: MediaId(id),
        owner: MediaOwner::of(row.try_get(0)?, row.try_get(2)?),
        sender: row.try_get::<_, Option<i64>>(3)?.map(SenderId),
        kind: code::named("media", row.try_get(4)?)?,
        mime: row.try_get(5)?,
        sha256: sha256.try_into().map_err(|_| bad("bad digest"))?,
        bytes: row.try_get::<_, i64>(7)?.unsigned_abs(),
        blob: BlobName::parse(row.try_get(8)?).ok_or_else(|| bad("bad blob name"))?,
        file_name: row.try_get(9)?,
        thumbnail: row.try_get(10)?,
        created_at: Timestamp(row.try_get(11)?),
        expires_at: Timestamp(row.try_get(12)?),
    })
}

async fn select(session: &Session, sql: &str, given: Given<'_>) -> Work<Vec<Media>> {
    session.query(sql, given).await?.iter().map(media_at).collect()
}

async fn one(session: &Session, sql: &str, given: Given<'_>) -> Work<Media> {
    Ok(select(session, sql, given).await?.pop().ok_or_else(missing)?)
}

fn missing() -> StoreError {
    StoreError::NotFound("media")
}

pub(super) async fn insert(session: &Session, media: &Media) -> Work<()> {
    let sender = media.sender.map(|sender| sender.0);
    let inserted = session
        .run(
            INSERT_MEDIA,
            &[
                &media.owner.id(),
                &media.id.0,
                &media.owner.is_person(),
                &sender,
                &code::name(&media.kind)?,
                &media.mime,
                &&media.sha256[..],
                &media.bytes.cast_signed(),
                &media.blob.as_str(),
                &media.file_name,
                &media.thumbnail,
                &media.created_at.0,
                &media.expires_at.0,
            ],
        )
        .await;
    inserted.map(drop).map_err(|fault| match fault {
        Fault::Sql(error) => conflict("media")(error),
        other => other,
    })
}

async fn share(
    store: &PostgresStore,
    of: (MediaOwner, MediaId),
    share: MediaShare,
    now: Timestamp,
) -> Work<Media> {
    let MediaShare { owner, id, sender, expires_at } = share;
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let first = one(session, MEDIA_SHARED, &[&of.0.id(), &of.1.0]).await?;
        let copy = Media { owner, id, sender, expires_at, created_at: now, ..first };
        insert(session, &copy).await?;
        session.batch(COMMIT).await?;
        Ok(copy)
    })
}

async fn bytes_of(session: &Session, owner: MediaOwner) -> Work<u64> {
    let row = session.one(BYTES_OF, &[&owner.id()]).await?;
    let bytes = row.map(|row| row.try_get::<_, i64>(0)).transpose()?;
    Ok(bytes.unwrap_or(0).unsigned_abs())
}

async fn in_use(session: &Session, blobs: &[&str]) -> Work<Vec<bool>> {
    let rows = session.query(BLOBS_IN_USE, &[&blobs]).await?;
    rows.iter().map(|row| Ok(row.try_get(0)?)).collect()
}

/// Forgets a file whose time is over at `at`.
async fn delete(
    store: &PostgresStore,
    owner: MediaOwner,
    id: MediaId,
    at: Timestamp,
) -> Work<Option<BlobName>> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        let given: Given<'_> = &[&owner.id(), &id.0, &at.0];
        let row = session.one(DELETE_MEDIA, given).await?.ok_or_else(missing)?;
        session.run(FORGET_LINKS, &[&owner.id(), &id.0]).await?;
        let blob: String = row.try_get(0)?;
        let is_shared = in_use(session, &[&blob]).await?.contains(&true);
        session.batch(COMMIT).await?;
        Ok(BlobName::parse(&blob).filter(|_| !is_shared))
    })
}

/// A change that must have found its file.
async fn touch(session: &Session, sql: &str, given: Given<'_>) -> Work<()> {
    if session.run(sql, given).await? == 0 { Err(missing().into()) } else { Ok(()) }
}

async fn link(session: &Session, business: BusinessId, url_hash: [u8; 32]) -> Work<MediaLink> {
    let row = session.one(LINK, &[&business.0, &&url_hash[..]]).await?;
    let row = row.ok_or(StoreError::NotFound("link"))?;
    Ok(MediaLink {
        business,
        url_hash,
        media: MediaId(row.try_get(0)?),
        fresh_until: Timestamp(row.try_get(1)?),
        etag: row.try_get(2)?,
        last_modified: row.try_get(3)?,
    })
}

async fn put_link(session: &Session, link: &MediaLink) -> Work<()> {
    let given: Given<'_> = &[
        &link.business.0,
        &&link.url_hash[..],
        &link.media.0,
        &link.fresh_until.0,
        &link.etag,
        &link.last_modified,
    ];
    session.run(PUT_LINK, given).await.map(drop)
}

/// What is known of files, and who may see them. What links brought and unfinished uploads are not told:
/// they come again.
pub(super) async fn export(session: &Session, lines: &mut Lines) -> Work<()> {
    let none: [i64; 0] = [];
    let mut rows = pin!(session.stream(ALL_MEDIA, none).await?);
    while let Some(row) = rows.try_next().await? {
        lines.line("media", &MediaLine::from(media_at(&row)?))?;
    }
    let mut rows = pin!(session.stream(ALL_GRANTS, none).await?);
    while let Some(row) = rows.try_next().await? {
        let line = GrantLine {
            person: PersonId(row.try_get(0)?),
            media: MediaId(row.try_get(1)?),
            owner: row.try_get(2)?,
            expires_at: Timestamp(row.try_get(3)?),
        };
        lines.line("media_grant", &line)?;
    }
    Ok(())
}

pub(super) async fn import_grant(session: &Session, line: &GrantLine) -> Work<()> {
    let given: Given<'_> = &[&line.person.0, &line.media.0, &line.owner, &line.expires_at.0];
    session.run(INSERT_GRANT, given).await.map(drop)
}

/// A verb that runs a transaction.
macro_rules! step {
    ($store:expr, $how:expr) => {{
        $store.ensure_open()?;
        $how.await.map_err(Fault::into_store_error)
    }};
}

#[async_trait]
impl MediaStore for PostgresStore {
    async fn put_media(&self, media: Media) -> Result<()> {
        on!(self, session => insert(session, &media))
    }
    async fn media(&self, owner: MediaOwner, id: MediaId) -> Result<Media> {
        on!(self, session => one(session, MEDIA, &[&owner.id(), &id.0]))
    }
    async fn share_media(
        &self,
        of: MediaOwner,
        id: MediaId,
        copy: MediaShare,
        now: Timestamp,
    ) -> Result<Media> {
        step!(self, share(self, (of, id), copy, now))
    }
    async fn delete_media(&self, owner: MediaOwner, id: MediaId) -> Result<Option<BlobName>> {
        step!(self, delete(self, owner, id, EVER))
    }
    async fn expire_media(
        &self,
        owner: MediaOwner,
        id: MediaId,
        now: Timestamp,
    ) -> Result<Option<BlobName>> {
        step!(self, delete(self, owner, id, now))
    }
    async fn extend_media(&self, owner: MediaOwner, id: MediaId, until: Timestamp) -> Result<()> {
        on!(self, session => touch(session, EXTEND_MEDIA, &[&owner.id(), &id.0, &until.0]))
    }
    async fn expired_media(&self, now: Timestamp, limit: u32) -> Result<Vec<Media>> {
        on!(self, session => select(session, EXPIRED_MEDIA, &[&now.0, &i64::from(limit)]))
    }
    async fn bytes_of(&self, owner: MediaOwner) -> Result<u64> {
        on!(self, session => bytes_of(session, owner))
    }
    async fn blobs_in_use(&self, blobs: Vec<BlobName>) -> Result<Vec<bool>> {
        let names: Vec<&str> = blobs.iter().map(BlobName::as_str).collect();
        on!(self, session => in_use(session, &names))
    }

    async fn grant_media(&self, person: PersonId, owner: MediaOwner, id: MediaId) -> Result<()> {
        on!(self, session => touch(session, GRANT, &[&person.0, &owner.id(), &id.0]))
    }
    async fn revoke_media(&self, person: PersonId, owner: MediaOwner, id: MediaId) -> Result<()> {
        on!(self, session => session.run(REVOKE, &[&person.0, &id.0, &owner.id()])).map(drop)
    }
    async fn visible_media(&self, person: PersonId, id: MediaId) -> Result<Media> {
        on!(self, session => one(session, VISIBLE_MEDIA, &[&person.0, &id.0]))
    }
    async fn forget_grants(&self, now: Timestamp, limit: u32) -> Result<u64> {
        on!(self, session => session.run(FORGET_GRANTS, &[&now.0, &i64::from(limit)]))
    }

    async fn media_link(&self, business: BusinessId, url_hash: [u8; 32]) -> Result<MediaLink> {
        on!(self, session => link(session, business, url_hash))
    }
    async fn put_media_link(&self, link: MediaLink) -> Result<()> {
        on!(self, session => put_link(session, &link))
    }

    async fn begin_upload(&self, upload: Upload, max_open: u32, now: Timestamp) -> Result<()> {
        on!(self, session => uploads::begin(session, &upload, max_open, now))
    }
    async fn upload(&self, business: BusinessId, id: MediaId) -> Result<Upload> {
        on!(self, session => uploads::upload(session, business, id))
    }
    async fn add_part(
        &self,
        business: BusinessId,
        id: MediaId,
        part: UploadPart,
        now: Timestamp,
    ) -> Result<u64> {
        step!(self, uploads::add_part(self, business, id, &part, now))
    }
    async fn finish_upload(&self, business: BusinessId, id: MediaId, media: Media) -> Result<()> {
        step!(self, uploads::finish(self, business, id, &media))
    }
    async fn forget_upload(&self, business: BusinessId, id: MediaId) -> Result<()> {
        step!(self, uploads::forget(self, business, id))
    }
    async fn expired_uploads(&self, now: Timestamp, limit: u32) -> Result<Vec<Upload>> {
        on!(self, session => uploads::expired(session, now, limit))
    }
}
