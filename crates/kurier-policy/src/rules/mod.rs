//! The rules against spam, one file each: pure functions over facts, with their numbers as data.
//!
//! An operator may make a number stricter at will; a looser one is shown publicly.

pub mod bond;
pub mod brake;
pub mod budget;
pub mod canary;
pub mod feedback;
pub mod fingerprint;
pub mod growth;
pub mod in_force;
pub mod invitation;
pub mod lapse;
pub mod laundering;
pub mod links;
pub mod pacing;
pub mod quality;
pub mod quality_price;
pub mod quiet;
pub mod reason;
pub mod spending;
pub mod stop_words;
pub mod takeover;
pub mod wilson;
pub mod zone;
