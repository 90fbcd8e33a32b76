//! `/{sender}/whatsapp_commerce_settings`: whether a catalogue and a cart are shown. Kurier has no catalogues, so both are
//! off and stay off.

use crate::error::{self, GraphError, WireError};
use crate::json::Object;
use crate::params::Params;
use serde_json::{Value, json};

/// Name of the node type, for field errors.
pub const NODE_TYPE: &str = "CommerceSettings";

/// The settings of a sender.
pub fn view(sender: &str) -> Value {
    json!({ "id": sender, "is_cart_enabled": false, "is_catalog_visible": false })
}

/// Reads a change: what is off may be switched off.
///
/// # Errors
/// 100 for values that are no truth values, and for switching on what does not exist.
pub fn change(params: &Params) -> Result<(), WireError> {
    let root = Object::root(params);
    for name in ["is_cart_enabled", "is_catalog_visible"] {
        if root.truth(name)? {
            return Err(GraphError::of(&error::NO_CATALOGUE)
                .details(format!("`{name}` cannot be true: this server has no catalogues."))
                .boxed());
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn changed(body: &Value) -> Result<(), WireError> {
        change(body.as_object().unwrap())
    }

    #[test]
    fn off_may_be_said_and_on_may_not() {
        changed(&json!({})).unwrap();
        changed(&json!({ "is_cart_enabled": "false", "is_catalog_visible": 0 })).unwrap();
        for on in [json!(true), json!("true"), json!("1"), json!(1)] {
            let fault = changed(&json!({ "is_catalog_visible": on })).unwrap_err();
            assert_eq!((fault.http, fault.code), (400, 100));
            assert!(fault.details.contains("`is_catalog_visible`"), "{}", fault.details);
        }
        assert_eq!(changed(&json!({ "is_cart_enabled": "maybe" })).unwrap_err().code, 100);
    }
}
