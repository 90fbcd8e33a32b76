//! What a business asks for itself that cannot be done.

use super::entry::entries;

entries! {
    list ACCOUNTS;
    PIN_MISMATCH = 400 133_005 "Two-step verification PIN mismatch"
        "The PIN is not the one that was set for this sender."
        "Give the PIN that was set, or set another one with `POST /{sender}` and `pin`.";
    PIN_GUESSES = 400 133_008 "Too many PIN guesses"
        "The PIN of this sender was guessed wrongly ten times."
        "Wait a day, or set another PIN with `POST /{sender}` and `pin`."
        .later();
    PIN_TOO_FAST = 400 133_009 "PIN guessed too fast"
        "The last wrong PIN was given less than five seconds ago."
        "Wait five seconds and give the right PIN."
        .later();
    BLOCKS_FAILED = 400 139_100 "Not everybody was blocked or unblocked"
        "At least one of the people named could not be blocked or unblocked; the others were."
        "See `failed_users`: only who wrote in the last 24 hours can be blocked, and only who is blocked can be unblocked.";
    BLOCKS_FULL = 400 139_101 "Block list is full"
        "The business blocks as many people as it may: 64,000."
        "Unblock people first.";
    CALLING_DISABLED = 400 138_000 "Calling not enabled"
        "Calls are not enabled for this sender: this server carries messages, not calls."
        "Send a message instead; a template with a phone number as button lets the person call.";
    GROUP_UNKNOWN = 400 131_041 "Group unknown"
        "There is no such group."
        "Write to the people of the group one by one; this server has no groups.";
    GROUPS_NOT_ELIGIBLE = 400 131_215 "Not eligible for groups"
        "This sender may not make groups or write to them: this server has none."
        "Write to each person; `recipient_type` is \"individual\".";
    NO_CATALOGUE = 400 100 "No catalogue"
        "A catalogue or a cart cannot be switched on: this server has no catalogues."
        "Leave both switched off; send products as text, pictures or templates.";
    BILLING_DETAILS_MISSING = 400 100 "Billing details missing"
        "An invoice needs the name and the address of both sides; `error_data.details` says whose are missing."
        "Set your own with `POST /kurier/v1/billing/details`; the operator's are set by the operator."
        .subcode(9_000_020);
    BILLING_DETAILS_UNFIT = 400 100 "Billing details do not fit"
        "Something among the billing details cannot stand on an invoice; `error_data.details` says what."
        "Correct it and send all details again."
        .subcode(9_000_021);
    MONTH_NOT_CLOSED = 400 100 "Month not closed"
        "There is no closed month that this could be about."
        "Wait until the operator closed the month; `GET /kurier/v1/billing/statements` lists those that are."
        .subcode(9_000_022);
    PAYMENTS_NOT_SET_UP = 400 100 "Payments not set up"
        "No payment provider is set up on this installation."
        "Pay by bank transfer with `payment_reference` of `GET /kurier/v1/billing/details`, or ask the operator."
        .subcode(9_000_023);
    PAYMENT_PROVIDER = 502 131_016 "Payment provider failed"
        "The payment provider refused, or did not answer; nothing was booked."
        "Try again in a minute, or pay by bank transfer."
        .later();
    MAINTENANCE = 500 131_057 "Account in maintenance"
        "The account is being changed, for instance to a higher throughput. On this server such changes take effect at once, so that it never answers this; programs that know the code need not change."
        "Send again in a minute."
        .later();
}
