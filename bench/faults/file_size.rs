//! FT-07: a limit on the size of files.

use crate::fault::Place;
use crate::kurier;
use crate::row::Row;
use anyhow::Result;
use testkit::disk::file_size;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let dir = place.fresh("file-size")?;
    let found = file_size::is_like_a_full_disk(&kurier()?, &dir).await?;
    Ok(Row::found(&found, "refusals", "first refusal to messages taken again"))
}
