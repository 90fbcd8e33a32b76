//! From a prefix of the record to what a disk may hold.

use super::record::{Op, Record, Recording};
use crate::random::Random;
use std::collections::BTreeMap;

/// What of the writes that were not flushed reached the disk.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Cut {
    /// Nothing.
    OnlyFlushed,
    /// Everything.
    All,
    /// Some of them.
    Subset,
    /// All up to one, and of that one only some sectors of 512 bytes.
    Torn,
}

impl Cut {
    /// Every kind.
    pub const ALL: [Self; 4] = [Self::OnlyFlushed, Self::All, Self::Subset, Self::Torn];
}

/// Which flushes count. Anything but `All` shows what would be lost if the program did not flush.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trust {
    /// All.
    All,
    /// None of the write-ahead log, as if `synchronous` were NORMAL.
    NotTheLog,
    /// None.
    None,
}

const SECTOR: u64 = 512;

/// Files by name.
pub type Image = BTreeMap<String, Vec<u8>>;

/// The disk at one moment.
pub struct Disk<'r> {
    recording: &'r Recording,
    trust: Trust,
    files: BTreeMap<&'r str, File<'r>>,
}

#[derive(Default)]
struct File<'r> {
    flushed: Vec<u8>,
    /// Since the last flush.
    waiting: Vec<&'r Op>,
}

impl<'r> Disk<'r> {
    /// An empty disk.
    pub fn new(recording: &'r Recording, trust: Trust) -> Self {
        Self { recording, trust, files: BTreeMap::new() }
    }

    /// A disk that holds these files already, flushed.
    pub fn holding(recording: &'r Recording, trust: Trust, files: &'r Image) -> Self {
        let file = |content: &Vec<u8>| File { flushed: content.clone(), waiting: Vec::new() };
        let files = files.iter().map(|(name, content)| (name.as_str(), file(content))).collect();
        Self { recording, trust, files }
    }

    /// One more record.
    pub fn apply(&mut self, record: &'r Record) {
        let (name, recording) = (record.name.as_str(), self.recording);
        match &record.op {
            Op::Remove => drop(self.files.remove(name)),
            Op::Rename(to) => {
                if let Some(file) = self.files.remove(name) {
                    self.files.insert(to, file);
                }
            }
            Op::Make => drop(self.files.entry(name).or_default()),
            Op::Flush => {
                let trusted = match self.trust {
                    Trust::All => true,
                    Trust::NotTheLog => !name.ends_with("-wal"),
                    Trust::None => false,
                };
                if trusted && let Some(file) = self.files.get_mut(name) {
                    for op in std::mem::take(&mut file.waiting) {
                        carry_out(recording, &mut file.flushed, op, u64::MAX);
                    }
                }
            }
            Op::Write { .. } | Op::Cut(_) => {
                self.files.entry(name).or_default().waiting.push(&record.op);
            }
        }
    }

    /// What is on the disk if the power goes now.
    pub fn image(&self, cut: Cut, random: &mut Random) -> Image {
        let torn = |(name, file): (&&str, &File<'_>)| {
            ((*name).to_owned(), file.after(self.recording, cut, random))
        };
        self.files.iter().map(torn).collect()
    }
}

impl File<'_> {
    fn after(&self, recording: &Recording, cut: Cut, random: &mut Random) -> Vec<u8> {
        let mut content = self.flushed.clone();
        let last = random.between(0, self.waiting.len() as u64);
        for (place, op) in (0..).zip(&self.waiting) {
            let room = match cut {
                Cut::OnlyFlushed => break,
                Cut::Subset if random.chance(50) => continue,
                Cut::Torn if place >= last => random.between(0, 9) * SECTOR,
                Cut::All | Cut::Subset | Cut::Torn => u64::MAX,
            };
            carry_out(recording, &mut content, op, room);
            if cut == Cut::Torn && place == last {
                break;
            }
        }
        content
    }
}

/// Does `op` to `content`; of a write only the first `room` bytes.
fn carry_out(recording: &Recording, content: &mut Vec<u8>, op: &Op, room: u64) {
    match op {
        Op::Write { at, data } => {
            let data = recording.data(data);
            let length = data.len().min(usize::try_from(room).unwrap_or(usize::MAX));
            let at = usize::try_from(*at).unwrap_or(usize::MAX);
            let end = at.saturating_add(length);
            if length > 0 && content.len() < end {
                content.resize(end, 0);
            }
            if let Some(place) = content.get_mut(at..end) {
                place.copy_from_slice(&data[..length]);
            }
        }
        Op::Cut(size) => content.resize(usize::try_from(*size).unwrap_or(usize::MAX), 0),
        _ => {}
    }
}
