use kurier_wire::client::{
    Address, ApiError, ButtonValue, Buttons, ChoiceList, ChoiceRow, CloudApi, Frame, ReplyButton,
    SendOptions, SentMessage, TemplateMessage, TemplateValue,
};
use serde::{Deserialize, Serialize};

/// One message, ready to be stored and sent.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind")]
pub enum Outgoing {
    /// A template: what may go without an open window.
    Template {
        /// Its name.
        name: String,
        /// Its language code.
        language: String,
        /// Its variables, by name.
        values: Vec<(String, String)>,
        /// What its buttons send back.
        payloads: Vec<String>,
    },
    /// Words.
    Text {
        /// The words.
        body: String,
    },
    /// Words with up to three buttons.
    Buttons {
        /// The words; at most 1,024 characters.
        body: String,
        /// What comes back, and what is shown.
        buttons: Vec<(String, String)>,
    },
    /// Words with a list to choose from.
    List {
        /// The words.
        body: String,
        /// What opens the list.
        button: String,
        /// Up to ten rows.
        rows: Vec<Row>,
    },
}

/// A row of a list.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// What comes back.
    pub id: String,
    /// What is shown; at most 24 characters.
    pub title: String,
    /// What is shown below; at most 72 characters.
    pub description: String,
}

impl Outgoing {
    /// Sends it.
    pub(crate) async fn send(
        self,
        api: &CloudApi,
        to: &Address,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        match self {
            Self::Template { name, language, values, payloads } => {
                let body =
                    values.iter().map(|(name, text)| TemplateValue::named(name, text)).collect();
                let buttons = (0..)
                    .zip(payloads)
                    .map(|(place, payload)| (place, ButtonValue::Payload(payload)))
                    .collect();
                let template =
                    TemplateMessage { name, language, header: Vec::new(), body, buttons };
                api.send_template(to, &template, options).await
            }
            Self::Text { body } => api.send_text(to, &body, options).await,
            Self::Buttons { body, buttons } => {
                let frame = Frame { header: None, body, footer: None, file: None };
                let buttons =
                    buttons.into_iter().map(|(id, title)| ReplyButton { id, title }).collect();
                api.send_buttons(to, &Buttons { frame, buttons }, options).await
            }
            Self::List { body, button, rows } => {
                let row = |row: Row| ChoiceRow {
                    id: row.id,
                    title: row.title,
                    description: row.description,
                };
                let list = ChoiceList { body, button, rows: rows.into_iter().map(row).collect() };
                api.send_list(to, &list, options).await
            }
        }
    }
}
