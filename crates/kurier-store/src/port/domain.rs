//! The verbs for domains of businesses.

use super::Result;
use crate::record::Domain;
use async_trait::async_trait;
use kurier_policy::id::BusinessId;
use kurier_policy::time::Timestamp;

/// Domains that businesses name as theirs, and those that they have proven to own. The decision on a message sees the
/// verified ones.
#[async_trait]
pub trait DomainStore: Send + Sync + 'static {
    /// Adds a domain; one that the business has already stays as it is. Answers what is kept.
    /// `Conflict("too many domains")` if its business has `max` others.
    async fn add_domain(&self, domain: Domain, max: u32) -> Result<Domain>;
    /// Domains of a business by name; bounded by the `max` of [`DomainStore::add_domain`].
    async fn domains(&self, business: BusinessId) -> Result<Vec<Domain>>;
    /// Says that the record was found; a domain that is verified already stays as it is. `NotFound("domain")`.
    async fn verify_domain(
        &self,
        business: BusinessId,
        domain: String,
        now: Timestamp,
    ) -> Result<Domain>;
    /// Takes a domain away; marketing may lead there no more from now on. `NotFound("domain")`.
    async fn remove_domain(&self, business: BusinessId, domain: String) -> Result<()>;
}
