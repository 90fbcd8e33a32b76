//! How faults of campaigns are told.

use crate::cloud_api::call::Call;
use crate::cloud_api::reply::internal;
use kurier_engine::campaign::CampaignFault;
use kurier_policy::campaign::NotNow;
use kurier_policy::id::CampaignId;
use kurier_wire::error::{self, GraphError, WireError};

pub(super) fn told(call: &Call, fault: CampaignFault, id: CampaignId) -> WireError {
    match fault {
        CampaignFault::Engine(error) if error.is_not_found() => unknown(call, id),
        CampaignFault::Engine(error) => internal(error),
        CampaignFault::Refused { refusal, evidence } => {
            GraphError::of_refusal(refusal, evidence.detail.as_deref()).boxed()
        }
        CampaignFault::NotNow(why) => wrong(format!("{why}."), hint(why)),
        fault @ CampaignFault::Busy => wrong(format!("{fault}."), "Try again in a moment."),
        fault @ CampaignFault::Full => {
            wrong(format!("{fault}, as many as a business keeps."), "Use one that was not started.")
        }
        fault @ CampaignFault::Nobody => {
            wrong(format!("{fault}."), "Label people, or ask for less in `audience`.")
        }
        fault @ CampaignFault::TooMany => {
            wrong(format!("{fault}."), "Split it by labels into several campaigns.")
        }
    }
}

pub(super) fn unknown(_: &Call, id: CampaignId) -> WireError {
    error::unknown_object(&id.to_string(), "")
}

fn wrong(details: String, hint: &'static str) -> WireError {
    GraphError::of(&error::PARAMETER_VALUE).details(details).hint(hint).boxed()
}

fn hint(why: NotNow) -> &'static str {
    match why {
        NotNow::State(_) => "Look at its status first.",
        NotNow::NotRehearsed | NotNow::Stale => "Rehearse it, look at the split, then start it.",
        NotNow::Time => "Give `begins_at` in seconds since 1970, within 30 days.",
    }
}
