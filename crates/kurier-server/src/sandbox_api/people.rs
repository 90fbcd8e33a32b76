//! `POST /people`: one more scripted person.

use crate::auth::operator::Operator;
use crate::console_api::extract::Body;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::Json;
use axum::extract::State;
use kurier_policy::phone::PhoneNumber;
use serde::{Deserialize, Serialize};
use std::sync::Arc;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct NewPerson {
    #[serde(default)]
    name: String,
    #[serde(default = "english")]
    language: String,
    #[serde(default)]
    phone: Option<String>,
}

#[derive(Serialize)]
pub(crate) struct Created {
    person_id: String,
    session: String,
}

fn english() -> String {
    "en".to_owned()
}

pub(crate) async fn create(
    State(app): State<Arc<App>>,
    _operator: Operator,
    Body(body): Body<NewPerson>,
) -> Result<Json<Created>, Fault> {
    if !matches!(body.language.as_str(), "de" | "en") {
        return Err(Fault::bad_request("language must be de or en"));
    }
    let phone = body
        .phone
        .map(|text| {
            PhoneNumber::parse(&text)
                .map_err(|_| Fault::bad_request("phone is not a number in international form"))
        })
        .transpose()?;
    let label = "sandbox".to_owned();
    let made = app.engine.create_person(body.name, body.language, phone, label).await?;
    Ok(Json(Created { person_id: made.person.id.to_string(), session: made.session }))
}
