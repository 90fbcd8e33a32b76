//! Forms in messages: looked at before one is sent, opened by the person, answered by her.

use crate::{Engine, EngineError, Result};
use kurier_policy::content::{Content, FormCall, FormReply};
use kurier_policy::entry::EntryKind;
use kurier_policy::flow::{Definition, Flow, FlowStatus, OpenFault, open};
use kurier_policy::id::{BusinessId, InboxSeq, PersonId, SenderId};
use kurier_store::port::StoreError;
use serde_json::{Map, Value};

/// A form as a message opens it.
#[derive(Debug, Clone)]
pub struct OpenForm {
    /// Whose message it is.
    pub business: BusinessId,
    /// Which address it came from.
    pub sender: SenderId,
    /// The form.
    pub flow: Flow,
    /// What it shows.
    pub definition: Definition,
    /// How it begins.
    pub call: FormCall,
}

impl OpenForm {
    /// The screen that it begins with.
    pub fn first_screen(&self) -> String {
        let entry = || self.definition.entry().map(|screen| screen.id.clone());
        self.call.screen.clone().or_else(entry).unwrap_or_default()
    }

    /// Whether it is shown for a trial.
    pub fn is_trial(&self) -> bool {
        self.flow.status == FlowStatus::Draft
    }
}

impl Engine {
    /// Whether a message may open this form so; `Ok(Err(_))` says why not.
    pub async fn check_form(
        &self,
        flow: &Flow,
        call: &FormCall,
    ) -> Result<std::result::Result<(), OpenFault>> {
        let text = self.parts.store.flow_definition(flow.id).await?;
        Ok(open(flow, text.as_deref(), call).map(drop))
    }

    /// The form of a message in her inbox.
    pub async fn open_form(&self, person: PersonId, seq: InboxSeq) -> Result<OpenForm> {
        let (business, sender, call) = self.form_call(person, seq).await?;
        let flow = match self.parts.store.flow(call.flow).await {
            Ok(flow) if flow.business == business => flow,
            Ok(_) | Err(StoreError::NotFound(_)) => return Err(over()),
            Err(other) => return Err(other.into()),
        };
        let text = self.parts.store.flow_definition(flow.id).await?;
        let definition = open(&flow, text.as_deref(), &call).map_err(|_| over())?;
        Ok(OpenForm { business, sender, flow, definition, call })
    }

    /// What is stored when she sends what she filled in; the token of the message goes with it.
    pub async fn form_reply(
        &self,
        (business, person): (BusinessId, PersonId),
        seq: InboxSeq,
        mut answer: Map<String, Value>,
    ) -> Result<Content> {
        let form = self.open_form(person, seq).await?;
        if form.business != business {
            return Err(no_form());
        }
        if let Some(token) = form.call.token {
            answer.insert("flow_token".to_owned(), Value::String(token));
        }
        let response_json = Value::Object(answer).to_string();
        Ok(Content::FormReply(FormReply { flow: form.flow.id, response_json }))
    }

    async fn form_call(
        &self,
        person: PersonId,
        seq: InboxSeq,
    ) -> Result<(BusinessId, SenderId, FormCall)> {
        let after = InboxSeq(seq.0.saturating_sub(1));
        let page = self.parts.store.follow_inbox(person, after, 1).await?;
        let entry = page.entries.into_iter().find(|entry| entry.seq == seq).ok_or_else(no_form)?;
        let EntryKind::FromBusiness { sender, content, .. } = &entry.kind else {
            return Err(no_form());
        };
        let call = content.form().ok_or_else(no_form)?;
        Ok((entry.business, *sender, call.clone()))
    }
}

fn no_form() -> EngineError {
    EngineError::invalid("no_form", "this message opens no form")
}

fn over() -> EngineError {
    EngineError::invalid("form_over", "the business does not show this form any more")
}
