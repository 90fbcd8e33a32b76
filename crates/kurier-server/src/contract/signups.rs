//! Sign-up links.

use super::operation::{Api, Operation};
use super::shape::{address, at_most, filled, id, object, open, page, such_as, text, truth, words};
use serde_json::{Value, json};

const AREA: &str = "Sign-up links";

pub(super) fn operations() -> Vec<Operation> {
    let all = vec![
        Operation::post("/{business}/signups", "createSignup", "Makes a sign-up link.")
            .says("People reach it at `/{number}/signup/{signup}`; who says yes allows marketing messages.")
            .body(new())
            .answers("It can be used.", object(&[("id", id())]))
            .refuses(&[131_008, 131_009, 2_494_166, 2_494_167, 2_494_179]),
        Operation::get("/{business}/signups", "listSignups", "The sign-up links of a business.")
            .paged()
            .fields()
            .answers("A page of them.", page(signup())),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn new() -> Value {
    let url = json!({ "type": "string", "pattern": "^https://[a-z]{3,20}\\.example$" });
    let promo = json!({ "type": "string", "pattern": "^[A-Za-z0-9]{1,50}$" });
    open(&[
        ("signup_message", such_as(filled(300), &[json!("Offers once a week?")])),
        ("confirmation_message", such_as(filled(300), &[json!("Thank you! {{promo_code}}")])),
        ("privacy_policy_url", url.clone()),
        ("website_url?", url),
        ("promo_code?", promo),
        ("display_name?", at_most(256)),
        ("policy?", open(&[("tos?", text()), ("accepted?", truth())])),
    ])
}

/// A sign-up link as `fields` asks for it.
pub(super) fn signup() -> Value {
    object(&[
        ("id", id()),
        ("waba_id?", id()),
        ("status?", words(&["ACTIVE", "DISABLED"])),
        ("signup_message?", text()),
        ("confirmation_message?", text()),
        ("privacy_policy_url?", address()),
        ("promo_code?", text()),
        ("display_name?", text()),
        ("website_url?", address()),
    ])
}
