//! Addresses of definitions, which prove themselves for five minutes.

use crate::media::tag;
use crate::{Engine, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kurier_policy::id::FlowId;
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use subtle::ConstantTimeEq;

/// How long an address holds, in seconds.
const ADDRESS_S: i64 = 300;
const PURPOSE: &[u8] = b"flow address";

impl Engine {
    /// The last part of an address of this form's definition.
    pub fn flow_address(&self, flow: FlowId) -> String {
        let until = self.parts.clock.now().plus_s(ADDRESS_S);
        let said = [flow.0, until.0].map(i64::to_be_bytes).concat();
        let proof = tag(&self.parts.keys.media_key(), PURPOSE, &said);
        URL_SAFE_NO_PAD.encode([&said[..], &proof].concat())
    }

    /// The definition at this address, if the address still holds.
    pub async fn flow_at_address(&self, address: &str) -> Result<String> {
        let missing = || StoreError::NotFound("flow");
        let bytes = URL_SAFE_NO_PAD.decode(address).map_err(|_| missing())?;
        let (said, proof) = bytes.split_at_checked(16).ok_or_else(missing)?;
        let is_ours: bool = tag(&self.parts.keys.media_key(), PURPOSE, said).ct_eq(proof).into();
        let number = |at: usize| {
            let part: Option<[u8; 8]> = said.get(at..)?.first_chunk().copied();
            part.map(i64::from_be_bytes)
        };
        let (flow, until) = number(0).zip(number(8)).ok_or_else(missing)?;
        if !is_ours || Timestamp(until) <= self.parts.clock.now() {
            return Err(missing().into());
        }
        let definition = self.parts.store.flow_definition(FlowId(flow)).await?;
        Ok(definition.ok_or_else(missing)?)
    }
}
