//! Messages that may not go.

use super::entry::entries;

entries! {
    list MESSAGES;
    TYPE_UNSUPPORTED = 400 131_051 "Unsupported message type"
        "This server does not know this type of message, or does not support it yet."
        "Send one of: text, template, interactive (button), location, reaction.";
    THROUGHPUT_EXCEEDED = 400 130_429 "Rate limit hit"
        "This sender sends faster than its throughput allows."
        "Wait a second and send again; spread bulk over time."
        .later();
    PAIR_RATE_EXCEEDED = 400 131_056 "Pair rate limit hit"
        "Too many messages from this sender to this person in a short time."
        "Wait before writing to this person again (4, 16, 64 … seconds); other persons are not concerned."
        .later();
    UNDELIVERABLE = 400 131_026 "Message undeliverable"
        "The recipient cannot receive messages of this business."
        "Check the address. Give the person an invitation; she becomes reachable when she allows something.";
    TIME_TO_LIVE_OVER = 400 131_026 "Message undeliverable: time to live over"
        "The message reached none of the person's devices before its time to live was over."
        "Send again if it still matters.";
    TAKEN_BACK = 400 131_026 "Message undeliverable: taken back"
        "The business took the message back before it had reached the person."
        "Nothing; send another message if one is still needed.";
    ALREADY_READ = 400 131_009 "Message already read"
        "The person has read this message; it cannot be taken back any more."
        "Send a correction."
        .subcode(9_000_010);
    ALREADY_GONE = 400 131_009 "Message already gone"
        "This message failed, or was taken back before."
        "Nothing; the person does not see it."
        .subcode(9_000_011);
    NOT_RECALLABLE = 400 131_009 "Not a message that can be taken back"
        "Only messages of the business itself can be taken back, and no reactions."
        "Take a reaction back by sending one with an empty `emoji`."
        .subcode(9_000_012);
    TIME_NOT_AHEAD = 400 131_009 "Time of a scheduled message out of range"
        "`send_at` must lie in the future, at most 30 days ahead."
        "Send at once by leaving `send_at` out, or name another time."
        .subcode(9_000_013);
    TOO_MANY_SCHEDULED = 400 80_007 "Too many scheduled messages"
        "As many messages of this business wait for their time as may."
        "Wait until some have gone, or cancel some."
        .later();
    ALREADY_GOING = 400 131_009 "Scheduled message no longer waits"
        "This scheduled message went, is going now, was refused, or was cancelled before."
        "Look at what became of it; a message that went can be taken back until it is read."
        .subcode(9_000_014);
    CADENCE_REACHED = 400 131_049 "Not delivered to keep what the person allowed"
        "The person allows this less often than it is sent."
        "Send no more of this before her interval is over, at most once a day or once a week.";
    MARKETING_CAP_REACHED = 400 131_049 "Not delivered: this person's budget of offers is used up"
        "The person takes only so many offers a week, and none in her quiet hours; the message waited for room as long as it may, or no room will come."
        "Send fewer offers, by day. She alone can change her budget; the answer to a held message says when the next one could go.";
    NOT_ANSWERED = 400 131_049 "Not delivered: the last offers to this person were neither read nor answered"
        "More than four offers of the business in a row were neither read nor answered by this person."
        "Wait for 30 days after the last one, or until she reads or writes. Ask yourself whether she still wants them.";
    NOT_ASSESSED = 400 131_048 "Too many messages wait for the assessment of this template"
        "The template is new, was paused or is not yet green: it goes to a few people first, and the others wait until it is known how these like it. As many wait as may, or this message waited for 48 hours."
        "Look at the template's `pacing` for when it is judged, and send the rest then.";
    TAKEOVER_SUSPECTED = 400 131_048 "The account seems to have been taken over"
        "It was called from a new network that sent something new or far more than usual. Until two people say that the business is still itself, few people get something; as many messages wait as may, this one waited for 48 hours, or whoever sent it was not the business."
        "Look at `guard` in `GET /kurier/v1/quality`. Confirm it from a network known before with `POST /kurier/v1/guard/confirm`, and ask the operator to; if it was not you, tell the operator at once.";
    NOTICES_REACHED = 400 131_049 "Not delivered: enough notices for this person today"
        "The business sent this person as many notices and codes in a day as one business may, outside an open conversation."
        "Send it tomorrow (UTC), or put several things into one message. Where notices are urgent, she can say so herself.";
    PORTFOLIO_LIMIT_REACHED = 400 131_048 "Messaging limit reached"
        "The business reached as many different people outside open conversations in 24 hours as it may."
        "Wait until people of yesterday count no more; `GET /{sender}/limits` says when, and what raises the limit.";
    MARKETING_PAUSED = 400 131_048 "Marketing is paused: people dislike it"
        "So many people reported the marketing of this business, or did not want it, that it is paused for some days. Notices and answers go on."
        "Find out in `GET /kurier/v1/quality` what they say and when it goes again; send less of it, and to those who want it.";
    BOND_MISSING = 400 131_042 "No marketing without a bond"
        "This installation asks every business that signs up by itself for a bond before it advertises; it comes back when the business leaves in good standing."
        "Pay in at least the bond; it is taken from the first payment that covers it. Notices and answers go on.";
    PERMISSION_WITHDRAWN = 400 131_050 "The person withdrew her permission"
        "The person took back her permission for messages of this purpose."
        "Stop sending these; only a new permission, given by her, opens them again.";
    PERMISSION_EXPIRED = 400 131_050 "The person's permission has ended"
        "The permission that covered this message has ended, or lapsed because nobody used it."
        "Ask for a new permission with an invitation, if there is still a reason.";
    PERMISSION_MISSING = 400 131_050 "The person never gave this permission"
        "The person allowed this business something, but not this purpose or topic."
        "Ask for the missing permission with an invitation, or send what she allowed.";
    WINDOW_CLOSED = 400 131_047 "Re-engagement message"
        "More than 24 hours have passed since the person last wrote; free-form messages are closed."
        "Send an approved template that her permissions cover, or wait until she writes.";
    CONTEXT_UNKNOWN = 400 131_009 "Answered message unknown"
        "The message that is answered, reacted to or marked as read does not exist in this conversation."
        "Use the id of a message of this very conversation, as the API or a webhook gave it.";
    PAYMENT_REQUIRED = 400 131_042 "Business eligibility payment issue"
        "The prepaid balance of the business does not cover the price of this message."
        "Top up the balance; nothing was sent.";
}
