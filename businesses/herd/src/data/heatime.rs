use std::collections::BTreeMap;
use std::path::Path;

use jiff::Timestamp;

use super::{DataError, table::Table};

/// Two hours of one cow.
#[derive(Debug, Clone, PartialEq)]
pub struct TwoHours {
    /// The farm; empty when the table does not tell.
    pub farm: String,
    /// The cow's number.
    pub cow: String,
    /// Begin of the two hours.
    pub at: Timestamp,
    /// Movement in the units of the collar.
    pub raw: Option<f32>,
    /// The maker's index of change.
    pub change: Option<f32>,
    /// Which lactation it is.
    pub lactation: Option<u32>,
    /// Days since calving.
    pub days_in_milk: Option<f32>,
}

/// Reads a table of two-hour rows.
pub fn read_heatime(path: &Path) -> Result<Vec<TwoHours>, DataError> {
    let mut table = Table::open(path)?;
    let farm = table.optional("farm").or_else(|| table.optional("foldername"));
    let (cow, at) = (table.column("cow")?, table.column("ts")?);
    let (raw, change) = (table.optional("raw_activity"), table.column("activity_change")?);
    let (lactation, days) = (table.column("lactation")?, table.column("days_in_milk")?);
    let mut rows = Vec::new();
    while table.next()? {
        rows.push(TwoHours {
            farm: farm.map(|at| table.text(at).to_owned()).unwrap_or_default(),
            cow: table.text(cow).to_owned(),
            at: table.moment(at)?,
            raw: raw.map_or(Ok(None), |at| table.number(at))?,
            change: table.number(change)?,
            lactation: whole(table.number(lactation)?),
            days_in_milk: table.number(days)?,
        });
    }
    Ok(rows)
}

/// A whole number of a cell that may say `2` or `2.0`.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked before")]
fn whole(number: Option<f32>) -> Option<u32> {
    number.filter(|number| (0.0..1e6).contains(number)).map(|number| number.round() as u32)
}

/// One heat as the published tool lists it.
#[derive(Debug, Clone, PartialEq)]
pub struct ToldHeat {
    /// Begin of its first two hours.
    pub start: Timestamp,
    /// Begin of its last two hours.
    pub stop: Timestamp,
    /// The highest index within.
    pub most: f32,
    /// Whether it follows the one before too soon.
    pub too_soon: bool,
}

/// The farm, the cow and the number of the lactation.
pub type ToldLactation = (String, String, u32);

/// Reads the published tool's list: heats by lactation, also of lactations without any.
pub fn read_told_heats(path: &Path) -> Result<BTreeMap<ToldLactation, Vec<ToldHeat>>, DataError> {
    let mut table = Table::open(path)?;
    let farm = table.optional("farm").or_else(|| table.optional("foldername"));
    let (cow, lactation) = (table.column("cow_number")?, table.column("lactation_adj")?);
    let (start, stop) = (table.column("start_dt_heat")?, table.column("stop_dt_heat")?);
    let (most, soon) = (table.column("max_act_heat")?, table.column("short_inter_estrus")?);
    let mut heats: BTreeMap<ToldLactation, Vec<ToldHeat>> = BTreeMap::new();
    while table.next()? {
        let number = whole(table.number(lactation)?)
            .ok_or_else(|| table.wrong("a heat without a number of lactation".to_owned()))?;
        let farm = farm.map(|at| table.text(at).to_owned()).unwrap_or_default();
        let of = heats.entry((farm, table.text(cow).to_owned(), number)).or_default();
        if !table.text(start).is_empty() {
            of.push(ToldHeat {
                start: table.moment(start)?,
                stop: table.moment(stop)?,
                most: table.number(most)?.unwrap_or(f32::NAN),
                too_soon: table.number(soon)?.is_some_and(|soon| soon > 0.0),
            });
        }
    }
    Ok(heats)
}
