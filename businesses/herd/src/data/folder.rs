use std::path::{Path, PathBuf};

use super::{DataError, table::Table};

/// Folders are searched so deep.
const DEEP: usize = 3;
/// So many files are looked at.
const MOST_FILES: usize = 1_000;

/// The folder of test data: `KURIER_DATA`, or `shared/data` beside the project.
pub fn data_folder() -> PathBuf {
    if let Some(named) = std::env::var_os("KURIER_DATA") {
        return PathBuf::from(named);
    }
    let here = std::env::current_dir().unwrap_or_default();
    let beside = here.ancestors().skip(1).map(|above| above.join("shared/data"));
    beside.into_iter().find(|path| path.is_dir()).unwrap_or_else(|| PathBuf::from("../shared/data"))
}

/// Tables found in a folder, by what they hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Recorded {
    /// Rows of two hours with a maker's activity index.
    pub heatime: Vec<PathBuf>,
    /// Heats as the published tool lists them.
    pub told_heats: Vec<PathBuf>,
    /// Hourly activity with milk progesterone.
    pub hormones: Vec<PathBuf>,
    /// Inseminations beside them.
    pub inseminations: Vec<PathBuf>,
    /// Labels of bouts of behaviour.
    pub bouts: Vec<PathBuf>,
    /// Ten samples a second of these bouts.
    pub samples: Vec<PathBuf>,
    /// Seconds of behaviour in each hour, with the farm's records.
    pub inrae: Vec<PathBuf>,
}

/// Looks for tables in a folder and those below it. What is not known is passed by.
pub fn find(folder: &Path) -> Result<Recorded, DataError> {
    if !folder.is_dir() {
        return Err(DataError::Absent(folder.to_owned()));
    }
    let mut files = Vec::new();
    walk(folder, DEEP, &mut files)?;
    files.sort();
    let mut recorded = Recorded::default();
    for path in files {
        let Ok(table) = Table::open(&path) else { continue };
        let kinds = [
            (&mut recorded.heatime, &["cow", "ts", "activity_change", "lactation"][..]),
            (&mut recorded.told_heats, &["cow_number", "lactation_adj", "start_dt_heat"][..]),
            (&mut recorded.hormones, &["cow", "hour_from_calving", "activity"][..]),
            (&mut recorded.inseminations, &["cow", "days_from_calving"][..]),
            (&mut recorded.bouts, &["bout", "label", "cow"][..]),
            (&mut recorded.samples, &["bout", "BNO055_AX", "MPU9250_GX"][..]),
            (&mut recorded.inrae, &["cow", "date", "hour", "IN_ALLEYS", "REST", "EAT"][..]),
        ];
        if let Some((kind, _)) = kinds.into_iter().find(|(_, columns)| table.has(columns)) {
            kind.push(path);
        }
    }
    if recorded == Recorded::default() {
        return Err(DataError::Nothing(folder.to_owned()));
    }
    Ok(recorded)
}

fn walk(folder: &Path, deep: usize, files: &mut Vec<PathBuf>) -> Result<(), DataError> {
    let failed = |source| DataError::Read { path: folder.to_owned(), source };
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let is_table = [".csv", ".csv.gz"].iter().any(|ending| name.ends_with(ending));
        if path.is_dir() && deep > 1 {
            walk(&path, deep - 1, files)?;
        } else if is_table && files.len() < MOST_FILES {
            files.push(path);
        }
    }
    Ok(())
}
