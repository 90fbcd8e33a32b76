use std::path::{Path, PathBuf};

use crate::FlightsError;

/// The data folder: `KURIER_DATA`, or the first `shared/data` beside or above the working directory.
pub fn data_folder() -> PathBuf {
    if let Some(named) = std::env::var_os("KURIER_DATA") {
        return PathBuf::from(named);
    }
    let here = std::env::current_dir().unwrap_or_default();
    let beside = here.ancestors().skip(1).map(|above| above.join("shared/data"));
    beside.into_iter().find(|path| path.is_dir()).unwrap_or_else(|| PathBuf::from("../shared/data"))
}

/// A file given by its path, or by its bare name under `flights` of the data folder.
pub fn find_file(name: &Path, data: &Path) -> Result<PathBuf, FlightsError> {
    let in_data = data.join("flights").join(name);
    let found = [name.to_owned(), in_data.clone()].into_iter().find(|path| path.is_file());
    found.ok_or(FlightsError::DataAbsent(in_data))
}
