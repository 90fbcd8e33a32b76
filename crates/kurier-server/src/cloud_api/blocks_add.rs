//! `POST /{sender}/block_users`: takes no messages of these people any more.

use super::blocks;
use super::call::Call;
use super::reply::Reply;
use kurier_wire::error::WireError;

pub(super) async fn add(call: &Call) -> Result<Reply, WireError> {
    blocks::set(call, true, "added_users").await
}
