//! Two businesses, people, templates: what most tests begin with.

use crate::raw::{RawAnswer, raw};
use kurier_engine::account::{CreatedBusiness, NewBusiness};
use kurier_policy::id::PersonId;
use kurier_policy::money::Micros;
use kurier_policy::permission::Purpose;
use kurier_policy::phone::PhoneNumber;
use serde_json::{Value, json};
use testkit::{Answer, Caller, FakeReceiver, OPERATOR_TOKEN, TestApp};

/// Every purpose.
pub(crate) const EVERYTHING: [Purpose; 3] =
    [Purpose::Utility, Purpose::Authentication, Purpose::Marketing];

/// A running Kurier with a shop, and a rival that must learn nothing of it.
pub(crate) struct Stage {
    pub(crate) app: TestApp,
    pub(crate) shop: CreatedBusiness,
    pub(crate) rival: CreatedBusiness,
    /// Calls as the shop.
    pub(crate) api: Caller,
    /// Calls as the rival.
    pub(crate) rival_api: Caller,
    /// Calls as the operator: console and sandbox.
    pub(crate) operator: Caller,
}

/// A person, as the shop knows her.
pub(crate) struct Someone {
    pub(crate) id: PersonId,
    pub(crate) session: String,
    pub(crate) wa_id: String,
    pub(crate) user_id: String,
}

impl Stage {
    pub(crate) async fn start() -> Self {
        let app = TestApp::start().await.unwrap();
        let shop = business(&app, "Shop", "493055501001").await;
        let rival = business(&app, "Rival", "493055501002").await;
        let api = Caller::new(&app.base, &shop.token).unwrap();
        let rival_api = api.with_token(&rival.token);
        let operator = app.operator().unwrap();
        Self { app, shop, rival, api, rival_api, operator }
    }

    /// She allowed the shop everything; no open window.
    pub(crate) async fn reader(&self, name: &str) -> Someone {
        let person = self.app.person(name).await.unwrap();
        let (id, business) = (person.person.id, self.shop.business.id);
        let ids = self.app.allow(id, business, &EVERYTHING).await.unwrap();
        Someone { id, session: person.session, wa_id: ids.wa_id, user_id: ids.user_id }
    }

    /// She allowed the shop everything and wrote to it: the window is open.
    pub(crate) async fn friend(&self, name: &str) -> Someone {
        let someone = self.reader(name).await;
        self.act(&someone, "say", json!({ "text": "Hello shop" })).await.ok().unwrap();
        someone
    }

    /// The shop has ids for her; she allowed it nothing.
    pub(crate) async fn stranger(&self, name: &str) -> Someone {
        let person = self.app.person(name).await.unwrap();
        let engine = self.app.engine();
        let (id, now) = (person.person.id, engine.clock().now());
        let relation = engine.store().relate(self.shop.business.id, id, now).await.unwrap();
        let ids = relation.ids;
        Someone { id, session: person.session, wa_id: ids.wa_id, user_id: ids.user_id }
    }

    /// Where the shop sends.
    pub(crate) fn messages(&self) -> String {
        format!("/v23.0/{}/messages", self.shop.sender.id)
    }

    /// Sends as the shop.
    pub(crate) async fn send(&self, mut body: Value) -> Answer {
        body["messaging_product"] = json!("whatsapp");
        self.api.post(&self.messages(), &body).await.unwrap()
    }

    /// Sends a text and answers its id.
    pub(crate) async fn text(&self, to: &Someone, body: &str) -> String {
        wamid(&self.send(text(&to.wa_id, body)).await.ok().unwrap())
    }

    /// Lets a person act in the sandbox, towards the shop.
    pub(crate) async fn act(&self, person: &Someone, what: &str, mut body: Value) -> Answer {
        body["waba_id"] = json!(self.shop.business.id.to_string());
        let path = format!("/sandbox/v1/people/{}/{what}", person.id);
        self.operator.post(&path, &body).await.unwrap()
    }

    /// What she sees; looking is receiving.
    pub(crate) async fn inbox(&self, person: &Someone) -> Vec<Value> {
        let path = format!("/sandbox/v1/people/{}/messages", person.id);
        let seen = self.operator.get(&path).await.unwrap().ok().unwrap();
        seen["entries"].as_array().unwrap().clone()
    }

