//! Senders from being added to being removed.

use super::operation::{Api, Operation};
use super::senders::AREA;
use super::shape::{
    at_most, id, list, object, only, open, page, success, such_as, text, told, truth, words,
};
use serde_json::{Value, json};

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::post("/{business}/phone_numbers", "addSender", "Adds a sender.")
            .says("Its number is then proved by a code, and its name allowed by the operator.")
            .body(new())
            .answers("It is there.", object(&[("id", id())]))
            .refuses(&[131_008, 133_015, 2_388_012]),
        Operation::get(
            "/{business}/owned_whatsapp_business_accounts",
            "listOwned",
            "The businesses of an owner: this one.",
        )
        .paged()
        .fields()
        .answers("A page of businesses.", page(super::senders::business())),
        Operation::get(
            "/{business}/client_whatsapp_business_accounts",
            "listShared",
            "The businesses of others that are shared with it: none.",
        )
        .paged()
        .fields()
        .answers("An empty page.", page(super::senders::business())),
        Operation::get(
            "/{business}/assigned_users",
            "listUsers",
            "Who is assigned to a business: nobody, for tokens say who may act for it.",
        )
        .paged()
        .answers("An empty page.", page(object(&[("id", id())]))),
        Operation::post("/{sender}/request_code", "requestCode", "Asks for a code.")
            .says("The operator reads it with `kurier sender show` and hands it over.")
            .body(open(&[
                ("code_method", words(&["SMS", "VOICE"])),
                ("language", such_as(at_most(16), &[json!("en_US")])),
            ]))
            .answers("The operator has it.", success())
            .refuses(&[613, 131_008, 2_388_091]),
        Operation::post("/{sender}/verify_code", "verifyCode", "Proves the number of a sender.")
            .body(open(&[("code", json!({ "type": "string", "pattern": "^[0-9]{6}$" }))]))
            .answers("It is proved.", success())
            .refuses(&[131_008, 136_025, 2_388_091]),
        Operation::get("/{sender}/username", "showUsername", "The username of a sender.")
            .fields()
            .answers("It.", object(&[("username?", text()), ("status?", only("approved"))])),
        Operation::post("/{sender}/username", "takeUsername", "Takes a username.")
            .says("People reach the sender at `/m/@username`. Only what the operator checked gets one.")
            .body(open(&[
                ("username", such_as(at_most(35), &[json!("blue.air")])),
                ("transfer_action?", words(&["none", "force_transfer"])),
            ]))
            .answers("It is the sender's.", object(&[("status", only("approved"))]))
            .refuses(&[131_008, 147_001, 147_002, 147_005]),
        Operation::delete("/{sender}/username", "releaseUsername", "Gives the username up.")
            .answers("It rests for thirty days.", success()),
        Operation::get("/{sender}/username_suggestions", "suggestUsernames", "Free ones that fit.")
            .answers("Up to five.", suggestions()),
        Operation::get("/{sender}/settings", "showSettings", "The settings of a sender.")
            .fields()
            .answers("One value of each.", settings()),
        Operation::post("/{sender}/settings", "changeSettings", "Takes settings as they are.")
            .body(open(&[
                ("calling?", open(&[("status?", only("DISABLED"))])),
                ("payload_encryption?", open(&[("status?", only("DISABLED"))])),
                ("storage_configuration?", open(&[("status?", only("DEFAULT"))])),
                ("user_identity_change?", open(&[("enable_identity_key_check?", truth())])),
            ]))
            .answers("They are so.", success())
            .refuses(&[131_008, 131_009, 138_018]),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn new() -> Value {
    let code = json!({ "type": "string", "pattern": "^49$", "examples": ["49"] });
    let number = json!({ "type": "string", "pattern": "^30[0-9]{7}$", "examples": ["305550142"] });
    open(&[
        ("cc?", code.clone()),
        ("country_code", told(code, "The calling code; `cc` means the same.")),
        ("phone_number", number),
        ("verified_name", such_as(at_most(75), &[json!("Blue Air")])),
        ("migrate_phone_number?", json!({ "type": "boolean", "const": false })),
    ])
}

fn suggestions() -> Value {
    object(&[("data", list(object(&[("username_suggestions", list(text()))])))])
}

fn settings() -> Value {
    let off = || object(&[("status", only("DISABLED"))]);
    let check = ("enable_identity_key_check", json!({ "type": "boolean", "const": false }));
    object(&[
        ("calling?", off()),
        ("payload_encryption?", off()),
        ("storage_configuration?", object(&[("status", only("DEFAULT"))])),
        ("user_identity_change?", object(&[check])),
    ])
}
