//! What a cow does, from ten samples a second of her collar: walking, grazing, resting.
//!
//! Five seconds are described by 120 figures (what each axis does, how fast it swings) and judged by a table of weights, which was
//! trained once ([`train()`]) on labelled cows and is part of the program.

mod table;
mod train;
mod window;

pub use table::{Doing, Table, learned};
pub use train::{Example, train};
pub use window::{CHANNELS, FIGURES, WINDOW, figures};
