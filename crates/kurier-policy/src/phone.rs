//! Phone numbers in E.164.

use serde::{Deserialize, Serialize};

/// An E.164 number, digits only, without the plus: at most 15 digits.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct PhoneNumber(pub(crate) String);
