//! Templates and the library of wordings.

use super::operation::{Api, Operation};
use super::shape::{
    always, at_most, id, list, named, object, open, page, some, success, text, truth, whole, words,
};
use super::template_bodies::{CATEGORIES, STATUSES, component, new};
use serde_json::{Value, json};

const AREA: &str = "Templates";

pub(super) fn operations() -> Vec<Operation> {
    let mut all = vec![look_through(), create(), delete(), edit(), unpause(), compare()];
    all.extend(archives());
    all.extend([upsert(), migrate(), library("/message_template_library", "listLibrary")]);
    all.push(library("/{business}/message_template_library", "listLibraryOfBusiness"));
    all.into_iter().map(|one| one.of(Api::Business, AREA)).collect()
}

fn look_through() -> Operation {
    let templates = object(&[
        ("data", list(named("Template"))),
        ("paging?", named("Paging")),
        (
            "summary?",
            object(&[
                ("total_count", whole()),
                ("message_template_count", whole()),
                ("message_template_limit", whole()),
                ("are_translations_complete", truth()),
            ]),
        ),
    ]);
    Operation::get("/{business}/message_templates", "listTemplates", "The templates of a business.")
        .says("Filters are words, or JSON arrays of words.")
        .query("name", "Exactly this name.", text())
        .query("name_or_content", "This text in name or content.", text())
        .query("status", "With this status.", words(&STATUSES))
        .query("category", "Of this category.", words(&CATEGORIES))
        .query("language", "In this language.", json!({ "type": "string", "examples": ["en_US"] }))
        .query("quality_score", "Of this quality.", words(&["GREEN", "YELLOW", "RED", "UNKNOWN"]))
        .query(
            "summary",
            "Asks for the sums.",
            json!({ "type": "string", "examples": ["total_count"] }),
        )
        .paged()
        .fields()
        .answers("A page of templates.", templates)
}

fn create() -> Operation {
    let made =
        object(&[("id", id()), ("status", words(&STATUSES)), ("category", words(&CATEGORIES))]);
    Operation::post("/{business}/message_templates", "createTemplate", "Makes a template.")
        .says("It waits for the operator's review. `library_template_name` takes a wording of the library over.")
        .body(new())
        .answers("Made.", made)
        .refuses(&RULES)
}

/// Codes of what is checked when a template is written.
const RULES: [u32; 5] = [131_008, 131_009, 132_000, 132_012, 80_008];

fn delete() -> Operation {
    Operation::delete("/{business}/message_templates", "deleteTemplates", "Deletes templates.")
        .says("By `name` in all languages, by `name` and `hsm_id` one, or by `hsm_ids` up to 100.")
        .query("name", "The name.", text())
        .query("hsm_id", "With `name`: only this one.", text())
        .query("hsm_ids", "A JSON array of ids.", json!({ "type": "string", "examples": ["[1]"] }))
        .answers("Deleted.", success())
        .refuses(&[131_008])
}

fn edit() -> Operation {
    let changed = object(&[
        ("success", always(true)),
        ("id", id()),
        ("name", text()),
        ("category", words(&CATEGORIES)),
    ]);
    let mut members = vec![
        ("category?", words(&["UTILITY", "MARKETING", "AUTHENTICATION"])),
        ("components?", list(component())),
        ("message_send_ttl_seconds?", whole()),
        ("pin?", json!({ "type": "string", "pattern": "^[0-9]{6}$" })),
        ("webhook_configuration?", webhook_configuration()),
        ("status?", words(&["ACTIVE", "DISABLED"])),
        ("new_display_name?", at_most(75)),
    ];
    members.extend(super::flows::changed_members());
    Operation::post("/{node}", "changeObject", "Changes a template, the draft of a flow, PIN, name or callback of a sender, or a sign-up link.")
        .on(&["template", "sender", "signup", "flow"])
        .says("A template takes `category`, `components`, `parameter_format` and `message_send_ttl_seconds`; a flow takes `name`, `categories` and `endpoint_uri`; a sender takes `pin`, `new_display_name`, which the operator looks at, or `webhook_configuration` with a callback of its own, which an empty address ends; a sign-up link takes `status` and its texts.")
        .body(open(&members))
        .answers("Changed.", super::shape::any_of(&[changed, success()]))
        .refuses(&RULES)
        .refuses(&[133_005, 133_008, 133_009, 139_001, 2200])
}

