//! Readers of recorded herds, for evaluations and tests. A folder is searched for tables, and each is known by its columns, so
//! that other farms and animals of the same forms can be evaluated under whatever names.

mod error;
mod folder;
mod heatime;
mod inrae;
mod progesterone;
mod table;
mod walking;

pub use error::DataError;
pub use folder::{Recorded, data_folder, find};
pub use heatime::{ToldHeat, ToldLactation, TwoHours, read_heatime, read_told_heats};
pub use inrae::{CowHour, LABELS, read_inrae};
pub use progesterone::{HormoneHour, Insemination, read_hormones, read_inseminations};
pub use walking::{Bout, CHANNELS, read_bouts};
