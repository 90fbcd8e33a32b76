//! What people see of a sign-up link: an invitation.

use crate::record::Invite;
use kurier_policy::signup::Signup;

/// The invitation of a link, as often as anybody likes while the link can be used.
pub(crate) fn invite_of(signup: &Signup) -> Invite {
    Invite {
        code: signup.code.clone(),
        business: signup.business,
        sender: signup.sender,
        asks: signup.asks(),
        welcome: signup.thanks(),
        uses_left: None,
        expires_at: signup.disabled_at,
        created_at: signup.created_at,
    }
}
