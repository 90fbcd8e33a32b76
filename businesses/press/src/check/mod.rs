//! How well feeds are read: every file of a folder against what others expect of it.

mod expect;
mod folder;
mod remote;
mod report;
mod safe;
mod score;

pub use folder::{Checked, check_bytes, check_folder};
pub use remote::check_url;
pub use report::{CheckReport, render_text};
