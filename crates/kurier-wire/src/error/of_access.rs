//! Who may call.

use super::entry::entries;

entries! {
    list ACCESS;
    TOKEN_MISSING = 401 190 "Access token missing"
        "The request carries no access token."
        "Send the token as `Authorization: Bearer krt_…`."
        .says("An active access token must be used to query information about the current user.");
    TOKEN_INVALID = 401 190 "Access token invalid"
        "The access token is not one of this installation."
        "Check that the whole token was copied and that the base URL is the right one."
        .says("Invalid OAuth access token - Cannot parse access token");
    TOKEN_EXPIRED = 401 190 "Access token expired"
        "The access token was valid once and has expired."
        "Create a new token and use it instead."
        .subcode(463).says("Error validating access token: Session has expired");
    TOKEN_REVOKED = 401 190 "Access token revoked"
        "The access token was revoked."
        "Create a new token and use it instead."
        .subcode(467).says("Error validating access token: The session has been invalidated");
    PROOF_INVALID = 400 100 "App secret proof invalid"
        "`appsecret_proof` is not the HMAC-SHA256 of this token under the app's secret."
        "Compute it as hex of HMAC-SHA256 with the app's secret as key and the token as text, or leave it out."
        .graph_method().says("Invalid appsecret_proof provided in the API argument");
    APP_UNKNOWN = 400 101 "Application not known"
        "`client_id` is missing, or names no app of this installation."
        "Give the app's id as `client_id`; the operator sees it with `kurier business ls --json`."
        .says("Error validating application. Invalid application ID.");
    APP_SECRET_WRONG = 400 1 "Client secret wrong"
        "`client_secret` is not the secret of this app."
        "Give the app's secret as `client_secret`."
        .says("Error validating client secret.");
    GRANT_UNKNOWN = 400 100 "Grant type not supported"
        "`grant_type` is none that this server has."
        "Ask with client_credentials, authorization_code or fb_exchange_token.";
    GRANT_CODE_UNKNOWN = 400 100 "Code not known"
        "`code` is no code of this app."
        "Ask the operator of this installation for one."
        .subcode(36_007).says("Invalid verification code format.");
    GRANT_CODE_EXPIRED = 400 100 "Code expired"
        "`code` is older than ten minutes."
        "Ask the operator of this installation for a new one."
        .subcode(36_007).says("This authorization code has expired.");
    GRANT_CODE_USED = 400 100 "Code used"
        "`code` was exchanged for a token already."
        "Use that token; if it was not you who has it, tell the operator of this installation."
        .subcode(36_009).says("This authorization code has been used.");
    PERMISSION_DENIED = 403 10 "Permission denied"
        "The token may not do this."
        "Use a token of the business that owns the object.";
    FEATURE_NOT_ENTITLED = 403 10 "Feature not given to this business"
        "The pilot programme of this installation did not give this business what the request needs; `error_data.feature` names it."
        "GET /kurier/v1/features says what the business has, until when and why; ask the operator of this installation for more.";
    NOT_A_TEST_PERSON = 403 10 "Recipient does not test for this business"
        "The business is in the sandbox of the pilot programme: it may write only to people who said that they test for it."
        "POST /kurier/v1/pilot/test_code gives a code; up to five people who enter it in their messenger can be written to.";
    ACCOUNT_RESTRICTED = 403 368 "Account restricted"
        "The operator suspended this business; it may not send."
        "GET /kurier/v1/appeals says why, and POST there appeals; incoming messages and webhooks go on.";
    ACCOUNT_LOCKED = 403 131_031 "Account locked"
        "The business account is locked."
        "Ask the operator of this installation to unlock it.";
    NUMBER_NOT_REGISTERED = 400 133_010 "Phone number not registered"
        "The sender is not registered and may not send."
        "Register the sender, or send from another one.";
}