fn webhook_configuration() -> Value {
    open(&[
        ("override_callback_uri", at_most(2_000)),
        ("verify_token?", at_most(2_000)),
        ("batching?", super::webhooks::batching()),
    ])
}

fn unpause() -> Operation {
    Operation::post("/{template}/unpause", "unpauseTemplate", "Ends a pause.").answers(
        "Whether it ended, and if not, why.",
        object(&[("success", truth()), ("reason?", text())]),
    )
}

fn compare() -> Operation {
    let value = |shape| list(object(&[("key", id()), ("value", shape)]));
    let metric = object(&[
        ("metric", words(&["BLOCK_RATE", "MESSAGE_SENDS", "TOP_BLOCK_REASON"])),
        ("type", words(&["RELATIVE", "NUMBER_VALUES", "STRING_VALUES"])),
        ("order_by_relative_metric?", list(id())),
        ("number_values?", value(whole())),
        ("string_values?", value(text())),
    ]);
    let ids = json!({ "type": "string", "examples": ["[1234567890123]"] });
    Operation::get("/{template}/compare", "compareTemplates", "Which of two templates people block less often.")
        .says("The one they block less often comes first in `BLOCK_RATE`. `end` is now, `start` 7 or 30 days before. Each must have been sent in 1,000 messages of this time: \
            among fewer, it would tell what single people did.")
        .need("template_ids", "The other template.", ids)
        .need("start", "Unix seconds.", json!({ "type": "integer" }))
        .need("end", "Unix seconds.", json!({ "type": "integer" }))
        .answers("The two, side by side.", object(&[("data", list(metric))]))
}

fn archives() -> [Operation; 2] {
    let body = || open(&[("hsm_ids", json!({ "type": "string", "examples": ["1,2"] }))]);
    let answer = |name: &'static str| {
        object(&[("success", always(true)), (name, list(id())), ("failed_templates", object(&[]))])
    };
    [
        Operation::post(
            "/{business}/message_templates/archive",
            "archiveTemplates",
            "Puts templates aside.",
        )
        .body(body())
        .answers("Put aside.", answer("archived_templates")),
        Operation::post(
            "/{business}/message_templates/unarchive",
            "unarchiveTemplates",
            "Takes templates back.",
        )
        .body(body())
        .answers("Taken back.", answer("unarchived_templates")),
    ]
}

fn upsert() -> Operation {
    let row = object(&[
        ("id", id()),
        ("status", words(&STATUSES)),
        ("language", text()),
        ("category", words(&["AUTHENTICATION"])),
    ]);
    Operation::post(
        "/{business}/upsert_message_templates",
        "upsertTemplates",
        "Makes or changes an authentication template in many languages.",
    )
    .body(open(&[
        ("name", at_most(512)),
        ("languages", some(text(), 1, 100)),
        ("category", words(&["AUTHENTICATION"])),
        ("components", list(component())),
    ]))
    .answers("One row for each language.", object(&[("data", list(row))]))
    .refuses(&RULES)
}

fn migrate() -> Operation {
    Operation::post(
        "/{business}/migrate_message_templates",
        "migrateTemplates",
        "Always error 100 (subcode 2388103): no owner has two businesses here.",
    )
}

fn library(path: &'static str, id: &'static str) -> Operation {
    Operation::get(path, id, "Kurier's own wordings, to make templates from.")
        .query("search", "This text in it.", text())
        .query("category", "Of this category.", words(&CATEGORIES))
        .query("language", "In this language.", json!({ "type": "string", "examples": ["en_US"] }))
        .query("topic", "About this.", text())
        .query("usecase", "For this.", text())
        .query("industry", "In this trade.", text())
        .paged()
        .answers("A page of wordings.", page(wording()))
}

fn wording() -> Value {
    object(&[
        ("id", text()),
        ("name", text()),
        ("language", text()),
        ("category", words(&CATEGORIES)),
        ("topic", text()),
        ("usecase", text()),
        ("industry", list(text())),
        ("header?", text()),
        ("body", text()),
        ("body_params", list(text())),
        ("body_param_types", list(text())),
        ("buttons", list(object(&[("type", text()), ("text", text())]))),
    ])
}
