//! Bodies of success answers.

use kurier_policy::outbound::Recipient;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// Answer to a message that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SendAnswer {
    /// Always `whatsapp`.
    pub messaging_product: String,
    /// The recipient, as it was named.
    pub contacts: Vec<AnswerContact>,
    /// The message; one.
    pub messages: Vec<AnswerMessage>,
}

/// The recipient of a message that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerContact {
    /// As the business wrote it.
    pub input: String,
    /// Digits of the address; absent when the business gave a `user_id`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub wa_id: Option<String>,
    /// The `user_id`, when the business gave it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user_id: Option<String>,
}

/// A message that was taken.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AnswerMessage {
    /// Its id.
    pub id: String,
    /// `accepted`; present for templates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message_status: Option<String>,
}

/// The answer to a message that was taken, also to one that will fail at once.
///
/// It is made of the request alone: an answer that knew more would tell whether the recipient exists.
pub fn sent(input: &str, to: &Recipient, message_id: &str, is_template: bool) -> SendAnswer {
    let (wa_id, user_id) = match to {
        Recipient::WaId(digits) => (Some(format!("{digits:015}")), None),
        Recipient::Phone(number) => (Some(number.digits().to_owned()), None),
        Recipient::UserId(given) => (None, Some(given.clone())),
    };
    SendAnswer {
        messaging_product: "whatsapp".to_owned(),
        contacts: vec![AnswerContact { input: input.to_owned(), wa_id, user_id }],
        messages: vec![AnswerMessage {
            id: message_id.to_owned(),
            message_status: is_template.then(|| "accepted".to_owned()),
        }],
    }
}

/// The answer to a write that returns nothing else.
pub fn success() -> Value {
    json!({ "success": true })
}

#[cfg(test)]
mod tests {
    use super::*;
    use kurier_policy::phone::PhoneNumber;

    #[test]
    fn the_answer_repeats_the_request_and_tells_nothing_else() {
        let phone = Recipient::Phone(PhoneNumber::parse("+49 170 1234567").unwrap());
        let got = serde_json::to_value(sent("+49 170 1234567", &phone, "wamid.1", true)).unwrap();
        let want = json!({"messaging_product": "whatsapp",
            "contacts": [{"input": "+49 170 1234567", "wa_id": "491701234567"}],
            "messages": [{"id": "wamid.1", "message_status": "accepted"}]});
        assert_eq!(got, want);
        let user = Recipient::UserId("ZZ.5".into());
        let got = serde_json::to_value(sent("ZZ.5", &user, "wamid.2", false)).unwrap();
        assert_eq!(got["contacts"], json!([{"input": "ZZ.5", "user_id": "ZZ.5"}]));
        assert_eq!(got["messages"], json!([{"id": "wamid.2"}]));
    }
}
