//! Campaigns and labels: Kurier's own calls beside the Cloud API.

use crate::error::{self, GraphError, WireError};
use crate::json::{Node, Object, invalid};
use crate::params::Params;
use crate::send::{FileCall, template_call};
use kurier_policy::campaign::{Audience, LABELS_MAX, LocalTime, NAME_CHARS_MAX, is_label};
use kurier_policy::id::SenderId;
use kurier_policy::outbound::Recipient;
use kurier_policy::permission::Purpose;
use kurier_policy::rules::quiet::DayTime;
use kurier_policy::rules::zone::Zone;
use kurier_policy::template::TemplateCall;
use kurier_policy::time::Timestamp;

/// Most people labelled in one call.
pub const PEOPLE_MAX: usize = 1_000;
/// Longest topic, in characters.
const TOPIC_CHARS_MAX: usize = 60;
/// Longest `biz_opaque_callback_data`, in characters.
const OPAQUE_CHARS_MAX: usize = 512;

/// What a new campaign is made of.
#[derive(Debug, Clone, PartialEq)]
pub struct NewCampaign {
    /// What the business calls it.
    pub name: String,
    /// From which address.
    pub sender: SenderId,
    /// The template with its values.
    pub call: TemplateCall,
    /// The files that it names.
    pub files: Vec<FileCall>,
    /// To whom.
    pub audience: Audience,
    /// When it is to begin.
    pub begins_at: Option<Timestamp>,
    /// At which time of day by each person's own clock.
    pub local: Option<LocalTime>,
    /// Messages a second at most.
    pub per_second: Option<u32>,
    /// Echoed in statuses; empty = the server makes it.
    pub opaque: String,
}

/// Reads a new campaign.
///
/// # Errors
/// 131008 without name, sender or template, 131009 for members of another kind.
pub fn parse_new(params: &Params) -> Result<NewCampaign, WireError> {
    let given = Object::root(params);
    let name =
        short(&given, "name", NAME_CHARS_MAX)?.ok_or_else(|| crate::json::missing("name"))?;
    let sender = given.need_text("phone_number_id")?;
    let sender = sender.parse().map_err(|_| invalid("phone_number_id", "is no id"))?;
    let mut files = Vec::new();
    let call = template_call(&given.need_object("template")?, &mut files)?;
    let audience = match given.object("audience")? {
        Some(audience) => self::audience(&audience)?,
        None => Audience::default(),
    };
    Ok(NewCampaign {
        name,
        sender,
        call,
        files,
        audience,
        begins_at: whole(&given, "begins_at")?.map(Timestamp::from_seconds),
        local: local_time(&given)?,
        per_second: whole(&given, "per_second")?
            .map(|most| u32::try_from(most).unwrap_or(u32::MAX)),
        opaque: short(&given, "biz_opaque_callback_data", OPAQUE_CHARS_MAX)?.unwrap_or_default(),
    })
}

fn local_time(given: &Object<'_>) -> Result<Option<LocalTime>, WireError> {
    let zone = given.text("zone")?.map(|name| Zone::parse(&name)).transpose();
    let zone = zone.map_err(|fault| invalid("zone", &fault.to_string()))?;
    let Some(at) = given.text("local_time")? else {
        return match zone {
            Some(_) => Err(invalid("zone", "needs a local_time")),
            None => Ok(None),
        };
    };
    let at = DayTime::parse(&at).map_err(|fault| invalid("local_time", &fault.to_string()))?;
    Ok(Some(LocalTime { at, zone }))
}

fn audience(given: &Object<'_>) -> Result<Audience, WireError> {
    let purpose = match given.word("purpose")?.as_deref() {
        None => None,
        Some(word) => {
            let known = Purpose::ALL.iter().find(|one| one.name() == word).copied();
            let told =
                || invalid("audience.purpose", "must be utility, authentication or marketing");
            Some(known.ok_or_else(told)?)
        }
    };
    let topic = short(given, "topic", TOPIC_CHARS_MAX)?;
    if topic.is_some() && purpose.is_none() {
        return Err(invalid("audience.topic", "needs a purpose"));
    }
    Ok(Audience {
        labels: labels(given, "labels")?,
        without: labels(given, "without_labels")?,
        purpose,
        topic,
    })
}

fn labels<'a>(given: &Object<'a>, name: &'a str) -> Result<Vec<String>, WireError> {
    let items = given.items(name)?;
    if items.len() > LABELS_MAX {
        return Err(invalid(&given.path_of(name), "names at most 20 labels"));
    }
    items.iter().map(|item| checked_label(item)).collect()
}

fn checked_label(node: &Node<'_>) -> Result<String, WireError> {
    let text = node.text()?;
    let told = "must be 1 to 40 small letters, digits, `_` and `-`";
    if is_label(&text) { Ok(text) } else { Err(invalid(&node.path(), told)) }
}

