//! The saved results: `bench/results/faults.json`, from which docs/reliability.md is written.

use crate::effort::Effort;
use crate::row::Row;
use anyhow::Result;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};

#[derive(Default, Serialize, Deserialize)]
struct Saved {
    rows: Vec<Row>,
}

/// Rows of this run take the place of those with their id; with `saves` false they go beside the
/// build products and change nothing.
pub(crate) fn save(rows: &[Row], effort: Effort, saves: bool) -> Result<()> {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = home.join(if saves { "results/faults.json" } else { "../target/faults/last.json" });
    let mut kept = if saves { read(&path)? } else { Saved::default() };
    for row in rows {
        kept.rows.retain(|old| (&old.id, &old.stage) != (&row.id, &row.stage));
        kept.rows.push(Row { effort: effort.name(), ..row.clone() });
    }
    kept.rows.sort_by(|one, other| (&one.id, &one.stage).cmp(&(&other.id, &other.stage)));
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    std::fs::write(&path, serde_json::to_string_pretty(&kept)? + "\n")?;
    if saves {
        println!(
            "saved in bench/results/faults.json; `cargo xtask gen` writes docs/reliability.md"
        );
    }
    Ok(())
}

fn read(path: &PathBuf) -> Result<Saved> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(serde_json::from_str(&text)?),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(Saved::default()),
        Err(error) => Err(error.into()),
    }
}
