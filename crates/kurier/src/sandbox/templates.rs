//! The templates that every sandbox has.

use anyhow::Context;
use kurier_engine::Engine;
use kurier_engine::template::NewTemplate;
use kurier_policy::id::BusinessId;
use kurier_policy::pricing::Category;
use kurier_policy::template::definition::{Action, Flow, Opens};
use kurier_policy::template::{Button, Otp, ParameterFormat, Parts, Sample, TemplateStatus};
use std::collections::BTreeMap;

/// One seeded template and where it is in its life.
struct Seeded {
    name: &'static str,
    category: Category,
    format: ParameterFormat,
    parts: Parts,
    status: TemplateStatus,
}

/// Makes and reviews them; answers name → id.
pub(super) async fn make(
    engine: &Engine,
    business: BusinessId,
) -> anyhow::Result<BTreeMap<String, String>> {
    let mut ids = BTreeMap::new();
    for seeded in all() {
        let new = NewTemplate {
            business,
            name: seeded.name.to_owned(),
            language: "en_US".to_owned(),
            category: seeded.category,
            parameter_format: seeded.format,
            topic: None,
            ttl_s: None,
            library_name: None,
            parts: seeded.parts,
        };
        let made = engine.create_template(new).await.with_context(|| seeded.name)?;
        if seeded.status != TemplateStatus::Pending {
            engine.review_template(made.id, TemplateStatus::Approved, None).await?;
        }
        if seeded.status == TemplateStatus::Paused {
            engine.review_template(made.id, TemplateStatus::Paused, None).await?;
        }
        ids.insert(seeded.name.to_owned(), made.id.to_string());
    }
    Ok(ids)
}

fn all() -> Vec<Seeded> {
    let utility = |name, body: &str, status| Seeded {
        name,
        category: Category::Utility,
        format: ParameterFormat::Positional,
        parts: Parts { body: body.to_owned(), ..Parts::default() },
        status,
    };
    vec![
        utility(
            "hello_world",
            "Welcome! This is a test message of Kurier.",
            TemplateStatus::Approved,
        ),
        order_update(),
        named_promo(),
        otp(),
        book_table(),
        utility("paused_one", "This template is paused.", TemplateStatus::Paused),
        utility("pending_one", "This template waits for review.", TemplateStatus::Pending),
    ]
}

fn order_update() -> Seeded {
    Seeded {
        name: "order_update",
        category: Category::Utility,
        format: ParameterFormat::Positional,
        parts: Parts {
            body: "Hello {{1}}, your order {{2}} is on its way to you.".to_owned(),
            footer: Some("Sandbox Shop".to_owned()),
            buttons: vec![
                Button::QuickReply { text: "Got it".to_owned() },
                Button::Url {
                    text: "Track".to_owned(),
                    url: "https://shop.example/orders/{{1}}".to_owned(),
                },
            ],
            samples: vec![sample("1", "Kim"), sample("2", "A-1001")],
            ..Parts::default()
        },
        status: TemplateStatus::Approved,
    }
}

fn named_promo() -> Seeded {
    Seeded {
        name: "named_promo",
        category: Category::Marketing,
        format: ParameterFormat::Named,
        parts: Parts {
            body: "Hi {{first_name}}, this week you get {{offer}} in our shop.".to_owned(),
            samples: vec![sample("first_name", "Kim"), sample("offer", "10 % off")],
            ..Parts::default()
        },
        status: TemplateStatus::Approved,
    }
}

fn otp() -> Seeded {
    Seeded {
        name: "otp",
        category: Category::Authentication,
        format: ParameterFormat::Positional,
        parts: Parts {
            buttons: vec![Button::CopyCode { text: "Copy code".to_owned() }],
            otp: Some(Otp { security_recommendation: true, expires_min: Some(10) }),
            ..Parts::default()
        },
        status: TemplateStatus::Approved,
    }
}

/// A form, which is made with it.
fn book_table() -> Seeded {
    let form = Flow {
        definition: Some(include_str!("table.json").to_owned()),
        screen: Some("TABLE".to_owned()),
        ..Flow::default()
    };
    Seeded {
        name: "book_table",
        category: Category::Utility,
        format: ParameterFormat::Positional,
        parts: Parts {
            body: "Your table at our place is one tap away.".to_owned(),
            actions: vec![Action { at: 0, text: "Book".to_owned(), opens: Opens::Flow(form) }],
            ..Parts::default()
        },
        status: TemplateStatus::Approved,
    }
}

fn sample(parameter: &str, value: &str) -> Sample {
    Sample { parameter: parameter.to_owned(), value: value.to_owned() }
}