fn short<'a>(given: &Object<'a>, name: &'a str, most: usize) -> Result<Option<String>, WireError> {
    let Some(text) = given.text(name)? else { return Ok(None) };
    let told = || invalid(&given.path_of(name), &format!("must have 1 to {most} characters"));
    if (1..=most).contains(&text.chars().count()) { Ok(Some(text)) } else { Err(told()) }
}

fn whole<'a>(given: &Object<'a>, name: &'a str) -> Result<Option<i64>, WireError> {
    let Some(node) = given.get(name) else { return Ok(None) };
    let number = node.plain()?.trim().parse::<i64>().ok().filter(|number| *number > 0);
    number.map(Some).ok_or_else(|| invalid(&given.path_of(name), "must be a whole number above 0"))
}

/// People with a label that is put on them, or taken off.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The label.
    pub label: String,
    /// Who, by `wa_id` or `user_id`.
    pub people: Vec<Recipient>,
}

/// Reads whom to label how. A phone number names nobody here: it would tell who is a user.
///
/// # Errors
/// 131008 without label or people, 131009 for members of another kind.
pub fn parse_labelled(params: &Params) -> Result<Labelled, WireError> {
    let given = Object::root(params);
    let label = checked_label(&given.need("label")?)?;
    given.need("people")?;
    let items = given.items("people")?;
    if items.is_empty() || items.len() > PEOPLE_MAX {
        return Err(invalid("people", "names 1 to 1,000 people"));
    }
    let person = |node: &Node<'_>| -> Result<Recipient, WireError> {
        let text = node.text()?;
        let by_user_id = Recipient::parse_user_id(&text);
        let found = by_user_id.or_else(|_| Recipient::parse_to(&text));
        match found {
            Ok(found @ (Recipient::WaId(_) | Recipient::UserId(_))) => Ok(found),
            _ => Err(GraphError::of(&error::PARAMETER_VALUE)
                .details(format!("`{}`: a wa_id or a user_id is needed.", node.path()))
                .boxed()),
        }
    };
    let people = items.iter().map(person).collect::<Result<_, _>>()?;
    Ok(Labelled { label, people })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn params(value: Value) -> Params {
        match value {
            Value::Object(map) => map,
            other => panic!("no object: {other}"),
        }
    }

    fn new() -> Value {
        json!({ "name": "Spring", "phone_number_id": "345678901234567",
            "template": { "name": "promo", "language": { "code": "en_US" } },
            "audience": { "labels": ["vip"], "without_labels": ["staff"], "purpose": "marketing", "topic": "Shoes" },
            "begins_at": 1_700_000_000, "per_second": "20",
            "local_time": "09:00", "zone": "Europe/Berlin" })
    }

    fn spoilt(path: &str, value: Value) -> WireError {
        let mut body = new();
        *body.pointer_mut(path).unwrap() = value;
        parse_new(&params(body)).unwrap_err()
    }

    #[test]
    fn a_campaign_is_read_as_it_was_written() {
        let read = parse_new(&params(new())).unwrap();
        assert_eq!((read.name.as_str(), read.sender), ("Spring", SenderId(345_678_901_234_567)));
        assert_eq!((read.call.name.as_str(), read.call.language.as_str()), ("promo", "en_US"));
        let audience = Audience {
            labels: vec!["vip".to_owned()],
            without: vec!["staff".to_owned()],
            purpose: Some(Purpose::Marketing),
            topic: Some("Shoes".to_owned()),
        };
        assert_eq!(read.audience, audience);
        let zone = Some(Zone::parse("Europe/Berlin").unwrap());
        assert_eq!(read.local, Some(LocalTime { at: DayTime::of(9, 0), zone }));
        assert_eq!(read.begins_at, Some(Timestamp::from_seconds(1_700_000_000)));
        assert_eq!((read.per_second, read.opaque.as_str()), (Some(20), ""));
    }

    #[test]
    fn what_is_wrong_is_named() {
        for (path, value) in [
            ("/name", json!("")),
            ("/name", json!("x".repeat(101))),
            ("/phone_number_id", json!("me")),
            ("/audience/labels", json!(["VIP"])),
            ("/audience/purpose", json!("fun")),
            ("/audience/purpose", Value::Null),
            ("/begins_at", json!("soon")),
            ("/local_time", json!("9 o'clock")),
            ("/local_time", Value::Null),
            ("/zone", json!("Mars/Olympus")),
            ("/per_second", json!(0)),
        ] {
            let fault = format!("{:?}", spoilt(path, value));
            assert!(fault.contains("131009"), "{path}: {fault}");
        }
    }

    #[test]
    fn people_are_labelled_by_the_ids_made_for_the_business_alone() {
        let body = |people: Value| params(json!({ "label": "vip", "people": people }));
        let read = parse_labelled(&body(json!(["999123456789012", "ZZ.aB3"]))).unwrap();
        assert_eq!(read.people.len(), 2);
        for bad in [json!(["+491701234567"]), json!([]), json!(["x"])] {
            assert!(parse_labelled(&body(bad)).is_err());
        }
    }
}
