//! `DELETE /{sender}/block_users`: takes messages of these people again. The list stands in the body.

use super::blocks;
use super::call::Call;
use super::reply::Reply;
use kurier_wire::error::WireError;

pub(super) async fn remove(call: &Call) -> Result<Reply, WireError> {
    blocks::set(call, false, "removed_users").await
}
