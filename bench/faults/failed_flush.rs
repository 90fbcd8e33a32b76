//! FT-04: a flush that fails. Nobody knows what is on the disk: the process ends, and what was open is
//! settled by repeating it with its key.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::Result;
use testkit::disk::{Found, failed_flush};

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let binary = kurier()?;
    let mut rounds = place.rounds(2);
    let mut all = Found::default();
    let mut flush = 0;
    while rounds.next() && flush < 200 {
        flush += 1;
        for loses in [true, false] {
            let found = failed_flush::stops_the_process(&binary, flush..=flush, loses).await?;
            all.faults += found.faults;
            all.acknowledged += found.acknowledged;
            all.recovery = all.recovery.max(found.recovery);
        }
    }
    Ok(Row::found(&all, "flushes", "failure to the end of the process, worst"))
}
