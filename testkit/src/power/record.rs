//! The record of what reached the disk.

use anyhow::{Context, bail, ensure};
use std::ops::Range;

/// One thing that happened to a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Op {
    /// It was opened, and made if it was not there.
    Make,
    /// These bytes of the record were written at an offset.
    Write {
        /// Where in the file.
        at: u64,
        /// Where in the record.
        data: Range<usize>,
    },
    /// It was cut, or stretched with zeros, to a size.
    Cut(u64),
    /// Everything so far is on the disk.
    Flush,
    /// It was removed.
    Remove,
    /// It has another name now.
    Rename(String),
}

/// One line of the record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// The file.
    pub name: String,
    /// What happened.
    pub op: Op,
    /// Where in the record it ends.
    pub end: u64,
}

/// The whole record.
#[derive(Debug, Default)]
pub struct Recording {
    bytes: Vec<u8>,
    /// In order.
    pub records: Vec<Record>,
}

struct Input<'b> {
    bytes: &'b [u8],
    at: usize,
}

impl Input<'_> {
    fn span(&mut self, length: usize) -> anyhow::Result<Range<usize>> {
        let end = self.at.checked_add(length).context("a length")?;
        ensure!(end <= self.bytes.len(), "the record is cut off");
        let span = self.at..end;
        self.at = end;
        Ok(span)
    }

    fn number<const N: usize>(&mut self) -> anyhow::Result<u64> {
        let span = self.span(N)?;
        let mut wide = [0; 8];
        for (to, from) in wide.iter_mut().zip(self.bytes.get(span).unwrap_or_default()) {
            *to = *from;
        }
        Ok(u64::from_ne_bytes(wide))
    }

    fn text(&mut self, length: u64) -> anyhow::Result<String> {
        let span = self.span(usize::try_from(length)?)?;
        Ok(String::from_utf8(self.bytes.get(span).unwrap_or_default().to_vec())?)
    }
}

impl Recording {
    pub(super) fn parse(bytes: Vec<u8>) -> anyhow::Result<Self> {
        ensure!(
            cfg!(target_endian = "little"),
            "the record is read on little-endian machines only"
        );
        let mut records = Vec::new();
        let mut input = Input { bytes: &bytes, at: 0 };
        while input.at < bytes.len() {
            let kind = u8::try_from(input.number::<1>()?)?;
            let name_length = input.number::<4>()?;
            let (at, length) = (input.number::<8>()?, input.number::<8>()?);
            let name = input.text(name_length)?;
            let op = match kind {
                b'C' => Op::Make,
                b'W' => Op::Write { at, data: input.span(usize::try_from(length)?)? },
                b'T' => Op::Cut(at),
                b'S' => Op::Flush,
                b'U' => Op::Remove,
                b'R' => Op::Rename(input.text(length)?),
                other => bail!("a record of kind {other}"),
            };
            records.push(Record { name, op, end: input.at as u64 });
        }
        Ok(Self { bytes, records })
    }

    /// The bytes that a write wrote.
    pub(super) fn data(&self, span: &Range<usize>) -> &[u8] {
        self.bytes.get(span.clone()).unwrap_or_default()
    }
}
