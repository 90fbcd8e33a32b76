//! What a business asks for itself that cannot be done.

use super::entry::entries;

entries! {
    list ACCOUNTS;
    BLOCKS_FAILED = 400 139_100 "Not everybody was blocked or unblocked"
        "At least one of the people named could not be blocked or unblocked; the others were."
        "See `failed_users`: only who wrote in the last 24 hours can be blocked, and only who is blocked can be unblocked.";
    BLOCKS_FULL = 400 139_101 "Block list is full"
        "The business blocks as many people as it may: 64,000."
        "Unblock people first.";
}
