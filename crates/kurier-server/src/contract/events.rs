//! Shapes of webhook bodies.

use super::notices;
use super::shape::{
    address, any_of, between, id, list, maybe, named, number, object, only, open, some, text,
    truth, wamid, whole, words,
};
use serde_json::{Value, json};

/// A whole body: one entry; one change, or several where the callback asked for batches.
pub(super) fn webhook() -> Value {
    let timed = |change: Value| {
        object(&[("id", id()), ("time", whole()), ("changes", some(change, 1, 100))])
    };
    let plain = |change: Value| object(&[("id", id()), ("changes", some(change, 1, 100))]);
    let mut entries = vec![
        plain(change("messages", named("MessagesValue"))),
        plain(change("user_preferences", named("PreferencesValue"))),
        timed(change("message_template_status_update", named("TemplateStatusValue"))),
        timed(change("message_template_quality_update", named("TemplateQualityValue"))),
        timed(change("template_category_update", named("TemplateCategoryValue"))),
        timed(change("message_template_components_update", named("TemplateComponentsValue"))),
    ];
    entries.extend(
        notices::values().into_iter().map(|(field, name, _)| timed(change(field, named(name)))),
    );
    object(&[
        ("object", only("whatsapp_business_account")),
        ("entry", some(any_of(&entries), 1, 1)),
    ])
}

fn change(field: &str, value: Value) -> Value {
    object(&[("field", only(field)), ("value", value)])
}

/// The named schemas of webhooks.
pub(super) fn shared() -> Vec<(&'static str, Value)> {
    let mut shared = vec![
        ("Webhook", webhook()),
        ("MessagesValue", any_of(&[value("messages", message()), value("statuses", status())])),
        ("PreferencesValue", value("user_preferences", preference())),
        ("TemplateStatusValue", template_status()),
        (
            "TemplateQualityValue",
            template(&[("previous_quality_score", quality()), ("new_quality_score", quality())]),
        ),
        (
            "TemplateCategoryValue",
            template(&[("previous_category", text()), ("new_category", text())]),
        ),
        ("TemplateComponentsValue", template_components()),
    ];
    shared.extend(notices::values().into_iter().map(|(_, name, shape)| (name, shape)));
    shared
}

fn value(name: &str, of: Value) -> Value {
    let metadata = object(&[("display_phone_number", text()), ("phone_number_id", text())]);
    let contact = object(&[
        ("profile", object(&[("name", json!({ "type": "string", "minLength": 1 }))])),
        ("wa_id", text()),
        ("user_id", maybe(text())),
    ]);
    object(&[
        ("messaging_product", only("whatsapp")),
        ("metadata", metadata),
        ("contacts", some(contact, 1, 1)),
        (name, some(of, 1, 1)),
    ])
}

fn message() -> Value {
    let reply = object(&[("id", text()), ("title", text())]);
    let row = object(&[("id", text()), ("title", text()), ("description?", text())]);
    let form = object(&[("name", only("flow")), ("body", text()), ("response_json", text())]);
    let interactive = object(&[
        ("type", words(&["button_reply", "list_reply", "nfm_reply"])),
        ("button_reply?", reply),
        ("list_reply?", row),
        ("nfm_reply?", form),
    ]);
    let place = object(&[
        ("latitude", number()),
        ("longitude", number()),
        ("name?", text()),
        ("address?", text()),
    ]);
    object(&[
        ("from", text()),
        ("from_user_id?", text()),
        ("id", wamid()),
        ("timestamp", seconds()),
        (
            "type",
            words(&[
                "text",
                "location",
                "reaction",
                "interactive",
                "image",
                "video",
                "audio",
                "document",
                "sticker",
                "contacts",
                "button",
            ]),
        ),
        ("context?", object(&[("from", text()), ("id", text())])),
        ("text?", object(&[("body", text())])),
        ("location?", place),
        ("reaction?", object(&[("message_id", wamid()), ("emoji", text())])),
        ("image?", file()),
        ("video?", file()),
        ("audio?", file()),
        ("document?", file()),
        ("sticker?", file()),
        ("contacts?", list(open(&[("name", open(&[("formatted_name", text())]))]))),
        ("interactive?", interactive),
        ("button?", object(&[("payload", text()), ("text", text())])),
    ])
}

fn seconds() -> Value {
    json!({ "type": "string", "pattern": "^[0-9]+$" })
}

fn file() -> Value {
    object(&[
        ("id", id()),
        ("mime_type", text()),
        ("sha256", text()),
        ("caption?", text()),
        ("filename?", text()),
        ("voice?", truth()),
        ("animated?", truth()),
    ])
}

fn status() -> Value {
    let pricing = object(&[
        ("billable", truth()),
        ("pricing_model", only("PMP")),
        ("type", words(&["regular", "free_customer_service"])),
        ("category", words(&["service", "utility", "authentication", "marketing"])),
    ]);
    let error = object(&[
        ("code", whole()),
        ("title", text()),
        ("message", text()),
        ("error_data", object(&[("details", text()), ("feature?", text())])),
        ("href", address()),
    ]);
    object(&[
        ("id", wamid()),
        ("status", words(&["sent", "delivered", "read", "played", "failed", "deleted"])),
        ("timestamp", seconds()),
        ("recipient_id", text()),
        ("recipient_user_id?", text()),
        ("biz_opaque_callback_data?", text()),
        ("pricing?", pricing),
        ("errors?", some(error, 1, 1)),
    ])
}

fn preference() -> Value {
    object(&[
        ("wa_id", text()),
        ("user_id", text()),
        ("detail", text()),
        ("category", words(&["marketing_messages", "utility_messages", "authentication_messages"])),
        ("value", words(&["stop", "resume", "signup"])),
        ("signup_id?", id()),
        ("topic?", text()),
        ("timestamp", whole()),
    ])
}

fn quality() -> Value {
    words(&["GREEN", "YELLOW", "RED", "UNKNOWN"])
}

fn template(more: &[(&str, Value)]) -> Value {
    let mut members = vec![
        ("message_template_id", between(1, 9_007_199_254_740_991)),
        ("message_template_name", text()),
        ("message_template_language", text()),
    ];
    members.extend(more.iter().map(|(name, shape)| (*name, shape.clone())));
    object(&members)
}

fn template_status() -> Value {
    let events = [
        "APPROVED",
        "REJECTED",
        "PENDING",
        "PAUSED",
        "DISABLED",
        "REINSTATED",
        "ARCHIVED",
        "PENDING_DELETION",
        "DELETED",
    ];
    template(&[
        ("message_template_category", text()),
        ("event", words(&events)),
        ("reason", text()),
        ("rejection_info?", object(&[("reason", text()), ("recommendation", text())])),
        ("other_info?", object(&[("title", text()), ("description", text())])),
    ])
}

fn template_components() -> Value {
    let button = object(&[
        ("message_template_button_type", text()),
        ("message_template_button_text", text()),
        ("message_template_button_url?", text()),
        ("message_template_button_phone_number?", text()),
    ]);
    template(&[
        ("message_template_element", text()),
        ("message_template_title?", text()),
        ("message_template_footer?", text()),
        ("message_template_buttons?", list(button)),
    ])
}
