//! The sandbox: ready-made people and templates, and the file that tells where they are.

mod cast;
mod kept;
mod seed;
mod templates;

pub(crate) use kept::Kept;
pub(crate) use seed::{Cast, Place, Seed};
