//! The rules of Kurier: pure functions over plain data.
//!
//! Nothing here reads a clock, draws a random number, opens a file or waits. Time, randomness and
//! facts are arguments; decisions and effects are return values. That is why one and the same
//! function can decide a send, rehearse it, and explain it afterwards.

#![deny(missing_docs)]
// Money, times and places are whole numbers: nothing may wrap, and nothing may be cut on conversion.
#![cfg_attr(not(test), deny(clippy::arithmetic_side_effects, clippy::as_conversions))]

pub mod admit;
pub mod advance;
pub mod automation;
mod calling_code;
pub mod calls;
pub mod campaign;
mod canonical;
pub mod content;
pub mod desk;
pub mod entry;
pub mod event;
pub mod facts;
pub mod flow;
pub mod id;
pub mod ledger;
pub mod limits;
pub mod market;
pub mod marks;
pub mod media;
pub mod money;
pub mod notice;
pub mod onboarding;
pub mod outbound;
pub mod pair;
pub mod payback;
pub mod permission;
pub mod phone;
pub mod pilot;
pub mod pin;
pub mod pricing;
pub mod profile;
pub mod rate;
pub mod reach;
pub mod receipt;
pub mod refusal;
pub mod rules;
pub mod signup;
pub mod spent;
pub mod standing;
pub mod statement;
pub mod status;
pub mod tally;
pub mod template;
pub mod time;
pub mod token;
pub mod trace;
pub mod username;
pub mod wamid;
pub mod window;
