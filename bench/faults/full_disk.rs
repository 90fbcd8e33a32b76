//! FT-06: a disk that fills up.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::Result;
use testkit::disk::{Found, NO_SMALL_DISK, full_disk};

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let binary = kurier()?;
    let mut rounds = place.rounds(1);
    let mut all = Found::default();
    let mut round = 0;
    while rounds.next() {
        round += 1;
        let (first, second) =
            (place.fresh(&format!("{round}-slow"))?, place.fresh(&format!("{round}-load"))?);
        let outcomes = [
            full_disk::refuses_and_heals(&binary, &first).await,
            full_disk::loses_nothing_under_load(&binary, &second).await,
        ];
        for outcome in outcomes {
            match outcome {
                Ok(found) => {
                    all.faults += found.faults;
                    all.acknowledged += found.acknowledged;
                    all.recovery = all.recovery.max(found.recovery);
                }
                Err(error) if error.to_string() == NO_SMALL_DISK => {
                    return Ok(Row::not_run(NO_SMALL_DISK));
                }
                Err(error) => return Err(error),
            }
        }
    }
    Ok(Row::found(&all, "fillings", "room to the next message taken, worst")
        .note("Reading, acknowledging, withdrawing went on while the disk was full; no restart."))
}
