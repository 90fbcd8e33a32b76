//! Uploads in several pieces.

use super::PostgresStore;
use super::fault::{Fault, Work, conflict};
use super::media;
use super::session::{BEGIN, COMMIT, Given, Session, transact};
use crate::log::corrupt;
use crate::port::StoreError;
use crate::record::{BlobName, Media, Upload, UploadPart};
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::time::Timestamp;
use tokio_postgres::Row;

pub(super) const INSERT_UPLOAD: &str = "INSERT INTO media_upload (business, id, file_name, \
     file_type, file_length, expires_at) VALUES ($1, $2, $3, $4, $5, $6)";
pub(super) const UPLOAD: &str = "SELECT file_name, file_type, file_length, media, expires_at \
     FROM media_upload WHERE business = $1 AND id = $2";
pub(super) const LOCK_UPLOAD: &str =
    "SELECT 1 FROM media_upload WHERE business = $1 AND id = $2 FOR UPDATE";
pub(super) const PARTS: &str = "SELECT at_byte, bytes, blob FROM media_part \
     WHERE business = $1 AND upload = $2 ORDER BY at_byte";
pub(super) const OPEN_UPLOADS: &str = "SELECT count(*) FROM media_upload \
     WHERE business = $1 AND media IS NULL AND expires_at > $2";
pub(super) const RECEIVED: &str = "SELECT u.media IS NOT NULL, u.expires_at, \
     (SELECT coalesce(sum(p.bytes), 0)::bigint FROM media_part p \
     WHERE p.business = u.business AND p.upload = u.id) \
     FROM media_upload u WHERE u.business = $1 AND u.id = $2";
pub(super) const INSERT_PART: &str = "INSERT INTO media_part (business, upload, at_byte, bytes, blob) \
     VALUES ($1, $2, $3, $4, $5)";
pub(super) const SET_DONE: &str = "UPDATE media_upload SET media = $3 \
     WHERE business = $1 AND id = $2 AND media IS NULL";
pub(super) const FORGET_PARTS: &str = "DELETE FROM media_part WHERE business = $1 AND upload = $2";
pub(super) const FORGET_UPLOAD: &str = "DELETE FROM media_upload WHERE business = $1 AND id = $2";
pub(super) const EXPIRED_UPLOADS: &str = "SELECT business, id FROM media_upload \
     WHERE expires_at <= $1 ORDER BY expires_at LIMIT $2";

pub(super) async fn begin(
    session: &Session,
    upload: &Upload,
    max_open: u32,
    now: Timestamp,
) -> Work<()> {
    let open = session.one(OPEN_UPLOADS, &[&upload.business.0, &now.0]).await?;
    let open = open.map(|row| row.try_get::<_, i64>(0)).transpose()?.unwrap_or(0);
    if open >= i64::from(max_open) {
        return Err(StoreError::Conflict("too many uploads").into());
    }
    let length = upload.file_length.cast_signed();
    let given: Given<'_> = &[
        &upload.business.0,
        &upload.id.0,
        &upload.file_name,
        &upload.file_type,
        &length,
        &upload.expires_at.0,
    ];
    session.run(INSERT_UPLOAD, given).await.map(drop).map_err(|fault| match fault {
        Fault::Sql(error) => conflict("upload")(error),
        other => other,
    })
}

fn part_at(row: &Row) -> Work<UploadPart> {
    let at: i64 = row.try_get(0)?;
    let blob = BlobName::parse(row.try_get(2)?);
    Ok(UploadPart {
        at_byte: at.unsigned_abs(),
        bytes: row.try_get::<_, i64>(1)?.unsigned_abs(),
        blob: blob.ok_or_else(|| corrupt("media_part", at, "bad blob name"))?,
    })
}

pub(super) async fn upload(session: &Session, business: BusinessId, id: MediaId) -> Work<Upload> {
    let row = session.one(UPLOAD, &[&business.0, &id.0]).await?;
    let row = row.ok_or(StoreError::NotFound("upload"))?;
    let parts = session.query(PARTS, &[&business.0, &id.0]).await?;
    Ok(Upload {
        business,
        id,
        file_name: row.try_get(0)?,
        file_type: row.try_get(1)?,
        file_length: row.try_get::<_, i64>(2)?.unsigned_abs(),
        parts: parts.iter().map(part_at).collect::<Work<_>>()?,
        media: row.try_get::<_, Option<i64>>(3)?.map(MediaId),
        expires_at: Timestamp(row.try_get(4)?),
    })
}

/// How far an upload is, without its pieces: those of a large one are many.
async fn received(
    session: &Session,
    business: BusinessId,
    id: MediaId,
    now: Timestamp,
) -> Work<u64> {
    let row = session.one(RECEIVED, &[&business.0, &id.0]).await?;
    let row = row.ok_or(StoreError::NotFound("upload"))?;
    if Timestamp(row.try_get(1)?) <= now {
        return Err(StoreError::NotFound("upload").into());
    }
    if row.try_get::<_, bool>(0)? {
        return Err(StoreError::Conflict("upload moved on").into());
    }
    Ok(row.try_get::<_, i64>(2)?.unsigned_abs())
}

pub(super) async fn add_part(
    store: &PostgresStore,
    business: BusinessId,
    id: MediaId,
    part: &UploadPart,
    now: Timestamp,
) -> Work<u64> {
    let (at, bytes) = (part.at_byte.cast_signed(), part.bytes.cast_signed());
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        session.one(LOCK_UPLOAD, &[&business.0, &id.0]).await?;
        // Only a statement after the lock sees what others added before it.
        if received(session, business, id, now).await? != part.at_byte {
            return Err(StoreError::Conflict("upload moved on").into());
        }
        let given: Given<'_> = &[&business.0, &id.0, &at, &bytes, &part.blob.as_str()];
        session.run(INSERT_PART, given).await?;
        session.batch(COMMIT).await?;
        Ok(part.at_byte.saturating_add(part.bytes))
    })
}

pub(super) async fn finish(
    store: &PostgresStore,
    business: BusinessId,
    id: MediaId,
    is: &Media,
) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        if session.run(SET_DONE, &[&business.0, &id.0, &is.id.0]).await? == 0 {
            return Err(StoreError::Conflict("upload moved on").into());
        }
        session.run(FORGET_PARTS, &[&business.0, &id.0]).await?;
        media::insert(session, is).await?;
        session.batch(COMMIT).await?;
        Ok(())
    })
}

/// The upload first: its row is what adding a piece holds on to.
pub(super) async fn forget(store: &PostgresStore, business: BusinessId, id: MediaId) -> Work<()> {
    transact!(store.pool, session => {
        session.batch(BEGIN).await?;
        for sql in [FORGET_UPLOAD, FORGET_PARTS] {
            session.run(sql, &[&business.0, &id.0]).await?;
        }
        session.batch(COMMIT).await?;
        Ok(())
    })
}

pub(super) async fn expired(session: &Session, now: Timestamp, limit: u32) -> Work<Vec<Upload>> {
    let rows = session.query(EXPIRED_UPLOADS, &[&now.0, &i64::from(limit)]).await?;
    let mut found = Vec::new();
    for row in &rows {
        let (business, id) = (BusinessId(row.try_get(0)?), MediaId(row.try_get(1)?));
        found.push(upload(session, business, id).await?);
    }
    Ok(found)
}
