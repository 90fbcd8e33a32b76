//! `heads.snapshot`: the state beside the log at one row of it, so that a start reads only the
//! rows after that one. Losing it costs time and nothing else.
//!
//! Form, little-endian: magic, version, position, five counted tables, SHA-256 of all before it.

use super::heads::Hot;
use crate::log::state::{PersonHead, RelationHot};
use kurier_policy::id::{BusinessId, PersonId, SenderId};
use kurier_policy::marks::Marks;
use kurier_policy::reach::Reach;
use kurier_policy::spent::Spent;
use kurier_policy::time::Timestamp;
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

const MAGIC: &[u8; 8] = b"KURHEADS";
const VERSION: u32 = 6;
const DIGEST_BYTES: usize = 32;
const SPENT_BYTES: usize = 44;

fn path(dir: &Path) -> PathBuf {
    dir.join("heads.snapshot")
}

/// All but the digest, which is made without holding up the writer.
pub(super) fn encode(hot: &Hot) -> Vec<u8> {
    let size = 64 + hot.persons.len() * 36 + hot.relations.len() * 124 + hot.sender_tats.len() * 16;
    let mut out = Vec::with_capacity(size);
    out.extend_from_slice(MAGIC);
    out.extend_from_slice(&VERSION.to_le_bytes());
    let i64s = |out: &mut Vec<u8>, values: &[i64]| {
        for value in values {
            out.extend_from_slice(&value.to_le_bytes());
        }
    };
    let u32s = |out: &mut Vec<u8>, values: &[u32]| {
        for value in values {
            out.extend_from_slice(&value.to_le_bytes());
        }
    };
    let count = |out: &mut Vec<u8>, length: usize| {
        out.extend_from_slice(&(length as u64).to_le_bytes());
    };
    i64s(&mut out, &[hot.last_pos]);
    count(&mut out, hot.persons.len());
    for (person, head) in &hot.persons {
        i64s(&mut out, &[person.0, head.head_pos, head.marketing.0]);
        u32s(&mut out, &[head.head_seq, head.delivered_seq, u32::from(head.has_gone)]);
    }
    count(&mut out, hot.relations.len());
    for ((business, person), relation) in &hot.relations {
        i64s(&mut out, &[business.0, person.0, relation.window_until, relation.greeting_until]);
        i64s(&mut out, &[relation.pair_tat]);
        i64s(&mut out, &relation.last_sent);
        i64s(&mut out, &[relation.last_sender, relation.counted_at, relation.marketing.0]);
        i64s(&mut out, &[relation.notices.0, relation.answered_at]);
        u32s(&mut out, &[relation.first_seq, relation.read_seq, relation.business_read_seq]);
        u32s(&mut out, &[relation.unanswered]);
    }
    count(&mut out, hot.sender_tats.len());
    for (sender, tat) in &hot.sender_tats {
        i64s(&mut out, &[sender.0, tat.0]);
    }
    count(&mut out, hot.reaches.len());
    for (business, reach) in &hot.reaches {
        let bytes = reach.to_bytes();
        i64s(&mut out, &[business.0]);
        count(&mut out, bytes.len());
        out.extend_from_slice(&bytes);
    }
    count(&mut out, hot.spents.len());
    for (business, spent) in &hot.spents {
        i64s(&mut out, &[business.0]);
        out.extend_from_slice(&spent.to_bytes());
    }
    out
}

/// Puts the snapshot, with its digest, in place of the former one, whole or not at all.
pub(super) fn write(dir: &Path, bytes: &[u8]) -> io::Result<()> {
    let digest = Sha256::digest(bytes);
    let fresh = dir.join("heads.snapshot.new");
    let mut file = File::create(&fresh)?;
    file.write_all(bytes)?;
    file.write_all(&digest)?;
    file.sync_all()?;
    drop(file);
    fs::rename(&fresh, path(dir))?;
    File::open(dir)?.sync_all()
}

/// Takes a snapshot away that is not of this log: once the log has grown past it, nothing would show
/// that it is not.
pub(super) fn remove(dir: &Path) -> io::Result<()> {
    fs::remove_file(path(dir))?;
    File::open(dir)?.sync_all()
}

/// The snapshot; `None` if there is none.
pub(super) fn read(dir: &Path) -> io::Result<Option<Hot>> {
    match fs::read(path(dir)) {
        Ok(bytes) => decode(&bytes)
            .map(Some)
            .ok_or_else(|| io::Error::new(io::ErrorKind::InvalidData, "damaged snapshot")),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

struct Input<'b>(&'b [u8]);

impl Input<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.0.split_first_chunk::<N>()?;
        self.0 = rest;
        Some(*head)
    }
    fn i64(&mut self) -> Option<i64> {
        self.take().map(i64::from_le_bytes)
    }
    fn u32(&mut self) -> Option<u32> {
        self.take().map(u32::from_le_bytes)
    }
    fn count(&mut self) -> Option<u64> {
        self.take().map(u64::from_le_bytes)
    }
}

fn decode(bytes: &[u8]) -> Option<Hot> {
    let (body, digest) = bytes.split_at_checked(bytes.len().checked_sub(DIGEST_BYTES)?)?;
    if Sha256::digest(body).as_slice() != digest {
        return None;
    }
    let mut input = Input(body);
    if &input.take::<8>()? != MAGIC || input.u32()? != VERSION {
        return None;
    }
    let mut hot = Hot { last_pos: input.i64()?, ..Hot::default() };
    for _ in 0..input.count()? {
        let person = PersonId(input.i64()?);
        let head = PersonHead {
            head_pos: input.i64()?,
            marketing: Marks(input.i64()?),
            head_seq: input.u32()?,
            delivered_seq: input.u32()?,
            has_gone: input.u32()? != 0,
        };
        hot.persons.insert(person, head);
    }
    for _ in 0..input.count()? {
        let pair = (BusinessId(input.i64()?), PersonId(input.i64()?));
        let relation = RelationHot {
            window_until: input.i64()?,
            greeting_until: input.i64()?,
            pair_tat: input.i64()?,
            last_sent: [input.i64()?, input.i64()?, input.i64()?],
            last_sender: input.i64()?,
            counted_at: input.i64()?,
            marketing: Marks(input.i64()?),
            notices: Marks(input.i64()?),
            answered_at: input.i64()?,
            first_seq: input.u32()?,
            read_seq: input.u32()?,
            business_read_seq: input.u32()?,
            unanswered: input.u32()?,
        };
        hot.relations.insert(pair, relation);
    }
    for _ in 0..input.count()? {
        hot.sender_tats.insert(SenderId(input.i64()?), Timestamp(input.i64()?));
    }
    for _ in 0..input.count()? {
        let business = BusinessId(input.i64()?);
        let length = usize::try_from(input.count()?).ok()?;
        let (bytes, rest) = input.0.split_at_checked(length)?;
        input.0 = rest;
        hot.reaches.insert(business, Reach::from_bytes(bytes)?);
    }
    for _ in 0..input.count()? {
        let business = BusinessId(input.i64()?);
        hot.spents.insert(business, Spent::from_bytes(&input.take::<SPENT_BYTES>()?)?);
    }
    input.0.is_empty().then_some(hot)
}
