//! The paper side of money: what is owed and was paid, as documents that other people's programs and offices read.
//!
//! Plain data in, documents out. Nothing here knows a store, reads a clock or talks to anybody; amounts are whole
//! numbers from the ledger to the printed page.

#![deny(missing_docs)]
// As in the rules: nothing may wrap, and nothing may be cut on conversion.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects, clippy::as_conversions))]

pub mod camt;
pub mod cents;
mod checksum;
pub mod compare;
pub mod cover;
pub mod csv;
pub mod day;
pub mod details;
pub mod invoice;
pub mod number;
pub mod papers;
pub mod party;
pub mod pdf;
pub mod reference;
pub mod stripe;
pub mod text;
pub mod vat;
pub mod xrechnung;
