//! How much of the disk Kurier leaves alone.

use crate::wiring::store::Room;
use clap::Args;

/// Options of every command that runs a store.
#[derive(Debug, Clone, Copy, Args)]
pub(crate) struct RoomArgs {
    /// Refuse new messages while less is free; default: 256 MiB, or 2 % of the disk if that is less
    #[arg(long, env = "KURIER_MIN_FREE", value_name = "BYTES")]
    min_free: Option<u64>,
    /// Size of the file that is given up when the disk is full; default: 64 MB, in the sandbox none
    #[arg(long, env = "KURIER_BALLAST", value_name = "BYTES")]
    ballast: Option<u64>,
}

impl From<RoomArgs> for Room {
    fn from(args: RoomArgs) -> Self {
        Self { min_free_bytes: args.min_free, ballast_bytes: args.ballast }
    }
}
