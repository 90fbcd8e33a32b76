//! A form's life: a draft that is edited, then published for good, then deprecated.

use super::limits::{ENDPOINT_CHARS, NAME_CHARS};
use crate::id::{BusinessId, FlowId};
use crate::limits::chars;
use crate::time::Timestamp;
use serde::{Deserialize, Serialize};

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlowCategory {
    /// Opening an account.
    SignUp,
    /// Signing in.
    SignIn,
    /// Fixing a date.
    AppointmentBooking,
    /// Telling an interest.
    LeadGeneration,
    /// Asking for a call.
    ContactUs,
    /// Help.
    CustomerSupport,
    /// Questions.
    Survey,
    /// Anything else.
    Other,
}

impl FlowCategory {
    /// Every category.
    pub const ALL: [Self; 8] = [
        Self::SignUp,
        Self::SignIn,
        Self::AppointmentBooking,
        Self::LeadGeneration,
        Self::ContactUs,
        Self::CustomerSupport,
        Self::Survey,
        Self::Other,
    ];

    /// As the Cloud API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::SignUp => "SIGN_UP",
            Self::SignIn => "SIGN_IN",
            Self::AppointmentBooking => "APPOINTMENT_BOOKING",
            Self::LeadGeneration => "LEAD_GENERATION",
            Self::ContactUs => "CONTACT_US",
            Self::CustomerSupport => "CUSTOMER_SUPPORT",
            Self::Survey => "SURVEY",
            Self::Other => "OTHER",
        }
    }

    /// The category of this name.
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.name() == name)
    }
}

/// Where a form stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum FlowStatus {
    /// May be edited, and sent for a trial.
    Draft,
    /// May be sent; never changes again.
    Published,
    /// May not be sent any more.
    Deprecated,
}

impl FlowStatus {
    /// As the Cloud API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Draft => "DRAFT",
            Self::Published => "PUBLISHED",
            Self::Deprecated => "DEPRECATED",
        }
    }
}

/// A form, without its definition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Flow {
    /// Which.
    pub id: FlowId,
    /// Whose.
    pub business: BusinessId,
    /// Unique in the business.
    pub name: String,
    /// At least one.
    pub categories: Vec<FlowCategory>,
    /// Where it stands.
    pub status: FlowStatus,
    /// Where it asks the business.
    pub endpoint_uri: Option<String>,
    /// Rises by one with each change.
    pub revision: i64,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was last changed.
    pub updated_at: Timestamp,
}

/// What a business changes; what is not named stays.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct FlowChange {
    /// Name.
    pub name: Option<String>,
    /// Categories.
    pub categories: Option<Vec<FlowCategory>>,
    /// Endpoint.
    pub endpoint_uri: Option<String>,
}

/// Why a form cannot be changed so.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum FlowLifeFault {
    /// Only drafts are edited, published and deleted.
    #[error("the form is no draft any more")]
    NotADraft,
    /// Only published forms are deprecated.
    #[error("the form is not published")]
    NotPublished,
    /// The name.
    #[error("a name has 1 to {NAME_CHARS} characters")]
    Name,
    /// The categories.
    #[error("a form has at least one category, and none twice")]
    Categories,
    /// The endpoint.
    #[error("an endpoint is an https address of at most {ENDPOINT_CHARS} characters")]
    Endpoint,
}

impl Flow {
    /// Whether name, categories and endpoint hold.
    ///
    /// # Errors
    /// The first that does not.
    pub fn check(&self) -> Result<(), FlowLifeFault> {
        if !(1..=NAME_CHARS).contains(&chars(self.name.trim())) {
            return Err(FlowLifeFault::Name);
        }
        let mut sorted = self.categories.clone();
        sorted.sort();
        sorted.dedup();
        if sorted.is_empty() || sorted.len() != self.categories.len() {
            return Err(FlowLifeFault::Categories);
        }
        let is_address = |uri: &String| {
            let is_web = uri.starts_with("https://") || uri.starts_with("http://");
            is_web && chars(uri) <= ENDPOINT_CHARS && !uri.contains(char::is_whitespace)
        };
        match &self.endpoint_uri {
            Some(uri) if !is_address(uri) => Err(FlowLifeFault::Endpoint),
            _ => Ok(()),
        }
    }

    /// Changes a draft.
    ///
    /// # Errors
    /// If it is no draft, or what it would become does not hold.
    pub fn change(&mut self, change: FlowChange, now: Timestamp) -> Result<(), FlowLifeFault> {
        self.need_draft()?;
        if let Some(name) = change.name {
            self.name = name;
        }
        if let Some(categories) = change.categories {
            self.categories = categories;
        }
        if let Some(uri) = change.endpoint_uri {
            self.endpoint_uri = (!uri.is_empty()).then_some(uri);
        }
        self.updated_at = now;
        self.check()
    }

    /// Nothing but a draft is edited, published or deleted.
    ///
    /// # Errors
    /// If it is none.
    pub fn need_draft(&self) -> Result<(), FlowLifeFault> {
        if self.status == FlowStatus::Draft { Ok(()) } else { Err(FlowLifeFault::NotADraft) }
    }

    /// Ends the sending of a published form.
    ///
    /// # Errors
    /// If it is not published.
    pub fn deprecate(&mut self, now: Timestamp) -> Result<(), FlowLifeFault> {
        if self.status != FlowStatus::Published {
            return Err(FlowLifeFault::NotPublished);
        }
        (self.status, self.updated_at) = (FlowStatus::Deprecated, now);
        Ok(())
    }
}
