//! Sending.

use super::{Address, ApiError, Buttons, CloudApi, SendOptions, TemplateMessage};
use crate::answer::SendAnswer;
use serde_json::{Value, json};

/// A message the server took.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SentMessage {
    /// Its id; statuses name it.
    pub id: String,
}

impl CloudApi {
    /// Sends free text; the person must have written within 24 hours.
    pub async fn send_text(
        &self,
        to: &Address,
        body: &str,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        self.send(to, json!({ "type": "text", "text": { "body": body } }), options).await
    }

    /// Sends a template; the person must have allowed its purpose.
    pub async fn send_template(
        &self,
        to: &Address,
        template: &TemplateMessage,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        self.send(to, json!({ "type": "template", "template": template.to_json() }), options).await
    }

    /// Sends a template whose header is an uploaded picture ([`CloudApi::upload_image`]).
    pub async fn send_template_with_image(
        &self,
        to: &Address,
        template: &TemplateMessage,
        image_id: &str,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        let mut written = template.to_json();
        let image = json!({ "type": "image", "image": { "id": image_id } });
        if let Some(components) = written["components"].as_array_mut() {
            components.insert(0, json!({ "type": "header", "parameters": [image] }));
        }
        self.send(to, json!({ "type": "template", "template": written }), options).await
    }

    /// Sends a text with one to three reply buttons; the person must have written within 24 hours.
    pub async fn send_buttons(
        &self,
        to: &Address,
        buttons: &Buttons,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        let replies: Vec<Value> = buttons
            .buttons
            .iter()
            .map(|button| {
                json!({ "type": "reply", "reply": { "id": button.id, "title": button.title } })
            })
            .collect();
        let mut interactive = json!({
            "type": "button",
            "body": { "text": buttons.frame.body },
            "action": { "buttons": replies },
        });
        if let Some(header) = &buttons.frame.header {
            interactive["header"] = json!({ "type": "text", "text": header });
        }
        if let Some(footer) = &buttons.frame.footer {
            interactive["footer"] = json!({ "text": footer });
        }
        let content = json!({ "type": "interactive", "interactive": interactive });
        self.send(to, content, options).await
    }

    /// Takes back a message that the person has not read. Refused once she has.
    pub async fn recall(&self, message_id: &str) -> Result<(), ApiError> {
        let path = format!("{}/recall", super::call::segment(message_id));
        let answer: Value = self.post(&path, &json!({}), None).await?;
        super::manage::expect_success(&answer)
    }

    /// Marks a person's message, and all before it, as read; `typing` shows the typing bubble too.
    pub async fn mark_read(&self, message_id: &str, typing: bool) -> Result<(), ApiError> {
        let mut body = json!({
            "messaging_product": "whatsapp",
            "status": "read",
            "message_id": message_id,
        });
        if typing {
            body["typing_indicator"] = json!({ "type": "text" });
        }
        let answer: Value = self.post(&self.messages(), &body, None).await?;
        super::manage::expect_success(&answer)
    }

    pub(super) async fn send(
        &self,
        to: &Address,
        mut body: Value,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        body["messaging_product"] = json!("whatsapp");
        match to {
            Address::Number(number) => body["to"] = json!(number),
            Address::UserId(user_id) => body["recipient"] = json!(user_id),
        }
        if let Some(answered) = &options.reply_to {
            body["context"] = json!({ "message_id": answered });
        }
        if let Some(opaque) = &options.opaque {
            body["biz_opaque_callback_data"] = json!(opaque);
        }
        let key = options.idempotency_key.as_deref();
        let answer: SendAnswer = self.post(&self.messages(), &body, key).await?;
        let first = answer.messages.into_iter().next();
        first
            .map(|message| SentMessage { id: message.id })
            .ok_or_else(|| ApiError::BadAnswer("no message id".to_owned()))
    }

    fn messages(&self) -> String {
        format!("{}/messages", self.phone_id)
    }
}
