//! Whole documents, judged by programs of others.
#![expect(clippy::unwrap_used, reason = "a test that cannot be set up has failed")]

mod pdf;
mod sheet;
mod stage;
mod xrechnung;
