//! `seed.json`: everything a test program needs to know about a sandbox.

use super::kept::second_token;
use kurier_engine::account::{CreatedBusiness, CreatedPerson};
use kurier_policy::event::PairIds;
use kurier_server::sandbox_api::numbers::Scripted;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The version of the Cloud API that the seed names.
const VERSION: &str = "v23.0";

/// The file, as test programs read it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Seed {
    #[serde(flatten)]
    pub(crate) place: Place,
    version: String,
    #[serde(flatten)]
    pub(crate) cast: Cast,
    /// Confirms what the first operator proposes.
    #[serde(default)]
    second_operator_token: String,
}

/// Where this run of the sandbox listens.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Place {
    pub(crate) base: String,
    pub(crate) tls_base: Option<String>,
}

/// Who is in it: the same after a restart on the same data.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Cast {
    pub(super) app_id: String,
    pub(super) app_secret: String,
    pub(super) app_token: String,
    pub(super) token: String,
    pub(super) waba_id: String,
    pub(super) business_id: String,
    pub(super) phone_id: String,
    pub(super) display_phone: String,
    pub(super) verify_token: String,
    pub(crate) operator_token: String,
    pub(super) person_a: SeedPerson,
    pub(super) person_b: SeedPerson,
    pub(super) person_c: SeedPerson,
    pub(super) second_business: SecondBusiness,
    pub(super) templates: BTreeMap<String, String>,
    /// People who act by themselves; absent in folders of earlier releases.
    #[serde(default)]
    pub(crate) numbers: Vec<Scripted>,
}

/// A scripted person as the first business knows her.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SeedPerson {
    person_id: String,
    wa_id: String,
    user_id: String,
    session: String,
}

/// Another business, which knows person A by other ids.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct SecondBusiness {
    pub(super) waba_id: String,
    pub(super) phone_id: String,
    pub(super) token: String,
    pub(super) person_a: KnownAs,
}

/// The ids of a pair.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(super) struct KnownAs {
    wa_id: String,
    user_id: String,
}

impl Seed {
    pub(crate) fn new(place: Place, cast: Cast) -> Self {
        let second_operator_token = second_token(&cast.operator_token);
        Self { place, version: VERSION.to_owned(), cast, second_operator_token }
    }
}

impl SeedPerson {
    pub(super) fn of(made: CreatedPerson, ids: PairIds) -> Self {
        Self {
            person_id: made.person.id.to_string(),
            wa_id: ids.wa_id,
            user_id: ids.user_id,
            session: made.session,
        }
    }
}

impl SecondBusiness {
    pub(super) fn of(made: CreatedBusiness, person_a: PairIds) -> Self {
        Self {
            waba_id: made.business.id.to_string(),
            phone_id: made.sender.id.to_string(),
            token: made.token,
            person_a: KnownAs { wa_id: person_a.wa_id, user_id: person_a.user_id },
        }
    }
}
