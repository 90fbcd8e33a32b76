//! When Kurier itself cannot.

use super::entry::entries;

entries! {
    list SERVICE;
    CALL_LIMIT = 400 4 "Too many calls"
        "The app makes too many calls."
        "Wait and make fewer calls."
        .later();
    BUSINESS_CALL_LIMIT = 400 80007 "Rate limit issues"
        "Too many management calls for this business."
        "Wait and make fewer calls; remember what seldom changes."
        .later();
    OVERLOADED = 503 2 "Service overloaded"
        "The server is overloaded and took nothing of this request."
        "Wait a few seconds and send again."
        .later();
    UNAVAILABLE = 503 131_016 "Service unavailable"
        "The server cannot write now (its storage is full or busy); this message was not taken."
        "Send again in a minute; the `Idempotency-Key` header makes repeating safe."
        .later();
    INTERNAL = 500 131_000 "Something went wrong"
        "The server failed. Whether the request was carried out is unknown."
        "Repeat it with the same `Idempotency-Key`: it is carried out at most once. Tell the operator the trace id."
        .later().unknown_outcome();
    TIMED_OUT = 503 131_016 "Service timed out"
        "The server did not finish in time. Whether the request was carried out is unknown."
        "Repeat it with the same `Idempotency-Key`: it is carried out at most once."
        .later().unknown_outcome();
}
