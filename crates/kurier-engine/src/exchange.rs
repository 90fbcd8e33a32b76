//! What is exchanged for a token: a code that the operator gave out, or a token that ends too soon.

use crate::entropy::draw;
use crate::{Engine, EngineError, Result};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use kurier_policy::id::BusinessId;
use kurier_policy::time::{DAY_S, Timestamp};
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::{Business, TokenRecord};
use subtle::ConstantTimeEq;

/// How long a code can be exchanged, in seconds.
pub const CODE_KEPT_S: i64 = 600;
/// How long a token lives that was exchanged for another, in seconds.
pub const LONG_LIFE_S: i64 = 60 * DAY_S;
/// Begins every code.
const PREFIX: &str = "krc_";
/// Bytes of a code: the business, the moment and eight random ones, then their proof.
const SAID: usize = 24;
const PROOF: usize = 16;

/// Why no token was given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ExchangeFault {
    /// It is no code of this business.
    #[error("this is no code of this app")]
    NoCode,
    /// The code is too old.
    #[error("the code is older than ten minutes")]
    CodeExpired,
    /// The code was exchanged already.
    #[error("the code was exchanged already")]
    CodeUsed,
    /// The token is none of this business.
    #[error("this is no token of this app's business")]
    NoToken,
    /// The token has ended.
    #[error("the token has ended")]
    TokenExpired,
}

impl Engine {
    /// A code that the business's app can exchange for a token, once and soon: so that no token has to be sent by mail.
    /// Answers it with its end.
    pub fn sign_up_code(&self, business: BusinessId) -> (String, Timestamp) {
        let now = self.parts.clock.now();
        let random: [u8; 8] = draw(&*self.parts.entropy);
        let said = [business.0.to_be_bytes(), now.0.to_be_bytes(), random].concat();
        let proof = self.parts.keys.sign_up_proof(&said);
        let whole: Vec<u8> = said.into_iter().chain(proof.into_iter().take(PROOF)).collect();
        let code = format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(whole));
        (code, now.plus_s(CODE_KEPT_S))
    }

    /// Exchanges a code for a token that does not end. The token follows from the code, so that a second exchange finds
    /// it there: no list of used codes is needed, and of two at once one gets it.
    pub async fn redeem_code(
        &self,
        business: &Business,
        code: &str,
    ) -> Result<std::result::Result<String, ExchangeFault>> {
        let Some(made_at) = self.made_at(business.id, code) else {
            return Ok(Err(ExchangeFault::NoCode));
        };
        let now = self.parts.clock.now();
        if now >= made_at.plus_s(CODE_KEPT_S) {
            return Ok(Err(ExchangeFault::CodeExpired));
        }
        let text = token::access_token(self.parts.keys.sign_up_token(code));
        let record = TokenRecord {
            hash: token::hash(&text),
            business: business.id,
            label: "sign-up".to_owned(),
            created_at: now,
            expires_at: None,
        };
        match self.parts.store.create_token(record).await {
            Ok(()) => Ok(Ok(text)),
            Err(StoreError::Conflict(_)) => Ok(Err(ExchangeFault::CodeUsed)),
            Err(other) => Err(EngineError::from(other)),
        }
    }

    /// When a code of this business was made; `None` if it is none.
    fn made_at(&self, business: BusinessId, code: &str) -> Option<Timestamp> {
        let whole = URL_SAFE_NO_PAD.decode(code.strip_prefix(PREFIX)?).ok()?;
        let (said, proof) = whole.split_at_checked(SAID).filter(|(_, rest)| rest.len() == PROOF)?;
        let right = self.parts.keys.sign_up_proof(said);
        let is_ours: bool = right.get(..PROOF)?.ct_eq(proof).into();
        let is_its = said.get(..8)? == business.0.to_be_bytes();
        let moment: [u8; 8] = said.get(8..16)?.try_into().ok()?;
        (is_ours && is_its).then(|| Timestamp(i64::from_be_bytes(moment)))
    }

    /// Exchanges a token of this business for one that lives for sixty days; the first lives on as long as it did.
    pub async fn lengthen_token(
        &self,
        business: &Business,
        presented: &str,
    ) -> Result<std::result::Result<String, ExchangeFault>> {
        let record = match self.parts.store.token(token::hash(presented)).await {
            Ok(record) if record.business == business.id => record,
            Ok(_) | Err(StoreError::NotFound(_)) => return Ok(Err(ExchangeFault::NoToken)),
            Err(other) => return Err(other.into()),
        };
        if record.expires_at.is_some_and(|end| self.parts.clock.now() >= end) {
            return Ok(Err(ExchangeFault::TokenExpired));
        }
        Ok(Ok(self.create_token(business.id, record.label, Some(LONG_LIFE_S)).await?))
    }
}