    /// A receiver that the shop's webhooks go to from now on.
    pub(crate) async fn receiver(&self) -> FakeReceiver {
        let receiver = FakeReceiver::start(&self.shop.business.app_secret).await.unwrap();
        let body = json!({ "override_callback_uri": receiver.url,
            "verify_token": receiver.verify_token });
        let path = format!("/v23.0/{}/subscribed_apps", self.shop.business.id);
        self.api.post(&path, &body).await.unwrap().ok().unwrap();
        receiver
    }

    /// Makes a template of the shop and lets the operator approve it; answers its id.
    pub(crate) async fn template(&self, name: &str, category: &str, components: Value) -> String {
        let body = json!({ "name": name, "language": "en_US", "category": category,
            "components": components });
        let path = format!("/v23.0/{}/message_templates", self.shop.business.id);
        let made = self.api.post(&path, &body).await.unwrap().ok().unwrap();
        let id = made["id"].as_str().unwrap().to_owned();
        let path = format!("/sandbox/v1/templates/{id}/approve");
        self.operator.post(&path, &json!({})).await.unwrap().ok().unwrap();
        id
    }

    /// `order_update`: two variables, a quick reply and a URL with a variable.
    pub(crate) async fn order_update(&self) -> String {
        let components = json!([
            { "type": "BODY", "text": "Hello {{1}}, your order {{2}} is on its way.",
              "example": { "body_text": [["Kim", "A-1"]] } },
            { "type": "BUTTONS", "buttons": [
                { "type": "QUICK_REPLY", "text": "Got it" },
                { "type": "URL", "text": "Track", "url": "https://shop.example/o/{{1}}",
                  "example": ["https://shop.example/o/A-1"] } ] },
        ]);
        self.template("order_update", "UTILITY", components).await
    }

    /// A raw request as the shop, with a JSON content type.
    pub(crate) async fn raw(&self, method: &str, target: &str, body: &[u8]) -> RawAnswer {
        let bearer = format!("Bearer {}", self.shop.token);
        let headers = [("Authorization", bearer.as_str()), ("Content-Type", "application/json")];
        raw(&self.app.base, method, target, &headers, body).await
    }

    /// Calls the people API as a program of this person.
    pub(crate) fn people(&self, person: &Someone) -> Caller {
        self.api.with_token(&person.session)
    }
}

pub(crate) async fn business(app: &TestApp, name: &str, number: &str) -> CreatedBusiness {
    let new = NewBusiness {
        name: name.to_owned(),
        display_number: PhoneNumber::parse(number).unwrap(),
        verified: true,
        credit: Micros(1_000_000_000),
    };
    app.engine().create_business(new).await.unwrap()
}

/// A text message.
pub(crate) fn text(to: &str, body: &str) -> Value {
    json!({ "messaging_product": "whatsapp", "to": to, "type": "text", "text": { "body": body } })
}

/// An `order_update` message.
pub(crate) fn order(to: &str, name: &str, number: &str) -> Value {
    let parameter = |text: &str| json!({ "type": "text", "text": text });
    json!({ "messaging_product": "whatsapp", "to": to, "type": "template", "template": {
        "name": "order_update", "language": { "code": "en_US" }, "components": [
            { "type": "body", "parameters": [parameter(name), parameter(number)] },
            { "type": "button", "sub_type": "quick_reply", "index": "0",
              "parameters": [{ "type": "payload", "payload": "seen-1" }] },
            { "type": "button", "sub_type": "url", "index": 1, "parameters": [parameter(number)] },
        ] } })
}

/// The message id of an answer.
pub(crate) fn wamid(answer: &Value) -> String {
    answer["messages"][0]["id"].as_str().unwrap().to_owned()
}

/// Code and subcode of a Graph error.
pub(crate) fn code(answer: &Answer) -> (u16, u64, u64) {
    let number = |name: &str| answer.json["error"][name].as_u64().unwrap_or_default();
    (answer.status, number("code"), number("error_subcode"))
}

/// The operator's authorization header.
pub(crate) fn operator_bearer() -> String {
    format!("Bearer {OPERATOR_TOKEN}")
}
