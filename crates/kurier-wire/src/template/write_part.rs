//! The components of a template as the Cloud API shows them.

use kurier_policy::template::definition::{
    Action, Card, CodeDelivery, CodeWay, Flow, FlowStart, Opens, Placed, RichHeader, in_order,
};
use kurier_policy::template::{Button, Otp, ParameterFormat, Parts, Sample, Template};
use kurier_policy::template::{otp as otp_text, variables};
use serde_json::{Map, Value, json};

pub(super) fn components(template: &Template) -> Value {
    let parts = &template.parts;
    let mut samples = Samples { rest: &parts.samples, format: template.parameter_format };
    let mut list = Vec::new();
    if let Some(header) = &parts.header {
        let example = samples.example(header, "header_text", false);
        let header = json!({"type": "HEADER", "format": "TEXT", "text": header});
        list.push(with_example(header, example));
    }
    list.extend(parts.rich_header.as_ref().map(write_header));
    if let Some(offer) = &parts.offer {
        let offer = json!({"text": offer.text, "has_expiration": offer.has_expiration});
        list.push(json!({"type": "LIMITED_TIME_OFFER", "limited_time_offer": offer}));
    }
    if let Some(otp) = parts.otp {
        list.extend(otp_components(&template.language, otp));
    } else {
        let example = samples.example(&parts.body, "body_text", true);
        list.push(with_example(json!({"type": "BODY", "text": parts.body}), example));
    }
    if let Some(footer) = &parts.footer {
        list.push(json!({"type": "FOOTER", "text": footer}));
    }
    list.extend(write_buttons(parts));
    if !parts.cards.is_empty() {
        let format = template.parameter_format;
        let cards: Vec<Value> = parts.cards.iter().map(|card| write_card(card, format)).collect();
        list.push(json!({"type": "CAROUSEL", "cards": cards}));
    }
    Value::Array(list)
}

fn write_header(header: &RichHeader) -> Value {
    let written = json!({"type": "HEADER", "format": header.format()});
    with_example(written, header.handle().map(|handle| json!({"header_handle": [handle]})))
}

fn write_card(card: &Card, format: ParameterFormat) -> Value {
    let mut samples = Samples { rest: &card.samples, format };
    let mut list = vec![write_header(&card.header)];
    if let Some(body) = &card.body {
        let example = samples.example(body, "body_text", true);
        list.push(with_example(json!({"type": "BODY", "text": body}), example));
    }
    let placed = in_order(&card.buttons, &card.actions);
    list.push(json!({"type": "BUTTONS", "buttons": row(&placed, &card.samples)}));
    json!({"components": list})
}

/// Body and footer of an authentication template: fixed texts with settings.
fn otp_components(language: &str, otp: Otp) -> Vec<Value> {
    let body = json!({
        "type": "BODY",
        "text": otp_text::body(language, otp, "*{{1}}*"),
        "add_security_recommendation": otp.security_recommendation,
    });
    let footer = |minutes| json!({"type": "FOOTER", "code_expiration_minutes": minutes});
    std::iter::once(body).chain(otp.expires_min.map(footer)).collect()
}

fn write_buttons(parts: &Parts) -> Option<Value> {
    let placed = parts.placed_buttons();
    if placed.is_empty() {
        return None;
    }
    let buttons: Vec<Value> = match (parts.otp, placed.as_slice()) {
        (Some(_), [Placed::Plain(Button::CopyCode { text })]) => {
            vec![code_button(text, parts.code_delivery.as_ref())]
        }
        _ => row(&placed, &parts.samples),
    };
    Some(json!({"type": "BUTTONS", "buttons": buttons}))
}

