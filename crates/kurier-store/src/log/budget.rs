//! How budgets are written down: nothing for who chose nothing.

use super::code;
use crate::port::Result;
use kurier_policy::id::PersonId;
use kurier_policy::rules::budget::Budget;

pub(crate) fn text(budget: &Budget) -> Result<Option<String>> {
    (*budget != Budget::NOTHING).then(|| code::to_json(budget)).transpose()
}

pub(crate) fn stored(person: PersonId, text: Option<&str>) -> Result<Budget> {
    text.map_or(Ok(Budget::NOTHING), |text| code::from_json("person", person, text))
}
