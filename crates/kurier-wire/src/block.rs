//! Lists of people to be blocked.

use crate::error::{self, GraphError, WireError};
use crate::json::{Node, Object, missing};
use crate::params::Params;
use crate::profile::need_product;
use kurier_policy::outbound::Recipient;

/// Most people named in one request.
pub const BLOCKED_AT_ONCE: usize = 1_000;

/// One person as she was named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Named {
    /// As written.
    pub input: String,
    /// Whom that means; `None` if it can mean nobody.
    pub recipient: Option<Recipient>,
}

/// Reads `block_users`: each has `user` (a phone number or `wa_id`) or `user_id`.
///
/// # Errors
/// 100 without `messaging_product` and for more than a thousand people, 131008 for none.
pub fn parse(params: &Params) -> Result<Vec<Named>, WireError> {
    need_product(params)?;
    let people = Object::root(params).need("block_users")?.items()?;
    if people.is_empty() {
        return Err(missing("block_users"));
    }
    if people.len() > BLOCKED_AT_ONCE {
        return Err(GraphError::of(&error::INVALID_PARAMETER)
            .details(format!("`block_users` names at most {BLOCKED_AT_ONCE} people."))
            .boxed());
    }
    people.iter().map(named).collect()
}

fn named(node: &Node<'_>) -> Result<Named, WireError> {
    let object = node.object()?;
    if let Some(input) = object.text("user")?.filter(|text| !text.is_empty()) {
        // Clients without a member of its own for it put the user_id here, too.
        let recipient = Recipient::parse_to(&input).or_else(|_| Recipient::parse_user_id(&input));
        return Ok(Named { recipient: recipient.ok(), input });
    }
    let input = object.need_text("user_id")?;
    Ok(Named { recipient: Recipient::parse_user_id(&input).ok(), input })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::{Value, json};

    fn parsed(users: &Value) -> Result<Vec<Named>, WireError> {
        let body = json!({ "messaging_product": "whatsapp", "block_users": users });
        parse(body.as_object().unwrap())
    }

    #[test]
    fn people_are_named_in_every_way() {
        let given = json!([{ "user": "+999 123-456-789-012" }, { "user_id": "ZZ.5" },
            { "user": "ZZ.6" }, { "user": "nobody" }]);
        let people = parsed(&given).unwrap();
        let recipients: Vec<_> = people.into_iter().map(|one| one.recipient).collect();
        assert_eq!(
            recipients,
            [
                Some(Recipient::WaId(999_123_456_789_012)),
                Some(Recipient::UserId("ZZ.5".to_owned())),
                Some(Recipient::UserId("ZZ.6".to_owned())),
                None,
            ]
        );
    }

    #[test]
    fn a_request_names_one_to_a_thousand_people() {
        let many = |count| Value::Array(vec![json!({ "user": "999123456789012" }); count]);
        assert_eq!(parsed(&many(BLOCKED_AT_ONCE)).unwrap().len(), BLOCKED_AT_ONCE);
        let fault = parsed(&many(BLOCKED_AT_ONCE + 1)).unwrap_err();
        assert!(fault.code == 100 && fault.details.contains("`block_users`"), "{fault}");
        assert_eq!(parsed(&many(0)).unwrap_err().code, 131_008);
        let fault = parsed(&json!([{}])).unwrap_err();
        assert!(fault.details.contains("block_users[0].user_id"), "{fault}");
    }
}
