//! Versions of flow JSON.

use std::fmt;

/// A version of flow JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Version(pub u16, pub u16);

impl Version {
    /// Every version that is taken, oldest first.
    pub const ALL: [Self; 14] = [
        Self(2, 1),
        Self(3, 0),
        Self(3, 1),
        Self(4, 0),
        Self(5, 0),
        Self(5, 1),
        Self(6, 0),
        Self(6, 1),
        Self(6, 2),
        Self(6, 3),
        Self(7, 0),
        Self(7, 1),
        Self(7, 2),
        Self(7, 3),
    ];

    /// The version of this name, if it is taken.
    pub fn named(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|version| version.to_string() == text)
    }
}

impl fmt::Display for Version {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}.{}", self.0, self.1)
    }
}
