use std::path::Path;

use super::{DataError, table::Table};

/// One hour of a cow after calving.
#[derive(Debug, Clone, PartialEq)]
pub struct HormoneHour {
    /// The cow's number.
    pub cow: String,
    /// Hours since she calved.
    pub hour: u32,
    /// Activity, brought to mean nought and deviation one.
    pub activity: Option<f32>,
    /// Progesterone in her milk, where it was measured.
    pub progesterone: Option<f32>,
}

/// When a cow was inseminated.
#[derive(Debug, Clone, PartialEq)]
pub struct Insemination {
    /// The cow's number.
    pub cow: String,
    /// Days since she calved.
    pub days: f32,
}

/// Reads hourly activity with milk progesterone.
pub fn read_hormones(path: &Path) -> Result<Vec<HormoneHour>, DataError> {
    let mut table = Table::open(path)?;
    let (cow, hour) = (table.column("cow")?, table.column("hour_from_calving")?);
    let activity = table.column("activity")?;
    let hormone = table.optional("progesterone_ng_ml_scale");
    let hormone = hormone.map_or_else(|| table.column("progesterone"), Ok)?;
    let mut rows = Vec::new();
    while table.next()? {
        let number = table.text(hour).parse();
        rows.push(HormoneHour {
            cow: table.text(cow).to_owned(),
            hour: number.map_err(|_| table.wrong(format!("no hour: {:?}", table.text(hour))))?,
            activity: table.number(activity)?,
            progesterone: table.number(hormone)?,
        });
    }
    Ok(rows)
}

/// Reads inseminations.
pub fn read_inseminations(path: &Path) -> Result<Vec<Insemination>, DataError> {
    let mut table = Table::open(path)?;
    let (cow, days) = (table.column("cow")?, table.column("days_from_calving")?);
    let mut rows = Vec::new();
    while table.next()? {
        if let Some(days) = table.number(days)? {
            rows.push(Insemination { cow: table.text(cow).to_owned(), days });
        }
    }
    Ok(rows)
}
