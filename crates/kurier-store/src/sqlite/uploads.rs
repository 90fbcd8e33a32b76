//! Uploads in several pieces.

use super::fault::{Work, conflict};
use super::media;
use super::tx::Tx;
use crate::log::corrupt;
use crate::port::StoreError;
use crate::record::{BlobName, Media, Upload, UploadPart};
use kurier_policy::id::{BusinessId, MediaId};
use kurier_policy::time::Timestamp;
use rusqlite::{Connection, OptionalExtension, Row, params};

pub(super) const INSERT_UPLOAD: &str = "INSERT INTO media_upload (business, id, file_name, \
     file_type, file_length, expires_at) VALUES (?1, ?2, ?3, ?4, ?5, ?6)";
pub(super) const UPLOAD: &str = "SELECT file_name, file_type, file_length, media, expires_at \
     FROM media_upload WHERE business = ?1 AND id = ?2";
pub(super) const PARTS: &str = "SELECT at_byte, bytes, blob FROM media_part \
     WHERE business = ?1 AND upload = ?2 ORDER BY at_byte";
pub(super) const OPEN_UPLOADS: &str = "SELECT count(*) FROM media_upload \
     WHERE business = ?1 AND media IS NULL AND expires_at > ?2";
pub(super) const RECEIVED: &str = "SELECT u.media IS NOT NULL, u.expires_at, \
     (SELECT coalesce(sum(p.bytes), 0) FROM media_part p \
     WHERE p.business = u.business AND p.upload = u.id) \
     FROM media_upload u WHERE u.business = ?1 AND u.id = ?2";
pub(super) const INSERT_PART: &str = "INSERT INTO media_part (business, upload, at_byte, bytes, blob) \
     VALUES (?1, ?2, ?3, ?4, ?5)";
pub(super) const SET_DONE: &str = "UPDATE media_upload SET media = ?3 \
     WHERE business = ?1 AND id = ?2 AND media IS NULL";
pub(super) const FORGET_PARTS: &str = "DELETE FROM media_part WHERE business = ?1 AND upload = ?2";
pub(super) const FORGET_UPLOAD: &str = "DELETE FROM media_upload WHERE business = ?1 AND id = ?2";
pub(super) const EXPIRED_UPLOADS: &str = "SELECT business, id FROM media_upload \
     WHERE expires_at <= ?1 ORDER BY expires_at LIMIT ?2";

pub(super) fn begin(tx: &Tx<'_>, upload: &Upload, max_open: u32, now: Timestamp) -> Work<()> {
    let mut statement = tx.conn.prepare_cached(OPEN_UPLOADS)?;
    let open: i64 = statement.query_row((upload.business.0, now.0), |row| row.get(0))?;
    if open >= i64::from(max_open) {
        return Err(StoreError::Conflict("too many uploads").into());
    }
    tx.conn
        .prepare_cached(INSERT_UPLOAD)?
        .execute(params![
            upload.business.0,
            upload.id.0,
            upload.file_name,
            upload.file_type,
            upload.file_length.cast_signed(),
            upload.expires_at.0,
        ])
        .map_err(conflict("upload"))?;
    Ok(())
}

fn read_part(row: &Row<'_>) -> Work<UploadPart> {
    let at: i64 = row.get(0)?;
    let blob: String = row.get(2)?;
    Ok(UploadPart {
        at_byte: at.unsigned_abs(),
        bytes: row.get::<_, i64>(1)?.unsigned_abs(),
        blob: BlobName::parse(&blob).ok_or_else(|| corrupt("media_part", at, "bad blob name"))?,
    })
}

fn parts(conn: &Connection, business: BusinessId, id: MediaId) -> Work<Vec<UploadPart>> {
    let mut statement = conn.prepare_cached(PARTS)?;
    let mut rows = statement.query((business.0, id.0))?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read_part(row)?);
    }
    Ok(found)
}

pub(super) fn upload(conn: &Connection, business: BusinessId, id: MediaId) -> Work<Upload> {
    let parts = parts(conn, business, id)?;
    let read = |row: &Row<'_>| {
        Ok(Upload {
            business,
            id,
            file_name: row.get(0)?,
            file_type: row.get(1)?,
            file_length: row.get::<_, i64>(2)?.unsigned_abs(),
            parts,
            media: row.get::<_, Option<i64>>(3)?.map(MediaId),
            expires_at: Timestamp(row.get(4)?),
        })
    };
    let mut statement = conn.prepare_cached(UPLOAD)?;
    let found = statement.query_row((business.0, id.0), read).optional()?;
    Ok(found.ok_or(StoreError::NotFound("upload"))?)
}

/// How far an upload is, without its pieces: those of a large one are many.
fn received(conn: &Connection, business: BusinessId, id: MediaId, now: Timestamp) -> Work<u64> {
    let read = |row: &Row<'_>| {
        Ok((row.get::<_, bool>(0)?, Timestamp(row.get(1)?), row.get::<_, i64>(2)?.unsigned_abs()))
    };
    let mut statement = conn.prepare_cached(RECEIVED)?;
    let found = statement.query_row((business.0, id.0), read).optional()?;
    let (is_done, expires_at, bytes) = found.ok_or(StoreError::NotFound("upload"))?;
    if expires_at <= now {
        return Err(StoreError::NotFound("upload").into());
    }
    if is_done {
        return Err(StoreError::Conflict("upload moved on").into());
    }
    Ok(bytes)
}

pub(super) fn add_part(
    tx: &Tx<'_>,
    business: BusinessId,
    id: MediaId,
    part: &UploadPart,
    now: Timestamp,
) -> Work<u64> {
    if received(tx.conn, business, id, now)? != part.at_byte {
        return Err(StoreError::Conflict("upload moved on").into());
    }
    let (at, bytes) = (part.at_byte.cast_signed(), part.bytes.cast_signed());
    let given = (business.0, id.0, at, bytes, part.blob.as_str());
    tx.conn.prepare_cached(INSERT_PART)?.execute(given)?;
    Ok(part.at_byte.saturating_add(part.bytes))
}

pub(super) fn finish(tx: &Tx<'_>, business: BusinessId, id: MediaId, is: &Media) -> Work<()> {
    let done = tx.conn.prepare_cached(SET_DONE)?.execute((business.0, id.0, is.id.0))?;
    if done == 0 {
        return Err(StoreError::Conflict("upload moved on").into());
    }
    tx.conn.prepare_cached(FORGET_PARTS)?.execute((business.0, id.0))?;
    media::insert(tx, is)
}

pub(super) fn forget(tx: &Tx<'_>, business: BusinessId, id: MediaId) -> Work<()> {
    for sql in [FORGET_UPLOAD, FORGET_PARTS] {
        tx.conn.prepare_cached(sql)?.execute((business.0, id.0))?;
    }
    Ok(())
}

pub(super) fn expired(conn: &Connection, now: Timestamp, limit: u32) -> Work<Vec<Upload>> {
    let mut statement = conn.prepare_cached(EXPIRED_UPLOADS)?;
    let read = |row: &Row<'_>| Ok((BusinessId(row.get(0)?), MediaId(row.get(1)?)));
    let ids: Vec<_> = statement.query_map((now.0, limit), read)?.collect::<Result<_, _>>()?;
    ids.into_iter().map(|(business, id)| upload(conn, business, id)).collect()
}
