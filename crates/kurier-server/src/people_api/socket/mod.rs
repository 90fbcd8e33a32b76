//! `GET /socket`: one device's WebSocket. One small task per connection; nothing is kept for it
//! beyond its cursor.

mod frame;
mod report;
mod talk;

use super::fault::Fault;
use crate::auth::person::Session;
use crate::state::App;
use axum::extract::State;
use axum::extract::ws::WebSocketUpgrade;
use axum::response::Response;
use std::sync::Arc;

/// Largest frame from a device: a text of 4,096 characters, escaped, with room to spare.
const FRAME_MAX: usize = 64 * 1024;
/// Idle connections are many: their buffers start small and grow on demand.
const READ_BUFFER: usize = 512;
/// Entries of a page leave together, up to about so many bytes in one piece.
const WRITE_BUFFER: usize = 4_096;

pub(crate) async fn open(
    State(app): State<Arc<App>>,
    session: Session,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Fault> {
    let person = session.device.person;
    Ok(upgrade
        .max_message_size(FRAME_MAX)
        .max_frame_size(FRAME_MAX)
        .read_buffer_size(READ_BUFFER)
        .write_buffer_size(WRITE_BUFFER)
        .on_upgrade(move |socket| talk::talk(app, person, socket)))
}
