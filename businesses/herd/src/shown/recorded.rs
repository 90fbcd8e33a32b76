//! The largest farm of two-hour rows in a folder.

use std::collections::BTreeMap;
use std::path::Path;

use jiff::{SignedDuration, Timestamp};

use crate::data::{TwoHours, find, read_heatime};
use crate::evaluate::{Barn, unchanged};
use crate::memory::Cow;
use crate::model::{CowId, Facts, Hour};
use crate::reading::Reading;

/// The place that all cows of a recording share.
const GROUP: &str = "barn";
/// Hours that a row is about.
const ROW_H: i64 = 2;
const DAY_S: f32 = 86_400.0;

pub(super) type Recorded = (Vec<Cow>, BTreeMap<Hour, Vec<Reading>>);

/// What cannot be read is as good as absent: something invented is shown then, and called so.
pub(super) fn load(folder: &Path) -> Option<Recorded> {
    let tables = find(folder).ok()?.heatime;
    let farms = tables.iter().filter_map(|path| read_heatime(path).ok());
    let barns = farms.flat_map(|rows| {
        let barns = Barn::of(&rows);
        barns.into_iter().map(move |barn| (barn, rows.clone()))
    });
    let (barn, rows) = barns.max_by_key(|(barn, _)| barn.cows.len())?;
    let cows = barn.cows.iter().map(|id| cow(id, &rows)).collect();
    let sent = barn.rows.keys();
    let sent = sent.map(|begin| (begin.plus(ROW_H), barn.readings(*begin, &unchanged)));
    Some((cows, sent.collect()))
}

/// A cow of a recording: what it says of her in her first row.
fn cow(id: &CowId, rows: &[TwoHours]) -> Cow {
    let row = rows.iter().find(|row| row.cow == id.0 && row.days_in_milk.is_some());
    let calved = row.and_then(|row| calved(row.at, row.days_in_milk?));
    let facts = Facts { collar: id.0.clone(), group: GROUP.to_owned(), calved, ..Facts::default() };
    Cow { id: id.0.clone(), number: id.0.clone(), name: String::new(), facts }
}

fn calved(at: Timestamp, days_in_milk: f32) -> Option<Timestamp> {
    if !(0.0..2_000.0).contains(&days_in_milk) {
        return None;
    }
    #[expect(clippy::cast_possible_truncation, reason = "bounded above")]
    let seconds = (days_in_milk * DAY_S) as i64;
    at.checked_sub(SignedDuration::from_secs(seconds)).ok()
}
