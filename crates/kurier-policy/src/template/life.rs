//! What is known of a template beside what it says: where it came from, how it was changed, how it is liked.

use super::Parts;
use super::quality::Quality;
use crate::pricing::Category;
use crate::rules::pacing::Pacing;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// The history of a template, as far as its next steps depend on it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Life {
    /// How often the stored template was changed. A change is made to the revision that was looked at.
    pub revision: u32,
    /// When it was made.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created_at: Option<Timestamp>,
    /// What was approved before the edit that is under review.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub former: Option<Box<Former>>,
    /// When it was edited while approved; those of the last 30 days.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub edits: Vec<Timestamp>,
    /// When what it says was changed last.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub edited_at: Option<Timestamp>,
    /// How long a message may wait for its person, in seconds; `None` = 30 days.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub ttl_s: Option<i64>,
    /// Kurier's library template it was made from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub library_name: Option<String>,
    /// Its category before the operator changed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous_category: Option<Category>,
    /// Whether its category stays as it is: people found out that it was another.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub locked: bool,
    /// What the reviewer wrote beside the reason of a rejection.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub review_note: Option<String>,
    /// How it is liked.
    pub quality: Quality,
    /// Since when it is so.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quality_at: Option<Timestamp>,
    /// How often it was paused for quality.
    pub pauses: u8,
    /// Until when it is paused; `None` while paused = until somebody ends it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub paused_until: Option<Timestamp>,
    /// When its last pause ended: what people said before counts no more.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub counted_from: Option<Timestamp>,
    /// When it was sent back to review because other businesses say the same.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub compared_at: Option<Timestamp>,
    /// How far its assessment is, by those who got it first (rule A6).
    #[serde(skip_serializing_if = "Pacing::is_first")]
    pub pacing: Pacing,
    /// When it was deleted.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub deleted_at: Option<Timestamp>,
}

/// What a template said before an edit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Former {
    /// Its category.
    pub category: Category,
    /// Its parts.
    pub parts: Parts,
}
