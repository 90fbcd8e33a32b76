//! Businesses and their senders.

use super::operation::{Api, Operation};
use super::shape::{
    address, always, id, list, maybe, object, only, open, page, success, text, truth, words,
};
use super::standing::{quality, tier};
use serde_json::{Value, json};

pub(super) const AREA: &str = "Senders";

const SORTS: [&str; 4] = [
    "creation_time.asc",
    "creation_time.desc",
    "last_onboarded_time.asc",
    "last_onboarded_time.desc",
];

/// Where a name of a sender stands.
pub(super) const NAME_STATUSES: [&str; 4] = ["APPROVED", "PENDING_REVIEW", "DECLINED", "NONE"];

pub(super) fn operations() -> Vec<Operation> {
    let commerce = "/{sender}/whatsapp_commerce_settings";
    let settings = object(&[
        ("id?", id()),
        ("is_cart_enabled?", always(false)),
        ("is_catalog_visible?", always(false)),
    ]);
    let all = vec![
        Operation::get("/{business}/phone_numbers", "listSenders", "The senders of a business.")
            .paged()
            .fields()
            .query("sort", "Oldest first, or newest.", words(&SORTS))
            .answers("A page of senders.", page(super::shape::named("Sender"))),
        Operation::post("/{sender}/register", "registerSender", "Lets a sender send.")
            .says("The first PIN becomes the sender's own; wrong ones are counted.")
            .body(open(&[("messaging_product", only("whatsapp")), ("pin", pin())]))
            .answers("It may send.", success())
            .refuses(&[131_008, 131_009, 131_037, 133_005, 133_006, 133_008, 133_009, 133_016]),
        Operation::post("/{sender}/deregister", "deregisterSender", "Lets a sender send no more.")
            .answers("It may not send.", success())
            .refuses(&[133_005, 133_008, 133_009, 133_010, 133_016]),
        Operation::get(
            commerce,
            "showCommerce",
            "Whether a catalogue and a cart are shown: never.",
        )
        .fields()
        .answers("The settings.", object(&[("data", list(settings))])),
        Operation::post(commerce, "changeCommerce", "Takes \"off\" and refuses \"on\".")
            .body(open(&[("is_cart_enabled?", truth()), ("is_catalog_visible?", truth())]))
            .answers("They are off.", success()),
    ];
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn pin() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]{6}$", "examples": ["123456"] })
}

/// A sender as `fields` asks for it.
pub(super) fn sender() -> Value {
    object(&[
        ("id", id()),
        ("display_phone_number?", text()),
        ("verified_name?", text()),
        ("code_verification_status?", words(&["VERIFIED", "NOT_VERIFIED", "EXPIRED"])),
        ("quality_rating?", quality()),
        ("quality_score?", object(&[("score", quality())])),
        ("messaging_limit_tier?", tier()),
        ("whatsapp_business_manager_messaging_limit?", tier()),
        ("platform_type?", only("CLOUD_API")),
        ("throughput?", object(&[("level", words(&["STANDARD", "HIGH"]))])),
        ("status?", words(&["CONNECTED", "DISCONNECTED", "PENDING"])),
        ("name_status?", words(&NAME_STATUSES)),
        ("new_name_status?", words(&NAME_STATUSES)),
        ("username?", maybe(text())),
        ("country_code?", maybe(text())),
        ("country_dial_code?", maybe(text())),
        ("account_mode?", words(&["LIVE", "SANDBOX"])),
        ("is_official_business_account?", truth()),
        ("is_pin_enabled?", truth()),
        ("is_preverified_number?", truth()),
        ("is_on_biz_app?", truth()),
        ("search_visibility?", text()),
        ("health_status?", health()),
        (
            "webhook_configuration?",
            object(&[
                ("phone_number?", address()),
                ("whatsapp_business_account?", address()),
                ("application?", address()),
            ]),
        ),
        ("conversational_automation?", super::profile::automation()),
    ])
}

pub(super) fn health() -> Value {
    let can_send = || words(&["AVAILABLE", "LIMITED", "BLOCKED"]);
    let entity = object(&[
        ("entity_type", words(&["PHONE_NUMBER", "MESSAGE_TEMPLATE", "WABA", "BUSINESS", "APP"])),
        ("id", id()),
        ("can_send_message", can_send()),
        ("errors?", list(json!({ "type": "object" }))),
    ]);
    object(&[("can_send_message", can_send()), ("entities", list(entity))])
}

/// A business as `fields` asks for it.
pub(super) fn business() -> Value {
    object(&[
        ("id", id()),
        ("name?", text()),
        ("timezone_id?", text()),
        ("message_template_namespace?", text()),
        ("currency?", text()),
        ("account_review_status?", text()),
        ("business_verification_status?", words(&["verified", "not_verified"])),
        ("status?", words(&["ACTIVE", "RESTRICTED"])),
        ("health_status?", health()),
        ("ownership_type?", only("SELF")),
        ("owner_business_info?", object(&[("id", id()), ("name", text())])),
        ("country?", text()),
        ("is_enabled_for_insights?", always(true)),
        ("disable_marketing_messages_on_cloud_api?", always(false)),
        ("analytics?", super::analytics::messaging()),
        ("conversation_analytics?", super::analytics::conversations()),
        ("pricing_analytics?", super::analytics::pricing()),
        ("template_analytics?", super::analytics::templates()),
    ])
}
