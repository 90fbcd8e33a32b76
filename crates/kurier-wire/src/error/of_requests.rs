//! Requests that cannot be understood.

use super::entry::entries;

entries! {
    list REQUESTS;
    UNKNOWN_REQUEST = 400 1 "Request not understood"
        "The request is not valid HTTP for this API."
        "Compare the request with the API reference.";
    UNKNOWN_OBJECT = 400 100 "Object does not exist"
        "The object does not exist, belongs to somebody else, or does not support this operation."
        "Check the id, and that the token belongs to the business that owns the object."
        .subcode(33).graph_method()
        .says("Unsupported request. Object does not exist, cannot be loaded due to missing permissions, or does not support this operation");
    UNKNOWN_PATH = 400 2500 "Unknown path components"
        "This server has no such address."
        "Compare the path with the API reference; not every part of the Cloud API exists here yet.";
    UNKNOWN_FIELD = 400 100 "Nonexisting field"
        "`fields` names something that this object does not have."
        "Take the field out of `fields`.";
    FIELDS_INVALID = 400 100 "Syntax error in fields"
        "The field expression cannot be read."
        "Write `fields=a,b{c,d},e.limit(3)`: at most 4,096 characters, 8 levels and 200 fields.";
    INVALID_PARAMETER = 400 100 "Invalid parameter"
        "A parameter is misspelt, unsupported or of the wrong kind."
        "Correct the parameter named in the details.";
    PRODUCT_MISSING = 400 100 "The parameter messaging_product is required."
        "`messaging_product` must be given and must be \"whatsapp\"."
        "Add `\"messaging_product\":\"whatsapp\"` to the body.";
    PARAMETER_CONFLICT = 400 100 "Contradicting parameters"
        "The query and the body give different values for the same parameter."
        "Give each parameter once.";
    MALFORMED_BODY = 400 100 "Malformed body"
        "The body is not what its content type says."
        "Send one JSON object with `Content-Type: application/json`.";
    BATCH_INVALID = 400 100 "Batch not understood"
        "`batch` is no list of calls, or one of them cannot be read."
        "Send `batch=[{\"method\":\"GET\",\"relative_url\":\"ID?fields=…\"}]` with at most 50 calls.";
    BATCH_NESTED = 400 100 "Batch in a batch"
        "A call of a batch is a batch itself."
        "Put all calls into one list.";
    BATCH_FILES = 400 100 "File in a batch"
        "A call of a batch wants to upload a file, which a batch cannot carry."
        "Upload the file with a call of its own, and use its id in the batch.";
    BATCH_DEPENDENCY = 424 100 "A call that this one needs failed"
        "The call was not made, because one that it depends on did not succeed."
        "See what the other call answered; correct it and send both again.";
    FILES_UNEXPECTED = 400 100 "File not expected"
        "The form holds a file, and this call takes none."
        "Send the parameters as JSON or as a form without files; files go to `POST /{sender}/media`.";
    BODY_TOO_LARGE = 413 100 "Body too large"
        "The body is larger than this server reads."
        "Send a smaller body.";
    PARAMETER_MISSING = 400 131_008 "Required parameter is missing"
        "A required parameter is missing."
        "Add the parameter named in the details.";
    PARAMETER_VALUE = 400 131_009 "Parameter value is not valid"
        "A parameter has a value that is not allowed."
        "Correct the parameter named in the details.";
    CURSOR_INVALID = 400 131_059 "Invalid cursor"
        "The paging cursor is not one that this list gave."
        "Begin the list anew without `after` and `before`.";
    CALLBACK_FAILED = 400 2200 "Callback verification failed"
        "The callback did not answer the handshake with status 200 and the challenge as its body."
        "Make the callback answer `GET` with the value of `hub.challenge` when `hub.verify_token` is right.";
    IDEMPOTENCY_KEY_INVALID = 400 100 "Idempotency key invalid"
        "`Idempotency-Key` must have 1 to 255 printable ASCII characters."
        "Use a random UUID."
        .subcode(9_000_001);
    IDEMPOTENCY_KEY_REUSED = 422 100 "Idempotency key reused"
        "This idempotency key was used for a different request in the last seven days."
        "Use a new key for a new request; repeat the very same body to settle the old one."
        .subcode(9_000_002);
    IDEMPOTENCY_IN_FLIGHT = 409 100 "Idempotent request in flight"
        "A request with this idempotency key is being worked on."
        "Wait a second and repeat the same request."
        .subcode(9_000_003).later().unknown_outcome();
}
