//! The buttons of a template or of a card.

use super::read::broken;
use crate::error::WireError;
use crate::json::{Node, Object, invalid, unsupported};
use kurier_policy::limits::CODE_CHARS;
use kurier_policy::template::definition::{
    Action, App, CodeDelivery, CodeWay, Flow, FlowStart, Opens,
};
use kurier_policy::template::lint::{Finding, LintCode};
use kurier_policy::template::variables;
use kurier_policy::template::{Button, Sample};

/// Text of a code button that names none.
const COPY_CODE_TEXT: &str = "Copy code";

/// The buttons read so far.
#[derive(Default)]
pub(super) struct Row {
    pub(super) buttons: Vec<Button>,
    pub(super) actions: Vec<Action>,
    pub(super) samples: Vec<Sample>,
    pub(super) code_delivery: Option<CodeDelivery>,
}

impl Row {
    pub(super) fn read(object: &Object<'_>, authentication: bool) -> Result<Self, WireError> {
        let mut row = Self::default();
        for node in object.need("buttons")?.items()? {
            row.one(&node.object()?, authentication)?;
        }
        Ok(row)
    }

    fn place(&self) -> usize {
        self.buttons.len().saturating_add(self.actions.len())
    }

    fn one(&mut self, object: &Object<'_>, authentication: bool) -> Result<(), WireError> {
        let kind = object.need_word("type")?;
        if authentication != (kind == "otp") {
            let why = "must be OTP in authentication templates, and only there";
            return Err(invalid(&object.path_of("type"), why));
        }
        match kind.as_ref() {
            "quick_reply" => {
                self.buttons.push(Button::QuickReply { text: object.need_text("text")? });
            }
            "url" => self.url(object)?,
            "phone_number" => self.buttons.push(Button::PhoneNumber {
                text: object.need_text("text")?,
                phone_number: object.need_text("phone_number")?,
            }),
            "copy_code" => self.copy_code(object)?,
            "otp" => self.otp(object)?,
            kind => self.action(object, kind)?,
        }
        Ok(())
    }

    fn url(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        let url = object.need_text("url")?;
        let sample = sample(object)?.filter(|text| !text.trim().is_empty());
        if sample.is_none() && !variables::names(&url).is_empty() {
            return Err(lacks(&object.path_of("example"), "must show the whole address"));
        }
        self.sample(sample);
        self.buttons.push(Button::Url { text: object.need_text("text")?, url });
        Ok(())
    }

    fn copy_code(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        let code = sample(object)?.filter(|text| !text.trim().is_empty());
        match code.as_deref().map(|text| text.chars().count()) {
            None => return Err(lacks(&object.path_of("example"), "must show a code")),
            Some(length) if length > CODE_CHARS => {
                let place = object.path_of("example");
                let detail =
                    format!("`{place}` has {length} characters; at most {CODE_CHARS} are allowed");
                return Err(broken(&[Finding { code: LintCode::TooLong, detail }]));
            }
            Some(_) => {}
        }
        self.sample(code);
        self.buttons.push(Button::CopyCode { text: copy_text(object)? });
        Ok(())
    }

    fn sample(&mut self, value: Option<String>) {
        let parameter = format!("buttons[{}]", self.place());
        self.samples.extend(value.map(|value| Sample { parameter, value }));
    }

    fn otp(&mut self, object: &Object<'_>) -> Result<(), WireError> {
        let way = match object.word("otp_type")?.as_deref() {
            None | Some("copy_code") => None,
            Some("one_tap") => Some(CodeWay::OneTap),
            Some("zero_tap") => {
                if !object.truth("zero_tap_terms_accepted")? {
                    let place = object.path_of("zero_tap_terms_accepted");
                    return Err(invalid(&place, "must be true for ZERO_TAP"));
                }
                Some(CodeWay::ZeroTap)
            }
            Some(_) => {
                let place = object.path_of("otp_type");
                return Err(invalid(&place, "must be COPY_CODE, ONE_TAP or ZERO_TAP"));
            }
        };
        if let Some(way) = way {
            let autofill_text = object.text("autofill_text")?;
            self.code_delivery = Some(CodeDelivery { way, autofill_text, apps: apps(object)? });
        }
        self.buttons.push(Button::CopyCode { text: copy_text(object)? });
        Ok(())
    }

    fn action(&mut self, object: &Object<'_>, kind: &str) -> Result<(), WireError> {
        let opens = match kind {
            "flow" => Opens::Flow(flow(object)?),
            "catalog" => Opens::Catalog,
            "mpm" => Opens::Mpm,
            "spm" => Opens::Spm,
            "voice_call" => Opens::VoiceCall,
            "request_contact_info" => Opens::RequestContactInfo,
            "app" => Opens::App { deep_link: deep_link(object)? },
            _ => return Err(unsupported(&format!("The button `{}`", object.path_of("type")))),
        };
        // The platform writes these texts itself when a business names none.
        let text = match (object.text("text")?, &opens) {
            (Some(text), _) => text,
            (None, Opens::Spm) => "View".to_owned(),
            (None, Opens::RequestContactInfo) => "Share contact info".to_owned(),
            (None, _) => object.need_text("text")?,
        };
        let Ok(at) = u8::try_from(self.place()) else {
            return Err(invalid(&object.path_of("type"), "is one button too many"));
        };
        self.actions.push(Action { at, text, opens });
        Ok(())
    }
}

fn lacks(place: &str, what: &str) -> WireError {
    broken(&[Finding { code: LintCode::MissingSample, detail: format!("`{place}` {what}") }])
}

/// `example` of a button: a text, or a list of one.
fn sample(object: &Object<'_>) -> Result<Option<String>, WireError> {
    let Some(node) = object.get("example") else { return Ok(None) };
    match node.items() {
        Ok(list) => list.first().map(Node::text).transpose(),
        Err(_) => Ok(Some(node.text()?)),
    }
}

fn copy_text(object: &Object<'_>) -> Result<String, WireError> {
    Ok(object.text("text")?.unwrap_or_else(|| COPY_CODE_TEXT.to_owned()))
}

/// `supported_apps`, or the one app that older clients name in the button itself.
fn apps(object: &Object<'_>) -> Result<Vec<App>, WireError> {
    if object.get("supported_apps").is_none() && object.get("package_name").is_some() {
        return Ok(vec![app(object)?]);
    }
    object.items("supported_apps")?.iter().map(|node| app(&node.object()?)).collect()
}

fn app(object: &Object<'_>) -> Result<App, WireError> {
    Ok(App {
        package_name: object.need_text("package_name")?,
        signature_hash: object.need_text("signature_hash")?,
    })
}

fn flow(object: &Object<'_>) -> Result<Flow, WireError> {
    let start = match object.word("flow_action")?.as_deref() {
        None | Some("navigate") => FlowStart::Navigate,
        Some("data_exchange") => FlowStart::DataExchange,
        Some(_) => {
            let place = object.path_of("flow_action");
            return Err(invalid(&place, "must be navigate or data_exchange"));
        }
    };
    Ok(Flow {
        id: object.text("flow_id")?,
        name: object.text("flow_name")?,
        definition: object.text("flow_json")?,
        start,
        screen: object.text("navigate_screen")?,
    })
}

/// `app_deep_link.android_deep_link`, or `deep_link`.
fn deep_link(object: &Object<'_>) -> Result<String, WireError> {
    match object.object("app_deep_link")? {
        Some(link) => link.need_text("android_deep_link"),
        None => object.need_text("deep_link"),
    }
}
