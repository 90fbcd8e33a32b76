//! `GET /socket`: one device's WebSocket. One small task per connection; nothing is kept for it
//! beyond its cursor.

mod frame;
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
const BUFFER: usize = 512;

pub(crate) async fn open(
    State(app): State<Arc<App>>,
    session: Session,
    upgrade: WebSocketUpgrade,
) -> Result<Response, Fault> {
    let person = session.device.person;
    Ok(upgrade
        .max_message_size(FRAME_MAX)
        .max_frame_size(FRAME_MAX)
        .read_buffer_size(BUFFER)
        .write_buffer_size(BUFFER)
        .on_upgrade(move |socket| talk::talk(app, person, socket)))
}
