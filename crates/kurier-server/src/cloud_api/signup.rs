//! `GET`, `POST /{signup}`, also as `/signups/{signup}`: one sign-up link.

use super::call::Call;
use super::reply::{Reply, internal};
use kurier_policy::signup::Signup;
use kurier_wire::answer;
use kurier_wire::error::WireError;
use kurier_wire::signup::{DEFAULT, NODE_TYPE, parse_change, unfit, view};

pub(super) fn show(call: &Call, signup: &Signup) -> Result<Reply, WireError> {
    Ok(call.project(&view(signup), DEFAULT, NODE_TYPE)?.into())
}

pub(super) async fn change(call: &Call, signup: &Signup) -> Result<Reply, WireError> {
    let change = parse_change(&call.params)?;
    call.engine().change_signup(signup, change).await.map_err(internal)?.map_err(unfit)?;
    Ok(answer::success().into())
}
