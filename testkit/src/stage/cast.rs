//! People come into a scenario.

use super::Stage;
use crate::load::Recipient;
use crate::person::FakePerson;
use anyhow::Context;
use serde_json::{Value, json};

impl Stage {
    /// One more person, who allows the business to write. She says a word, which opens the window,
    /// unless her messages are to be priced.
    pub(super) async fn invite(&mut self, priced: bool) -> anyhow::Result<()> {
        let made = self.operator.post("/sandbox/v1/people", &json!({})).await?.ok()?;
        let text = |value: &Value, name: &str| {
            value.get(name).and_then(Value::as_str).map(str::to_owned).context("a text member")
        };
        let path = format!("/sandbox/v1/people/{}", text(&made, "person_id")?);
        let purposes = json!({ "purposes": ["utility"] });
        let allowed = self.operator.post(&format!("{path}/allow"), &purposes).await?.ok()?;
        if !priced {
            self.operator.post(&format!("{path}/say"), &json!({ "text": "Hello" })).await?.ok()?;
        }
        self.recipients.push(Recipient { wa_id: text(&allowed, "wa_id")?, priced });
        let bases = self.nodes.iter().map(|node| node.base.clone()).collect();
        self.people.push(FakePerson::roaming(bases, &text(&made, "session")?));
        Ok(())
    }
}
