//! What a sender shows people.

use super::operation::{Api, Operation};
use super::shape::{
    address, at_most, filled, id, list, object, only, open, some, success, text, truth, words,
};
use serde_json::Value;

const AREA: &str = "Profile";

const TRADES: [&str; 23] = [
    "UNDEFINED",
    "OTHER",
    "AUTO",
    "BEAUTY",
    "APPAREL",
    "EDU",
    "ENTERTAIN",
    "EVENT_PLAN",
    "FINANCE",
    "GROCERY",
    "GOVT",
    "HOTEL",
    "HEALTH",
    "NONPROFIT",
    "PROF_SERVICES",
    "RETAIL",
    "TRAVEL",
    "RESTAURANT",
    "NOT_A_BIZ",
    "ALCOHOL",
    "ONLINE_GAMBLING",
    "PHYSICAL_GAMBLING",
    "OTC_DRUGS",
];

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::get(
            "/{sender}/whatsapp_business_profile",
            "showProfile",
            "The profile of a sender.",
        )
        .fields()
        .answers("The profile.", object(&[("data", some(profile(), 1, 1))]))
        .refuses(&[131_053]),
        Operation::post(
            "/{sender}/whatsapp_business_profile",
            "changeProfile",
            "Changes what is given.",
        )
        .body(open(&[
            ("messaging_product", only("whatsapp")),
            ("about?", filled(139)),
            ("address?", at_most(256)),
            ("description?", at_most(512)),
            ("email?", at_most(128)),
            ("websites?", some(at_most(256), 0, 2)),
            ("vertical?", words(&TRADES)),
            ("profile_picture_handle?", text()),
        ]))
        .answers("Changed.", success())
        .refuses(&[131_009, 131_053]),
        Operation::post(
            "/{sender}/conversational_automation",
            "changeAutomation",
            "Sets ice breakers and commands.",
        )
        .body(open(&[
            ("enable_welcome_message?", truth()),
            ("prompts?", some(filled(80), 0, 4)),
            (
                "commands?",
                some(
                    open(&[("command_name", filled(32)), ("command_description", filled(256))]),
                    0,
                    30,
                ),
            ),
        ]))
        .answers("Set.", success())
        .refuses(&[131_008, 131_009]),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn profile() -> Value {
    object(&[
        ("messaging_product", only("whatsapp")),
        ("about?", text()),
        ("address?", text()),
        ("description?", text()),
        ("email?", text()),
        ("profile_picture_url?", address()),
        ("websites?", list(text())),
        ("vertical?", words(&TRADES)),
    ])
}

/// Ice breakers and commands, as a field of a sender.
pub(super) fn automation() -> Value {
    object(&[
        ("enable_welcome_message?", truth()),
        ("prompts?", list(text())),
        ("commands?", list(object(&[("command_name", text()), ("command_description", text())]))),
        ("id", id()),
    ])
}
