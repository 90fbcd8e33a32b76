//! Forms, as browsers and hubs send them.

/// What a member of a form says, if it is there.
pub(crate) fn member(form: &[u8], wanted: &str) -> Option<String> {
    let mut pairs = url::form_urlencoded::parse(form);
    pairs.find(|(name, _)| name == wanted).map(|(_, value)| value.into_owned())
}
