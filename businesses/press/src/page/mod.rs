//! The newsroom's own pages: how it is doing, its archive with a feed, the editors' desk. Plain HTML, no scripts, nothing loaded.

mod archive;
mod desk;
mod frame;
mod plot;
mod status;
mod trials;

pub(crate) use archive::{HUB_PATH, feed, feed_address, feed_links, list, story};
pub(crate) use desk::desk;
pub(crate) use frame::FEED_PATH;
pub(crate) use status::status;
pub(crate) use trials::headlines;