fn row(placed: &[Placed<'_>], samples: &[Sample]) -> Vec<Value> {
    let one = |(place, placed): (usize, &Placed<'_>)| match placed {
        Placed::Plain(button) => write_button(place, button, samples),
        Placed::Action(action) => write_action(action),
    };
    placed.iter().enumerate().map(one).collect()
}

fn code_button(text: &str, delivery: Option<&CodeDelivery>) -> Value {
    let Some(delivery) = delivery else {
        return json!({"type": "OTP", "otp_type": "COPY_CODE", "text": text});
    };
    let app = |app: &kurier_policy::template::definition::App| json!({"package_name": app.package_name, "signature_hash": app.signature_hash});
    let apps: Vec<Value> = delivery.apps.iter().map(app).collect();
    let mut button = json!({"type": "OTP", "text": text, "supported_apps": apps});
    if let Some(text) = &delivery.autofill_text {
        button["autofill_text"] = json!(text);
    }
    match delivery.way {
        CodeWay::OneTap => button["otp_type"] = json!("ONE_TAP"),
        CodeWay::ZeroTap => {
            button["otp_type"] = json!("ZERO_TAP");
            button["zero_tap_terms_accepted"] = json!(true);
        }
    }
    button
}

fn write_button(place: usize, button: &Button, samples: &[Sample]) -> Value {
    let name = format!("buttons[{place}]");
    let sample = samples.iter().find(|s| s.parameter == name).map(|s| s.value.clone());
    let example = match button {
        // Clients refuse to read a variable address without an example.
        Button::Url { url, .. } => sample.or_else(|| filled(url)),
        _ => sample,
    };
    let example = example.map(|value| json!([value]));
    match button {
        Button::QuickReply { text } => json!({"type": "QUICK_REPLY", "text": text}),
        Button::Url { text, url } => {
            with_example(json!({"type": "URL", "text": text, "url": url}), example)
        }
        Button::PhoneNumber { text, phone_number } => {
            json!({"type": "PHONE_NUMBER", "text": text, "phone_number": phone_number})
        }
        Button::CopyCode { text } => {
            with_example(json!({"type": "COPY_CODE", "text": text}), example)
        }
    }
}

fn write_action(action: &Action) -> Value {
    let mut button = json!({"type": action.opens.kind(), "text": action.text});
    match &action.opens {
        Opens::Flow(flow) => write_flow(&mut button, flow),
        Opens::App { deep_link } => {
            button["app_deep_link"] = json!({"android_deep_link": deep_link});
        }
        Opens::Catalog | Opens::Mpm | Opens::Spm | Opens::VoiceCall | Opens::RequestContactInfo => {
        }
    }
    button
}

fn write_flow(button: &mut Value, flow: &Flow) {
    let members = [
        ("flow_id", &flow.id),
        ("flow_name", &flow.name),
        ("flow_json", &flow.definition),
        ("navigate_screen", &flow.screen),
    ];
    for (name, value) in members {
        if let Some(value) = value {
            button[name] = json!(value);
        }
    }
    button["flow_action"] = match flow.start {
        FlowStart::Navigate => json!("navigate"),
        FlowStart::DataExchange => json!("data_exchange"),
    };
}

/// An address with its variable filled in; `None` when it has none.
fn filled(url: &str) -> Option<String> {
    url.split_once("{{").map(|(fixed, _)| format!("{fixed}example"))
}

fn with_example(mut component: Value, example: Option<Value>) -> Value {
    if let Some(example) = example {
        component["example"] = example;
    }
    component
}

/// Sample values that are not yet written: the header's come first.
struct Samples<'a> {
    rest: &'a [Sample],
    format: ParameterFormat,
}

impl Samples<'_> {
    /// The `example` of a text: as many samples as it has variables.
    fn example(&mut self, text: &str, name: &str, nested: bool) -> Option<Value> {
        let count = variables::names(text).len().min(self.rest.len());
        let (mine, rest) = self.rest.split_at(count);
        self.rest = rest;
        if mine.is_empty() {
            return None;
        }
        let mut example = Map::new();
        if self.format == ParameterFormat::Named {
            let pair = |s: &Sample| json!({"param_name": s.parameter, "example": s.value});
            example.insert(format!("{name}_named_params"), mine.iter().map(pair).collect());
        } else {
            let values: Value = mine.iter().map(|s| json!(s.value)).collect();
            example.insert(name.to_owned(), if nested { json!([values]) } else { values });
        }
        Some(Value::Object(example))
    }
}

/// Buttons as webhooks tell them.
pub(crate) fn buttons_of(parts: &Parts) -> Vec<Value> {
    let one = |placed: Placed<'_>| {
        let text = match placed {
            Placed::Plain(
                Button::QuickReply { text }
                | Button::Url { text, .. }
                | Button::PhoneNumber { text, .. }
                | Button::CopyCode { text },
            ) => text,
            Placed::Action(action) => &action.text,
        };
        let mut button = json!({
            "message_template_button_type": placed.kind(),
            "message_template_button_text": text,
        });
        match placed {
            Placed::Plain(Button::Url { url, .. }) => {
                button["message_template_button_url"] = json!(url);
            }
            Placed::Plain(Button::PhoneNumber { phone_number, .. }) => {
                button["message_template_button_phone_number"] = json!(phone_number);
            }
            _ => {}
        }
        button
    };
    parts.placed_buttons().into_iter().map(one).collect()
}
