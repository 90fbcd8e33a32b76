//! Invitations: a link or QR code that carries a permission offer.

use crate::entropy::draw;
use crate::{Engine, EngineError, Result};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::permission::Ask;
use kurier_policy::pilot::Feature;
use kurier_policy::token;
use kurier_store::record::Invite;

/// Most lines on one invitation.
pub const ASKS_MAX: usize = 3;
/// Longest topic, in characters.
pub const TOPIC_MAX: usize = 60;
/// Longest sentence that says what will be sent, in characters.
pub const WORDING_MAX: usize = 160;

/// An invitation to be made.
#[derive(Debug, Clone)]
pub struct NewInvite {
    /// Whose.
    pub business: BusinessId,
    /// Which of its senders greets.
    pub sender: SenderId,
    /// One to three.
    pub asks: Vec<Ask>,
    /// First message after somebody allowed it; may be empty.
    pub welcome: String,
    /// `None` = any number of times.
    pub uses: Option<u32>,
    /// `None` = for ever.
    pub lifetime_s: Option<i64>,
}

impl Engine {
    /// Makes an invitation.
    pub async fn create_invite(&self, new: NewInvite) -> Result<Invite> {
        check_asks(&new.asks)?;
        self.require(new.business, Feature::Invites).await?;
        if new.welcome.chars().count() > kurier_policy::limits::TEXT_CHARS {
            return Err(EngineError::invalid(
                "too_long",
                "the welcome has at most 4,096 characters",
            ));
        }
        let now = self.parts.clock.now();
        let invite = Invite {
            code: token::invite_code(draw(&*self.parts.entropy)),
            business: new.business,
            sender: new.sender,
            asks: new.asks,
            welcome: new.welcome,
            uses_left: new.uses,
            expires_at: new.lifetime_s.map(|seconds| now.plus_s(seconds)),
            created_at: now,
        };
        self.parts.store.create_invite(invite.clone()).await?;
        Ok(invite)
    }

    /// One invitation that can still be used; says why not otherwise.
    pub async fn open_invite(&self, code: &str) -> Result<Invite> {
        let code = token::parse_invite_code(code).ok_or_else(|| {
            EngineError::invalid("invite_unknown", "this invitation does not exist")
        })?;
        let invite = self.parts.store.invite(code).await.map_err(|error| match error {
            kurier_store::port::StoreError::NotFound(_) => {
                EngineError::invalid("invite_unknown", "this invitation does not exist")
            }
            other => other.into(),
        })?;
        if invite.expires_at.is_some_and(|end| self.parts.clock.now() >= end) {
            return Err(EngineError::invalid("invite_expired", "this invitation has ended"));
        }
        if invite.uses_left == Some(0) {
            return Err(EngineError::invalid("invite_used_up", "this invitation was used already"));
        }
        Ok(invite)
    }
}

fn check_asks(asks: &[Ask]) -> Result<()> {
    if asks.is_empty() || asks.len() > ASKS_MAX {
        return Err(EngineError::invalid(
            "bad_request",
            "an invitation asks for one to three things",
        ));
    }
    for ask in asks {
        let topic = ask.topic.as_deref().unwrap_or_default().chars().count();
        let wording = ask.wording.chars().count();
        if topic > TOPIC_MAX || wording > WORDING_MAX || wording == 0 {
            return Err(EngineError::invalid(
                "too_long",
                "a topic has at most 60 characters, its sentence 1 to 160",
            ));
        }
        if ask.lifetime_s.is_some_and(|seconds| seconds <= 0) {
            return Err(EngineError::invalid(
                "bad_request",
                "a lifetime must be above zero seconds",
            ));
        }
    }
    Ok(())
}
