//! How networks of businesses are written down.

use super::corrupt;
use super::export::{hex, unhex};
use crate::port::Result;
use crate::record::NetworkCall;
use kurier_policy::id::BusinessId;
use kurier_policy::rules::takeover::{NetworkKey, Trust};
use kurier_policy::time::Timestamp;
use serde::{Deserialize, Serialize};

/// One of the export.
#[derive(Serialize, Deserialize)]
pub(crate) struct NetworkLine {
    business: BusinessId,
    network: NetworkKey,
    token: String,
    seen_at: Timestamp,
    trust: Trust,
}

impl From<&NetworkCall> for NetworkLine {
    fn from(call: &NetworkCall) -> Self {
        let NetworkCall { business, network, token, seen_at, trust } = *call;
        Self { business, network, token: hex(&token), seen_at, trust }
    }
}

impl NetworkLine {
    pub(crate) fn call(&self) -> Result<NetworkCall> {
        let Self { business, network, seen_at, trust, .. } = *self;
        let token = unhex(&self.token).and_then(|bytes| bytes.try_into().ok());
        let token = token.ok_or_else(|| corrupt("network", business, "a hash has 32 bytes"))?;
        Ok(NetworkCall { business, network, token, seen_at, trust })
    }
}

pub(crate) fn trust_code(trust: Trust) -> i64 {
    match trust {
        Trust::Open => 0,
        Trust::Confirmed => 1,
        Trust::Hijacker => 2,
    }
}

/// What a column says; what is unknown is trusted least.
pub(crate) fn trust(code: i64) -> Trust {
    match code {
        0 => Trust::Open,
        1 => Trust::Confirmed,
        _ => Trust::Hijacker,
    }
}
