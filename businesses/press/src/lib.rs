//! The newsroom: a ready-made business that brings feeds to readers who chose their topics, at the hour they chose.
//!
//! Editions leave as templates through the Cloud API and through nothing else.
//!
//! - [`read`]: from the bytes of a source to items, whatever state they are in.
//! - [`fetch`]: asking sources politely, and being told by hubs.
//! - [`model`]: identity, flood guard, readers, rhythms, editions. Pure.
//! - [`talk`]: what a reader sees.
//! - [`live`]: the running newsroom.
//! - [`move_in`]: from other programs.
//! - [`mod@check`]: how well that works, measured on files and what others expect of them.

pub mod check;
pub mod error;
pub mod fetch;
mod form;
pub mod live;
pub mod model;
pub mod move_in;
mod page;
pub mod read;
pub mod talk;

pub use error::PressError;
