//! How answers of those are written down who got a template first.

/// What a column says; the code is that of [`super::campaign::answer_code`].
pub(crate) fn answer(code: i64) -> Option<bool> {
    match code {
        1 => Some(true),
        2 => Some(false),
        _ => None,
    }
}
