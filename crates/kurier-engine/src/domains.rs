//! Domains of businesses: named, and proven by a TXT record that only their owner can write.

use crate::entropy::draw;
use crate::{Engine, Result};
use kurier_egress::{TxtFault, TxtLookup};
use kurier_policy::id::BusinessId;
use kurier_policy::rules::links::{DOMAINS_MAX, LinkRule, registrable};
use kurier_policy::token;
use kurier_store::port::StoreError;
use kurier_store::record::Domain;
use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

pub use kurier_egress::TxtResolver;

/// Stands before the code in a record.
pub const RECORD_PREFIX: &str = "kurier-verification=";

/// Why a domain was not added or verified.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DomainFault {
    /// Nobody can prove to own it.
    #[error("it is no domain that a business can prove to own, such as example.org")]
    Form,
    /// It lies below one that can be proven.
    #[error("name the registrable domain, {0}: whatever lies below it counts with it")]
    Below(String),
    /// The business has as many as it may have.
    #[error("the business has as many domains as it may have")]
    TooMany,
    /// The business has not named it.
    #[error("this business has not added the domain")]
    Unknown,
    /// The record is not there.
    #[error(
        "no TXT record at {domain} holds {record}; a new record may take some hours until everybody sees it"
    )]
    Unproven {
        /// Where.
        domain: String,
        /// What it must hold.
        record: String,
    },
    /// Nothing could be learnt.
    #[error("{0}")]
    Lookup(#[from] TxtFault),
}

/// What came of it.
pub type Outcome<T> = Result<std::result::Result<T, DomainFault>>;

/// The text that the TXT record of a domain must hold.
pub fn record_of(domain: &Domain) -> String {
    format!("{RECORD_PREFIX}{}", domain.code)
}

impl Engine {
    /// Adds a domain under the code by which it is proven; one that is there already keeps its own.
    pub async fn add_domain(&self, business: BusinessId, name: &str) -> Outcome<Domain> {
        let Some(domain) = registrable(name) else { return Ok(Err(DomainFault::Form)) };
        let whole = registrable_text(name);
        if whole != domain {
            return Ok(Err(DomainFault::Below(domain)));
        }
        let new = Domain {
            business,
            domain,
            code: token::invite_code(draw(&*self.parts.entropy)),
            created_at: self.parts.clock.now(),
            verified_at: None,
        };
        match self.parts.store.add_domain(new, DOMAINS_MAX).await {
            Ok(kept) => Ok(Ok(kept)),
            Err(StoreError::Conflict(_)) => Ok(Err(DomainFault::TooMany)),
            Err(other) => Err(other.into()),
        }
    }

    /// Looks for the record of a domain, and notes that it was found. What was proven once stays proven.
    pub async fn verify_domain(
        &self,
        business: BusinessId,
        name: &str,
        records: &dyn TxtResolver,
    ) -> Outcome<Domain> {
        let Some(domain) = self.domain(business, name).await? else {
            return Ok(Err(DomainFault::Unknown));
        };
        if domain.verified_at.is_some() {
            return Ok(Ok(domain));
        }
        let record = record_of(&domain);
        let found = match records.txt(&domain.domain).await {
            Ok(found) => found,
            Err(fault) => return Ok(Err(fault.into())),
        };
        if !found.iter().any(|text| text.trim() == record) {
            return Ok(Err(DomainFault::Unproven { domain: domain.domain, record }));
        }
        let now = self.parts.clock.now();
        match self.parts.store.verify_domain(business, domain.domain, now).await {
            Ok(verified) => Ok(Ok(verified)),
            Err(StoreError::NotFound(_)) => Ok(Err(DomainFault::Unknown)),
            Err(other) => Err(other.into()),
        }
    }

    /// Takes a domain away; what links to it goes no more from now on.
    pub async fn remove_domain(&self, business: BusinessId, name: &str) -> Outcome<()> {
        let name = registrable(name).unwrap_or_default();
        match self.parts.store.remove_domain(business, name).await {
            Ok(()) => Ok(Ok(())),
            Err(StoreError::NotFound(_)) => Ok(Err(DomainFault::Unknown)),
            Err(other) => Err(other.into()),
        }
    }

    /// The rule about links that holds for a business, and what it has proven; `None` where the rule is lifted.
    pub(crate) async fn link_rule(
        &self,
        business: BusinessId,
    ) -> Result<Option<(LinkRule, Vec<String>)>> {
        let Some(rule) = self.parts.store.limits().await?.links else { return Ok(None) };
        let all = self.parts.store.domains(business).await?;
        let proven = all.into_iter().filter(|one| one.verified_at.is_some());
        Ok(Some((rule, proven.map(|one| one.domain).collect())))
    }

    /// The domains that a business has proven to own; `None` where nobody asks for proofs.
    pub async fn proven_domains(&self, business: BusinessId) -> Result<Option<Vec<String>>> {
        let ruled = self.link_rule(business).await?;
        Ok(ruled.filter(|(rule, _)| rule.proven_in_marketing).map(|(_, proven)| proven))
    }

    async fn domain(&self, business: BusinessId, name: &str) -> Result<Option<Domain>> {
        let name = registrable(name);
        let all = self.parts.store.domains(business).await?;
        Ok(all.into_iter().find(|one| Some(&one.domain) == name.as_ref()))
    }
}

/// A host name as browsers write it.
fn registrable_text(name: &str) -> String {
    let url = url::Url::parse(&format!("https://{name}/")).ok();
    let host = url.as_ref().and_then(|url| url.host_str()).unwrap_or_default();
    host.trim_end_matches('.').to_owned()
}

/// Most names of the sandbox that have records.
const NAMES_MAX: usize = 1_000;

/// The domain name system of a sandbox: whoever drives it writes the records.
#[derive(Debug, Default)]
pub struct SandboxDns(Mutex<BTreeMap<String, Vec<String>>>);

impl SandboxDns {
    /// Puts these TXT records at a name; none takes them away. Whether there was room.
    pub fn set(&self, name: &str, txt: Vec<String>) -> bool {
        let mut names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let name = name.to_ascii_lowercase();
        if txt.is_empty() {
            names.remove(&name);
            return true;
        }
        let has_room = names.len() < NAMES_MAX || names.contains_key(&name);
        if has_room {
            names.insert(name, txt);
        }
        has_room
    }
}

impl TxtResolver for SandboxDns {
    fn txt(&self, domain: &str) -> TxtLookup {
        let names = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let found = names.get(domain).cloned().unwrap_or_default();
        Box::pin(std::future::ready(Ok(found)))
    }
}
