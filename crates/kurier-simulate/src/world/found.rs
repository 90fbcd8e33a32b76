//! Accounts, their templates, and the permissions that people give them: through the engine's use-cases.

use super::World;
use super::account::{Account, Customer, Ever, Foe, Template};
use super::letter::{Author, Letter, Truth};
use super::takeover::Place;
use crate::{Result, SimulationError};
use futures_util::future::join_all;
use kurier_engine::account::NewBusiness;
use kurier_engine::consent::Setting;
use kurier_engine::template::NewTemplate;
use kurier_policy::money::Micros;
use kurier_policy::permission::{Ask, Cadence, Purpose};
use kurier_policy::phone::PhoneNumber;
use kurier_policy::template::lifecycle::Decision;
use kurier_policy::template::{ParameterFormat, Parts};

/// Money enough for everything; what a spammer spent of it is what he must earn.
pub(super) const CREDIT: Micros = Micros(1_000_000_000_000);

impl World {
    /// A new account.
    pub(crate) async fn found(&mut self, honest: bool) -> Result<u32> {
        let number = format!("4930{:08}", self.accounts.len());
        let display_number = PhoneNumber::parse(&number)
            .map_err(|_| SimulationError::Broken("the number of a sender is none"))?;
        let new = NewBusiness {
            name: format!("Business {}", self.accounts.len()),
            display_number,
            verified: true,
            credit: CREDIT,
        };
        let created = self.engine().create_business(new).await?;
        let place = u32::try_from(self.accounts.len()).unwrap_or(u32::MAX);
        self.accounts.push(Account {
            business: created.business.id,
            sender: created.sender.id,
            honest,
            foe: None,
            moves: 0,
            hijacked: false,
            customers: Vec::new(),
            templates: Vec::new(),
            reached: 0,
            closed: false,
            paused_until: None,
            ever: Ever::default(),
            offer: None,
            unsent: Vec::new(),
            is_chosen: false,
        });
        self.is_judged_soon = true;
        self.note_network(place, Place::Own).await?;
        Ok(place)
    }

    /// A new template of an account, approved; answers its place among them.
    pub(crate) async fn write(
        &mut self,
        account: u32,
        author: Author,
        truth: Truth,
    ) -> Result<usize> {
        self.note_network(account, Place::of(author)).await?;
        let owner = self.account(account)?;
        let (business, place) = (owner.business, owner.templates.len());
        let name = format!("letter_{place}");
        let parts =
            Parts { body: format!("Letter {place} of business {account}."), ..Parts::default() };
        let new = NewTemplate {
            business,
            name: name.clone(),
            language: "en".to_owned(),
            category: truth.category(),
            parameter_format: ParameterFormat::Positional,
            topic: None,
            ttl_s: None,
            library_name: None,
            parts,
        };
        let id = self.engine().create_template(new).await?.id;
        self.engine().decide_template(id, Decision::Approve).await?;
        let sent_at = self.now();
        self.letters.insert(id, Letter { account, author, truth, sent_at });
        self.account_mut(account)?.templates.push(Template { id, name, paused: false });
        Ok(place)
    }

    /// These people allow an account notices and offers; those who did already, or are refused to it, are left out.
    pub(crate) async fn allow(&mut self, account: u32, people: &[u32]) -> Result<()> {
        let business = self.account(account)?.business;
        let is_new = |index: &&u32| {
            self.person(**index).is_some_and(|it| it.links.iter().all(|link| link.0 != account))
        };
        let fresh: Vec<u32> = people.iter().filter(is_new).copied().collect();
        let mut granted = Vec::with_capacity(fresh.len());
        for some in fresh.chunks(super::AT_ONCE) {
            let ids = some.iter().filter_map(|index| Some(self.person(*index)?.id));
            let (engine, asks) = (self.engine(), asks());
            let all = join_all(ids.map(|id| {
                let setting =
                    Setting { source: "permissions".to_owned(), language: "en".to_owned() };
                engine.grant(id, business, &asks, setting, None)
            }));
            granted.extend(all.await);
        }
        for (person, recorded) in fresh.into_iter().zip(granted) {
            let wa_id = recorded?.relation.ids.wa_id.parse();
            let wa_id = wa_id.map_err(|_| SimulationError::Broken("a wa_id is no number"))?;
            let customer = Customer { person, wa_id, stopped: false, blocked: false };
            let customers = &mut self.account_mut(account)?.customers;
            customers.push(customer);
            let place = u32::try_from(customers.len() - 1).unwrap_or(u32::MAX);
            if let Some(person) = self.person_mut(person) {
                person.links.push((account, place));
            }
        }
        Ok(())
    }

    pub(crate) fn account(&self, place: u32) -> Result<&Account> {
        let found = usize::try_from(place).ok().and_then(|place| self.accounts.get(place));
        found.ok_or(SimulationError::Broken("no such account"))
    }

    pub(super) fn account_mut(&mut self, place: u32) -> Result<&mut Account> {
        let found = usize::try_from(place).ok().and_then(|place| self.accounts.get_mut(place));
        found.ok_or(SimulationError::Broken("no such account"))
    }

    pub(super) fn person(&self, index: u32) -> Option<&super::person::Person> {
        self.people.get(usize::try_from(index).ok()?)
    }

    pub(super) fn person_mut(&mut self, index: u32) -> Option<&mut super::person::Person> {
        self.people.get_mut(usize::try_from(index).ok()?)
    }

    /// This account is one of those that figures of their own are about.
    pub(crate) fn choose(&mut self, account: u32) -> Result<()> {
        self.account_mut(account)?.is_chosen = true;
        Ok(())
    }

    /// Makes a share of an account's customers say no to everything that comes from it.
    pub(crate) fn set_brigade(&mut self, account: u32, share: f64) -> Result<()> {
        let mut random = self.random("brigade", account);
        self.account_mut(account)?.foe = Some(Foe::Brigade);
        let customers = self.account(account)?.customers.clone();
        for customer in customers.iter().filter(|_| random.chance(share)) {
            if let Some(person) = self.person_mut(customer.person) {
                person.victim = Some(account);
            }
        }
        Ok(())
    }
}

/// What people allow: everything that a business may ask for.
fn asks() -> Vec<Ask> {
    let ask = |purpose| Ask {
        purpose,
        topic: None,
        wording: "May write to me.".to_owned(),
        cadence: Cadence::Each,
        lifetime_s: None,
    };
    vec![ask(Purpose::Utility), ask(Purpose::Marketing)]
}
