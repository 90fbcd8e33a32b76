use std::path::PathBuf;

/// What can go wrong with recorded data.
#[derive(Debug, thiserror::Error)]
pub enum DataError {
    /// The folder is not there.
    #[error("no folder {}: give the folder that holds the recorded tables, or set KURIER_DATA to the folder that holds herd/", .0.display())]
    Absent(PathBuf),
    /// The folder holds nothing that is known.
    #[error(
        "nothing to evaluate in {}: tables (.csv, .csv.gz) are known by their columns, which docs/herd.md lists",
        .0.display()
    )]
    Nothing(PathBuf),
    /// A file or folder could not be read.
    #[error("cannot read {}: {source}", path.display())]
    Read {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A table was read, but is not what it should be.
    #[error("{}: {why}", path.display())]
    Shape {
        /// The file.
        path: PathBuf,
        /// What is missing or wrong.
        why: String,
    },
}

impl DataError {
    /// A stable, machine-readable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Absent(_) => "herd_data_absent",
            Self::Nothing(_) => "herd_data_unknown",
            Self::Read { .. } => "herd_data_unreadable",
            Self::Shape { .. } => "herd_data_shape",
        }
    }
}
