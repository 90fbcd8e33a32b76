//! `/{sender}/settings`: one value of each, which can be read and confirmed.

use super::call::Call;
use super::reply::Reply;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::sender::{settings, take_settings};

pub(super) fn show(call: &Call) -> Result<Reply, WireError> {
    Ok(call.cut(settings(), "WhatsAppBusinessPhoneNumberSettings")?.into())
}

pub(super) fn change(call: &Call) -> Result<Reply, WireError> {
    take_settings(&call.params)?;
    Ok(answer::success().into())
}
