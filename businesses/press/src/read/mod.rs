//! From the bytes of a source to items.
//!
//! Bytes become text ([`encoding`]), text becomes a tree that forgives everything (`soup`), the tree becomes a clean document
//! (`tidy`), and feed-rs reads that. A person's eyes see plain text ([`text`]), or HTML of few elements.

mod apart;
mod atom;
mod date;
pub mod encoding;
mod entity;
mod feed;
mod json;
mod pace;
mod parse;
mod rss;
mod slots;
mod soup;
mod space;
pub mod text;
mod tidy;
mod write;

pub use apart::{apart, is_apart};
pub use date::moment;
pub use feed::{Enclosure, Fault, Feed, Item, NotAFeed, Pace};

pub use parse::read;
