//! Lists to choose from.

use super::{Address, ApiError, CloudApi, SendOptions, SentMessage};
use serde_json::{Value, json};

/// A text with a list behind a button; the person must have written within 24 hours.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChoiceList {
    /// The text; at most 4,096 characters.
    pub body: String,
    /// What opens the list; at most 20 characters.
    pub button: String,
    /// One to ten rows.
    pub rows: Vec<ChoiceRow>,
}

/// One row of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ChoiceRow {
    /// Comes back when it is chosen; at most 200 characters.
    pub id: String,
    /// At most 24 characters.
    pub title: String,
    /// At most 72 characters; may be empty.
    pub description: String,
}

impl CloudApi {
    /// Sends a list.
    pub async fn send_list(
        &self,
        to: &Address,
        list: &ChoiceList,
        options: &SendOptions,
    ) -> Result<SentMessage, ApiError> {
        let row = |row: &ChoiceRow| {
            let mut value = json!({ "id": row.id, "title": row.title });
            if !row.description.is_empty() {
                value["description"] = json!(row.description);
            }
            value
        };
        let rows: Vec<Value> = list.rows.iter().map(row).collect();
        let interactive = json!({
            "type": "list",
            "body": { "text": list.body },
            "action": { "button": list.button, "sections": [{ "rows": rows }] },
        });
        self.send(to, json!({ "type": "interactive", "interactive": interactive }), options).await
    }
}
