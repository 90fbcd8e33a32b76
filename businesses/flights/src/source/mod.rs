//! Where flights come from: real departures in the data folder, or a seeded generator.

mod airports;
mod columns;
mod flight;
mod folder;
mod generate;
mod random;
mod row;
mod table;

pub use airports::Airports;
pub use flight::{Actual, Flight, Flights, Origin};
pub use folder::{data_folder, find_file};
pub use generate::generate;
pub use random::Random;
pub use table::read_flights;
