//! What a rehearsal says, sealed: whoever holds it can show later what was foretold.

use super::{Campaign, Wave};
use crate::canonical;
use crate::id::{BusinessId, CampaignId};
use crate::money::{Currency, Micros};
use crate::refusal::Refusal;
use crate::rules::canary::Stages;
use crate::time::{DAY_S, Timestamp};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use ed25519_dalek::{Signature, Signer as _, SigningKey, VerifyingKey};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// How long a campaign may be started after its rehearsal, in seconds.
pub const REHEARSAL_S: i64 = DAY_S;

/// What a rehearsal foretold.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rehearsal {
    /// Of which campaign.
    pub campaign: CampaignId,
    /// Whose.
    pub business: BusinessId,
    /// When it was made.
    pub at: Timestamp,
    /// For which beginning.
    pub begins_at: Timestamp,
    /// When the last message would go.
    pub ends_at: Timestamp,
    /// People in the audience.
    pub people: u32,
    /// Of these, to whom it would go at once.
    pub goes: u32,
    /// Of these, for whom it would wait, for room in her budget or the end of her quiet hours.
    pub held: u32,
    /// How many would not get it, by the reason.
    pub refused: BTreeMap<Refusal, u32>,
    /// In which stages.
    pub stages: Stages,
    /// Who gets it when, if everybody gets it by her own clock.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub waves: Vec<Wave>,
    /// What it costs if windows are as they are now.
    pub least: Micros,
    /// What it costs if every window is closed when its message goes.
    pub most: Micros,
    /// In this currency.
    pub currency: Currency,
    /// SHA-256 of the roll: who is in the audience, in which order, and what was foretold of each.
    pub roll: String,
}

/// A rehearsal with the installation's signature over [`Rehearsal::signed_bytes`].
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SealedRehearsal {
    /// What it foretold.
    pub is: Rehearsal,
    /// Ed25519, 64 bytes, base64.
    pub signature: String,
}

impl Rehearsal {
    /// The signed bytes: JSON without white space, keys sorted by their bytes.
    pub fn signed_bytes(&self) -> Vec<u8> {
        // Text keys only, so that the conversion cannot fail.
        serde_json::to_value(self).map(|value| canonical::bytes_of(&value)).unwrap_or_default()
    }

    /// With a signature of the key that signs receipts.
    #[must_use]
    pub fn sealed(self, seed: &[u8; 32]) -> SealedRehearsal {
        let signature = SigningKey::from_bytes(seed).sign(&self.signed_bytes());
        SealedRehearsal { is: self, signature: STANDARD.encode(signature.to_bytes()) }
    }
}

impl SealedRehearsal {
    /// Whether the holder of this key signed exactly this.
    pub fn is_genuine(&self, public_key: &[u8; 32]) -> bool {
        let decoded = STANDARD.decode(&self.signature).ok().and_then(|it| it.try_into().ok());
        let (Some(signature), Ok(key)) = (decoded, VerifyingKey::from_bytes(public_key)) else {
            return false;
        };
        key.verify_strict(&self.is.signed_bytes(), &Signature::from_bytes(&signature)).is_ok()
    }
}

impl Campaign {
    /// Whether its rehearsal is of this moment.
    pub fn is_fresh(&self, now: Timestamp) -> bool {
        let until = |made: &SealedRehearsal| made.is.at.plus_s(REHEARSAL_S);
        self.rehearsal.as_ref().is_some_and(|made| now <= until(made))
    }
}

/// Grows into the digest of who is in an audience and what was foretold of each.
#[derive(Debug, Clone, Default)]
pub struct Roll(Sha256);

impl Roll {
    /// Adds the next person.
    pub fn add(&mut self, wa_id: u64, foretold: Option<Refusal>) {
        let told = foretold.map_or("goes", Refusal::name);
        self.0.update(format!("{wa_id} {told}\n").as_bytes());
    }

    /// The digest, in hex.
    pub fn digest(self) -> String {
        let digest = self.0.finalize();
        digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"))
    }
}
