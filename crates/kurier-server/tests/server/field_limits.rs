//! Every documented limit: its maximum is taken, one above is refused by the name of the member.

use crate::media::{call, sound};
use crate::stage::{Someone, Stage};
use kurier_server::contract::limits::{LIMITS, Limit};
use serde_json::{Value, json};
use testkit::Answer;

/// A call of the business API that carries `n` of what a limit counts.
struct Attempt {
    path: String,
    body: Value,
    headers: Vec<(&'static str, String)>,
}

#[tokio::test]
async fn every_documented_limit_is_taken_at_its_maximum_and_refused_above_it() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let pdf = crate::media::uploaded(&stage, "application/pdf", b"%PDF-1.4 x").await;
    let photo = crate::media::uploaded(&stage, "image/jpeg", &crate::media::photo()).await;
    let files = [pdf.as_str(), photo.as_str()];
    crate::flows::published(&stage, "table").await;
    let mut wrong = Vec::new();
    for (place, limit) in LIMITS.iter().enumerate() {
        for n in [limit.most, limit.most + 1] {
            let Some(attempt) = attempt(&stage, (&kim, files), limit, (place, n)) else {
                wrong.push(format!("{} {} is tried by no test", limit.of, limit.member));
                break;
            };
            let answer = send(&stage, &attempt).await;
            let is_right =
                if n == limit.most { answer.status == 200 } else { is_refused(&answer, limit) };
            if !is_right {
                wrong.push(format!(
                    "{} {} with {n}: {} {}",
                    limit.of, limit.member, answer.status, answer.text
                ));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// The error names the last part of the member.
fn is_refused(answer: &Answer, limit: &Limit) -> bool {
    let error = &answer.json["error"];
    let told = format!("{} {}", error["error_data"]["details"], error["message"]);
    let name = limit.member.rsplit('.').next().unwrap().trim_end_matches("[]");
    let code = error["code"].as_u64().unwrap_or_default();
    let is_of_limits = [100, 131_008, 131_009, 131_053, 2_388_040].contains(&code);
    answer.status == 400 && is_of_limits && told.to_lowercase().contains(&name.to_lowercase())
}

async fn send(stage: &Stage, attempt: &Attempt) -> Answer {
    let bearer = format!("Bearer {}", stage.shop.token);
    let mut headers =
        vec![("authorization", bearer.as_str()), ("content-type", "application/json")];
    headers.extend(attempt.headers.iter().map(|(name, value)| (*name, value.as_str())));
    let url = format!("{}{}", stage.app.base, attempt.path);
    // A form is given as it is sent.
    let body = attempt.body.as_str().map_or_else(|| attempt.body.to_string(), str::to_owned);
    let answer = call(stage, ("POST", &url, ""), &headers, body.into_bytes()).await;
    let text = String::from_utf8_lossy(&answer.body).into_owned();
    let json = serde_json::from_str(&text).unwrap_or_default();
    Answer { status: answer.status.as_u16(), headers: answer.headers, json, text }
}

fn attempt(
    stage: &Stage,
    of: (&Someone, [&str; 2]),
    limit: &Limit,
    at: (usize, usize),
) -> Option<Attempt> {
    let (place, n) = at;
    let (path, body) = match limit.of {
        "template" => template(stage, limit.member, place, n)?,
        "profile" => (edge(stage, "whatsapp_business_profile"), profile(limit.member, n)?),
        "block_users" => (edge(stage, "block_users"), blocks(n)),
        "message_qrdls" => {
            (edge(stage, "message_qrdls"), json!({ "prefilled_message": "m".repeat(n) }))
        }
        "conversational_automation" => {
            (edge(stage, "conversational_automation"), automation(limit.member, n)?)
        }
        "uploads" => {
            let body = json!({ "file_length": n, "file_type": "application/pdf" });
            (format!("/v23.0/{}/uploads", stage.shop.business.app), body)
        }
        "media" => return Some(media(stage, n)),
        _ => (stage.messages(), message(of, limit, n)?),
    };
    let mut headers = Vec::new();
    if limit.member == "Idempotency-Key" {
        headers.push(("idempotency-key", "k".repeat(n)));
    }
    Some(Attempt { path, body, headers })
}

fn edge(stage: &Stage, name: &str) -> String {
    format!("/v23.0/{}/{name}", stage.shop.sender.id)
}

fn media(stage: &Stage, n: usize) -> Attempt {
    let minutes = n.to_string();
    let fields = [
        ("messaging_product", "whatsapp"),
        ("type", "audio/mpeg"),
        ("ttl_minutes", minutes.as_str()),
    ];
    let form = crate::media::form(&fields, Some(("audio/mpeg", &sound(64))));
    let body = Value::String(String::from_utf8_lossy(&form).into_owned());
    let headers = vec![("content-type", crate::media::form_type())];
    Attempt { path: edge(stage, "media"), body, headers }
}

fn message((kim, [file, photo]): (&Someone, [&str; 2]), limit: &Limit, n: usize) -> Option<Value> {
    let mut body = json!({ "messaging_product": "whatsapp", "to": kim.wa_id });
    let long = |n: usize| "x".repeat(n);
    let (kind, part) = match (limit.of, limit.member) {
        ("message", "biz_opaque_callback_data") => {
            body["biz_opaque_callback_data"] = json!(long(n));
            ("text", json!({ "body": "Hello" }))
        }
        ("message", "Idempotency-Key") => ("text", json!({ "body": "Hello" })),
        ("text", "body") => ("text", json!({ "body": long(n) })),
        ("document", "filename") => ("document", json!({ "id": file, "filename": long(n) })),
        ("document", "caption") => ("document", json!({ "id": file, "caption": long(n) })),
        ("contacts", member) => ("contacts", contacts(member, n)?),
        ("interactive carousel", member) => ("interactive", carousel(photo, member, n)?),
        (
            "interactive"
            | "interactive button"
            | "interactive list"
            | "interactive cta_url"
            | "interactive flow",
            member,
        ) => ("interactive", interactive(limit.of, member, n)?),
        _ => return None,
    };
    body["type"] = json!(kind);
    body[kind] = part;
    Some(body)
}

fn contacts(member: &str, n: usize) -> Option<Value> {
    let mut one = json!({ "name": { "formatted_name": "Ada" } });
    match member {
        "contacts" => return Some(Value::Array(vec![one; n])),
        "contacts[].name.formatted_name" => one["name"]["formatted_name"] = json!("x".repeat(n)),
        "contacts[].phones" => one["phones"] = json!(vec![json!({ "phone": "+49 30 1" }); n]),
        "contacts[].emails" => one["emails"] = json!(vec![json!({ "email": "a@b.example" }); n]),
        "contacts[].urls" => one["urls"] = json!(vec![json!({ "url": "https://a.example" }); n]),
        "contacts[].addresses" => one["addresses"] = json!(vec![json!({ "city": "Köln" }); n]),
        "contacts[].urls[].url" => one["urls"] = json!([{ "url": url(n) }]),
        _ => return None,
    }
    Some(json!([one]))
}

/// An address of so many characters.
fn url(n: usize) -> String {
    let start = "https://a.example/";
    format!("{start}{}", "u".repeat(n - start.len()))
}

fn interactive(of: &str, member: &str, n: usize) -> Option<Value> {
    let long = || "x".repeat(n);
    let kind = of.split(' ').nth(1).unwrap_or("button");
    let mut body = json!({ "type": kind, "body": { "text": "Choose" }, "action": action(kind) });
    match member {
        "header.text" => body["header"] = json!({ "type": "text", "text": long() }),
        "body.text" => body["body"]["text"] = json!(long()),
        "footer.text" => body["footer"] = json!({ "text": long() }),
        "action.button" => body["action"]["button"] = json!(long()),
        "action.buttons" => body["action"]["buttons"] = (0..n).map(button).collect(),
        "action.buttons[].reply.id" => body["action"]["buttons"][0]["reply"]["id"] = json!(long()),
        "action.buttons[].reply.title" => {
            body["action"]["buttons"][0]["reply"]["title"] = json!(long());
        }
        "action.sections" => {
            let section = |at| json!({ "title": format!("Part {at}"), "rows": [row(at)] });
            body["action"]["sections"] = (0..n).map(section).collect();
        }
        "action.sections[].rows" => {
            body["action"]["sections"][0]["rows"] = (0..n).map(row).collect();
        }
        "action.sections[].title" => body["action"]["sections"][0]["title"] = json!(long()),
        "action.sections[].rows[].id" => {
            body["action"]["sections"][0]["rows"][0]["id"] = json!(long());
        }
        "action.sections[].rows[].title" => {
            body["action"]["sections"][0]["rows"][0]["title"] = json!(long());
        }
        "action.sections[].rows[].description" => {
            body["action"]["sections"][0]["rows"][0]["description"] = json!(long());
        }
        "action.parameters.display_text" => {
            body["action"]["parameters"]["display_text"] = json!(long());
        }
        "action.parameters.flow_cta" => {
            body["action"]["parameters"]["flow_cta"] = json!(long());
        }
        "action.parameters.flow_token" => {
            body["action"]["parameters"]["flow_token"] = json!(long());
        }
        "action.parameters.url" => body["action"]["parameters"]["url"] = json!(url(n)),
        _ => return None,
    }
    Some(body)
}

fn carousel(photo: &str, member: &str, n: usize) -> Option<Value> {
    let long = || json!("x".repeat(n));
    let reply = |card: usize, at: usize| {
        json!({ "type": "quick_reply",
        "quick_reply": { "id": format!("{card}-{at}"), "title": "Take it" } })
    };
    let card = |at: usize| {
        json!({ "card_index": at, "type": "cta_url",
        "header": { "type": "image", "image": { "id": photo } },
        "action": { "buttons": [reply(at, 0)] } })
    };
    let mut cards = [card(0), card(1)];
    match member {
        "action.cards" => {
            let cards: Value = (0..n).map(card).collect();
            return Some(json!({ "type": "carousel", "body": { "text": "Look" },
                "action": { "cards": cards } }));
        }
        "action.cards[].body.text" => cards[0]["body"] = json!({ "text": long() }),
        "action.cards[].action.buttons" => {
            for (at, card) in cards.iter_mut().enumerate() {
                card["action"]["buttons"] = (0..n).map(|place| reply(at, place)).collect();
            }
        }
        "action.cards[].action.buttons[].quick_reply.id" => {
            cards[0]["action"]["buttons"][0]["quick_reply"]["id"] = long();
        }
        "action.cards[].action.buttons[].quick_reply.title" => {
            cards[0]["action"]["buttons"][0]["quick_reply"]["title"] = long();
        }
        _ => return None,
    }
    Some(json!({ "type": "carousel", "body": { "text": "Look" }, "action": { "cards": cards } }))
}

fn action(kind: &str) -> Value {
    match kind {
        "list" => json!({ "button": "Open", "sections": [{ "title": "Part", "rows": [row(0)] }] }),
        "flow" => json!({ "name": "flow", "parameters": { "flow_message_version": "3",
            "flow_name": "table", "flow_cta": "Book" } }),
        "cta_url" => json!({ "name": "cta_url", "parameters": {
            "display_text": "Open", "url": "https://a.example/" } }),
        _ => json!({ "buttons": [button(0)] }),
    }
}

fn button(at: usize) -> Value {
    json!({ "type": "reply", "reply": { "id": format!("b{at}"), "title": format!("Button {at}") } })
}

fn row(at: usize) -> Value {
    json!({ "id": format!("r{at}"), "title": format!("Row {at}") })
}

fn template(stage: &Stage, member: &str, place: usize, n: usize) -> Option<(String, Value)> {
    let all = format!("/v23.0/{}/message_templates", stage.shop.business.id);
    let long = || "x".repeat(n);
    let mut body =
        json!({ "name": format!("limit_{place}_{n}"), "language": "en_US", "category": "UTILITY" });
    let text = json!({ "type": "BODY", "text": "Something is new." });
    let buttons = |list: Value| json!([text, { "type": "BUTTONS", "buttons": list }]);
    body["components"] = match member {
        "name" => {
            body["name"] = json!(long());
            json!([text])
        }
        "header" => json!([{ "type": "HEADER", "format": "TEXT", "text": long() }, text]),
        "body" => json!([{ "type": "BODY", "text": long() }]),
        "footer" => json!([text, { "type": "FOOTER", "text": long() }]),
        "buttons" => {
            let one = |at| json!({ "type": "QUICK_REPLY", "text": format!("Answer {at}") });
            buttons((0..n).map(one).collect())
        }
        "buttons[].text" => buttons(json!([{ "type": "QUICK_REPLY", "text": long() }])),
        "buttons[].url" => buttons(json!([{ "type": "URL", "text": "Open", "url": url(n) }])),
        _ => return None,
    };
    Some((all, body))
}

fn profile(member: &str, n: usize) -> Option<Value> {
    let mut body = json!({ "messaging_product": "whatsapp" });
    match member {
        "about" | "address" | "description" => body[member] = json!("x".repeat(n)),
        "email" => {
            let end = "@shop.example";
            body["email"] = json!(format!("{}{end}", "m".repeat(n - end.len())));
        }
        "websites" => {
            body["websites"] = (0..n).map(|at| json!(format!("https://a{at}.example"))).collect();
        }
        "websites[]" => body["websites"] = json!([url(n)]),
        _ => return None,
    }
    Some(body)
}

fn blocks(n: usize) -> Value {
    let one = |at| json!({ "user": format!("9991{at:011}") });
    json!({ "messaging_product": "whatsapp", "block_users": (0..n).map(one).collect::<Value>() })
}

fn automation(member: &str, n: usize) -> Option<Value> {
    let command = |name: String, description: String| json!({ "command_name": name, "command_description": description });
    Some(match member {
        "prompts" => {
            json!({ "prompts": (0..n).map(|at| json!(format!("Ask {at}"))).collect::<Value>() })
        }
        "prompts[]" => json!({ "prompts": ["x".repeat(n)] }),
        "commands" => {
            let one = |at| command(format!("c{at}"), "Does it".to_owned());
            json!({ "commands": (0..n).map(one).collect::<Value>() })
        }
        "commands[].command_name" => {
            json!({ "commands": [command("c".repeat(n), "Does it".to_owned())] })
        }
        "commands[].command_description" => {
            json!({ "commands": [command("c".to_owned(), "x".repeat(n))] })
        }
        _ => return None,
    })
}
