use serde::Deserialize;
use serde_json::{Map, Value};

use crate::read::text::{cut, plain, reader_view};

/// Recipients of one call at most; listmonk sends one.
const RECIPIENTS_MAX: usize = 1_000;
/// Attributes of a subscriber that may hold where she is reached here.
const ADDRESSES: [&str; 4] = ["wa_id", "kurier", "phone", "mobile"];

/// A letter that another program wants to be sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Which campaign it belongs to: the same letter is one story.
    pub campaign: String,
    /// Its subject.
    pub subject: String,
    /// Its text.
    pub text: String,
    /// Its text, safe to show.
    pub html: String,
    /// Addresses of its recipients.
    pub recipients: Vec<String>,
    /// Recipients of which no address is known.
    pub without_address: u32,
}

#[derive(Deserialize)]
struct Message {
    subject: String,
    body: String,
    #[serde(default)]
    content_type: String,
    recipients: Vec<Recipient>,
    campaign: Option<Campaign>,
}

#[derive(Deserialize)]
struct Recipient {
    #[serde(default)]
    status: String,
    #[serde(default)]
    attribs: Map<String, Value>,
}

#[derive(Deserialize)]
struct Campaign {
    uuid: String,
}

/// Reads what listmonk posts to a messenger.
pub fn read_messenger(body: &[u8]) -> Result<Letter, String> {
    let message: Message = serde_json::from_slice(body)
        .map_err(|fault| format!("not a message of listmonk: {fault}"))?;
    if message.recipients.len() > RECIPIENTS_MAX {
        return Err(format!("more than {RECIPIENTS_MAX} recipients in one call"));
    }
    let subject = cut(&plain(&message.subject), 300);
    let html = if message.content_type == "plain" {
        quick_xml::escape::escape(message.body.as_str()).replace('\n', "<br>")
    } else {
        message.body
    };
    // A message without a campaign is a letter to one: its words name it.
    let campaign =
        message.campaign.map_or_else(|| mark(&subject, &html), |campaign| cut(&campaign.uuid, 64));
    let (mut recipients, mut without_address) = (Vec::new(), 0);
    for recipient in message.recipients {
        match address(&recipient.attribs) {
            Some(address)
                if recipient.status != "blocklisted" && recipient.status != "disabled" =>
            {
                recipients.push(address);
            }
            _ => without_address += 1,
        }
    }
    let shown = reader_view(&html, None);
    Ok(Letter {
        campaign,
        subject,
        text: cut(&plain(&html), 4_000),
        html: shown,
        recipients,
        without_address,
    })
}

fn mark(subject: &str, html: &str) -> String {
    crate::model::content_mark(&crate::read::Item {
        title: subject.to_owned(),
        summary: html.to_owned(),
        ..crate::read::Item::default()
    })
}

fn address(attributes: &Map<String, Value>) -> Option<String> {
    let found = ADDRESSES.iter().find_map(|name| attributes.get(*name))?;
    let text = found.as_str().map_or_else(|| found.to_string(), str::to_owned);
    let digits: String = text.chars().filter(char::is_ascii_digit).collect();
    (7..=15).contains(&digits.len()).then_some(digits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_message_of_listmonk_is_a_letter_to_those_whose_address_is_known() {
        let body = br#"{"subject":"Hi <b>you</b>","body":"<p>News</p><script>x</script>","content_type":"html","recipients":[
            {"uuid":"u1","email":"a@x.example","status":"enabled","attribs":{"wa_id":"999000000000001"}},
            {"uuid":"u2","email":"b@x.example","status":"enabled","attribs":{}},
            {"uuid":"u3","email":"c@x.example","status":"blocklisted","attribs":{"phone":"+49 170 1234567"}}],
            "campaign":{"uuid":"c1","name":"November","tags":[]}}"#;
        let letter = read_messenger(body).unwrap();
        assert_eq!(
            (letter.subject.as_str(), letter.text.as_str(), letter.campaign.as_str()),
            ("Hi you", "News", "c1")
        );
        assert_eq!(
            (letter.recipients.as_slice(), letter.without_address),
            (["999000000000001".to_owned()].as_slice(), 2)
        );
        assert!(read_messenger(b"{}").is_err() && read_messenger(b"\xff").is_err());
    }
}
