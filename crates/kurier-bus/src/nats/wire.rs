//! A wake-up in bytes: version, the number of the node it comes from, its kind, its numbers; big-endian.
//!
//! A version or kind from the future means that something happened: `Look`. So nodes of two versions may
//! run side by side.

use crate::Wake;
use bytes::{BufMut, Bytes, BytesMut};
use kurier_policy::id::{BusinessId, InboxSeq};

const VERSION: u8 = 1;

const GROWN: u8 = 1;
const LOOK: u8 = 2;
const TYPING: u8 = 3;
const READ: u8 = 4;
const EVENTS: u8 = 5;

/// Writes one.
pub(super) fn write(node: u64, wake: &Wake) -> Bytes {
    let mut bytes = BytesMut::with_capacity(22);
    bytes.put_u8(VERSION);
    bytes.put_u64(node);
    match wake {
        Wake::Entry(entry) => put_grown(&mut bytes, entry.seq),
        Wake::Grown(place) => put_grown(&mut bytes, *place),
        Wake::Look => bytes.put_u8(LOOK),
        Wake::Typing(business) => {
            bytes.put_u8(TYPING);
            bytes.put_i64(business.0);
        }
        Wake::Read(business, up_to) => {
            bytes.put_u8(READ);
            bytes.put_i64(business.0);
            bytes.put_u32(up_to.0);
        }
        Wake::Events(business) => {
            bytes.put_u8(EVENTS);
            bytes.put_i64(business.0);
        }
    }
    bytes.freeze()
}

fn put_grown(bytes: &mut BytesMut, place: InboxSeq) {
    bytes.put_u8(GROWN);
    bytes.put_u32(place.0);
}

/// Reads one, and from which node it comes; `None` when that is not to be found out.
pub(super) fn read(bytes: &[u8]) -> Option<(u64, Wake)> {
    let (version, rest) = bytes.split_first()?;
    let (node, rest) = rest.split_first_chunk::<8>()?;
    let wake = if *version == VERSION { read_wake(rest) } else { None };
    Some((u64::from_be_bytes(*node), wake.unwrap_or(Wake::Look)))
}

fn read_wake(bytes: &[u8]) -> Option<Wake> {
    let (kind, rest) = bytes.split_first()?;
    Some(match *kind {
        GROWN => Wake::Grown(place(rest)?),
        TYPING => Wake::Typing(business(rest)?.0),
        READ => {
            let (business, rest) = business(rest)?;
            Wake::Read(business, place(rest)?)
        }
        EVENTS => Wake::Events(business(rest)?.0),
        // LOOK, and kinds from the future.
        _ => Wake::Look,
    })
}

fn place(bytes: &[u8]) -> Option<InboxSeq> {
    Some(InboxSeq(u32::from_be_bytes(*bytes.first_chunk::<4>()?)))
}

fn business(bytes: &[u8]) -> Option<(BusinessId, &[u8])> {
    let (number, rest) = bytes.split_first_chunk::<8>()?;
    Some((BusinessId(i64::from_be_bytes(*number)), rest))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_wake_up_is_read_as_it_was_written() {
        let business = BusinessId(9_007_199_254_740_991);
        let wakes = [
            Wake::Grown(InboxSeq(u32::MAX)),
            Wake::Look,
            Wake::Typing(business),
            Wake::Read(business, InboxSeq(7)),
            Wake::Events(business),
        ];
        for wake in wakes {
            let bytes = write(42, &wake);
            assert!(bytes.len() <= 22, "{wake:?}");
            let (node, read) = read(&bytes).unwrap();
            assert_eq!((node, format!("{read:?}")), (42, format!("{wake:?}")));
        }
    }

    #[test]
    fn what_is_not_understood_is_advice_to_look() {
        let mut future = write(1, &Wake::Typing(BusinessId(5))).to_vec();
        future[0] = 2;
        assert!(matches!(read(&future), Some((1, Wake::Look))));
        future[0] = VERSION;
        future[9] = 200;
        assert!(matches!(read(&future), Some((1, Wake::Look))));
        let cut = write(1, &Wake::Typing(BusinessId(5)));
        assert!(matches!(read(&cut[..12]), Some((1, Wake::Look))));
        assert!(read(&cut[..8]).is_none());
    }
}
