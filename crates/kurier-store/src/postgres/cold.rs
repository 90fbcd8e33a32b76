//! What decisions look at and rarely changes (businesses, senders, templates, rate cards, limits),
//! kept in memory for one generation: every change of any of it raises the number, and every
//! deciding transaction reads the number under its locks. So nothing older than that is used.

use super::domains;
use super::fault::Work;
use super::templates;
use super::{accounts, session::Session};
use crate::port::Result;
use crate::record::{Business, Sender};
use kurier_policy::id::{BusinessId, SenderId};
use kurier_policy::pricing::RateCard;
use kurier_policy::rate::Limits;
use kurier_policy::template::Template;
use rustc_hash::FxHashMap;
use std::collections::BTreeSet;
use std::sync::{Arc, Mutex, PoisonError};

pub(super) const GENERATION: &str = "SELECT value FROM generation";
pub(super) const NEXT_GENERATION: &str = "UPDATE generation SET value = value + 1";

/// Most entries kept; a fuller memory is emptied, which costs reads and nothing else.
const KEPT: usize = 50_000;

pub(super) type TemplateKey = (BusinessId, String, String);

/// What a step needs of it.
#[derive(Default)]
pub(super) struct Wants {
    pub(super) businesses: BTreeSet<BusinessId>,
    pub(super) senders: BTreeSet<SenderId>,
    /// Whose addresses are needed.
    pub(super) addresses: BTreeSet<BusinessId>,
    pub(super) templates: BTreeSet<TemplateKey>,
    /// Whose verified domains are needed.
    pub(super) domains: BTreeSet<BusinessId>,
    /// Rate cards and limits.
    pub(super) rules: bool,
}

/// What a step sees of it. Absence is an answer too: whoever adds something raises the generation.
#[derive(Clone, Default)]
pub(super) struct Cold {
    generation: i64,
    pub(super) businesses: FxHashMap<BusinessId, Option<Arc<Business>>>,
    pub(super) senders: FxHashMap<SenderId, Option<Arc<Sender>>>,
    pub(super) addresses: FxHashMap<BusinessId, Arc<[SenderId]>>,
    pub(super) templates: FxHashMap<TemplateKey, Option<Arc<Template>>>,
    pub(super) domains: FxHashMap<BusinessId, Arc<[String]>>,
    pub(super) rules: Option<(Arc<Vec<RateCard>>, Limits)>,
}

impl Cold {
    /// The wanted part of it, and what is still to be read.
    fn view(&self, wants: &Wants) -> (Self, Wants) {
        let mut view = Self { generation: self.generation, ..Self::default() };
        let mut missing = Wants { rules: wants.rules && self.rules.is_none(), ..Wants::default() };
        view.rules.clone_from(&self.rules);
        pick(&wants.businesses, &self.businesses, &mut view.businesses, &mut missing.businesses);
        pick(&wants.senders, &self.senders, &mut view.senders, &mut missing.senders);
        pick(&wants.addresses, &self.addresses, &mut view.addresses, &mut missing.addresses);
        pick(&wants.templates, &self.templates, &mut view.templates, &mut missing.templates);
        pick(&wants.domains, &self.domains, &mut view.domains, &mut missing.domains);
        (view, missing)
    }

    fn take_in(&mut self, other: Self) {
        self.businesses.extend(other.businesses);
        self.senders.extend(other.senders);
        self.addresses.extend(other.addresses);
        self.templates.extend(other.templates);
        self.domains.extend(other.domains);
        if other.rules.is_some() {
            self.rules = other.rules;
        }
    }

    fn len(&self) -> usize {
        self.businesses.len() + self.senders.len() + self.addresses.len() + self.templates.len()
    }
}

fn pick<K: Ord + Clone + std::hash::Hash, V: Clone>(
    wanted: &BTreeSet<K>,
    known: &FxHashMap<K, V>,
    view: &mut FxHashMap<K, V>,
    missing: &mut BTreeSet<K>,
) {
    for key in wanted {
        match known.get(key) {
            Some(value) => drop(view.insert(key.clone(), value.clone())),
            None => drop(missing.insert(key.clone())),
        }
    }
}

impl Wants {
    fn is_empty(&self) -> bool {
        !self.rules
            && self.businesses.is_empty()
            && self.senders.is_empty()
            && self.addresses.is_empty()
            && self.templates.is_empty()
            && self.domains.is_empty()
    }
}

/// The memory of one node.
#[derive(Default)]
pub(super) struct Memory(Mutex<Cold>);

impl Memory {
    /// What a step wants, as of `generation` or newer; reads what is not known yet.
    pub(super) async fn view(
        &self,
        session: &Session,
        generation: i64,
        wants: &Wants,
    ) -> Work<Cold> {
        let (mut view, missing) = {
            let mut cold = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            if cold.generation != generation || cold.len() > KEPT {
                *cold = Cold { generation, ..Cold::default() };
            }
            cold.view(wants)
        };
        if missing.is_empty() {
            return Ok(view);
        }
        let read = read(session, generation, missing).await?;
        let mut cold = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cold.generation == generation {
            cold.take_in(read.clone());
        }
        drop(cold);
        view.take_in(read);
        Ok(view)
    }
}

async fn read(session: &Session, generation: i64, missing: Wants) -> Work<Cold> {
    let mut cold = Cold { generation, ..Cold::default() };
    for id in missing.businesses {
        cold.businesses.insert(id, accounts::business(session, id).await?.map(Arc::new));
    }
    for id in missing.senders {
        cold.senders.insert(id, accounts::sender(session, id).await?.map(Arc::new));
    }
    for id in missing.addresses {
        let senders = accounts::senders(session, id).await?;
        cold.addresses.insert(id, senders.iter().map(|sender| sender.id).collect());
    }
    for key in missing.templates {
        let found = templates::template_named(session, key.0, &key.1, &key.2).await?;
        cold.templates.insert(key, found.map(Arc::new));
    }
    for id in missing.domains {
        cold.domains.insert(id, domains::proven(session, id).await?.into());
    }
    if missing.rules {
        let cards = Arc::new(templates::rate_cards(session).await?);
        cold.rules = Some((cards, templates::limits(session).await?));
    }
    Ok(cold)
}

/// The number read at the start of a step.
pub(super) fn generation(rows: &[tokio_postgres::Row]) -> Result<i64> {
    let row = rows.first().ok_or_else(|| crate::log::corrupt("generation", "", "no row"))?;
    Ok(row.get(0))
}
