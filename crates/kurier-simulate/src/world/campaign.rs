//! Campaigns: how they are made, and how they go on with the clock.

use super::World;
use super::letter::{Author, Truth};
use crate::{Result, SimulationError};
use kurier_policy::campaign::{Audience, Campaign, CampaignState};
use kurier_policy::id::CampaignId;
use kurier_policy::permission::Purpose;
use kurier_policy::rules::budget::{Budget, Urgent};
use kurier_policy::template::TemplateCall;

/// A campaign that is due within this time is waited for; later ones wait for the next step of the day.
const SOON_S: i64 = 2;

impl World {
    pub(super) fn new_campaign(&self, account: u32, template: usize) -> Result<Campaign> {
        let (owner, now) = (self.account(account)?, self.now());
        let named = owner.templates.get(template);
        let name = named.ok_or(SimulationError::Broken("no such template"))?.name.clone();
        let language = "en".to_owned();
        Ok(Campaign {
            id: CampaignId(0),
            business: owner.business,
            sender: owner.sender,
            name: format!("Day {}", self.day),
            call: TemplateCall { name, language, ..TemplateCall::default() },
            files: Vec::new(),
            opaque: String::new(),
            audience: Audience { purpose: Some(Purpose::Marketing), ..Audience::default() },
            begins_at: None,
            local: None,
            per_second: None,
            state: CampaignState::Draft,
            reason: None,
            rehearsal: None,
            run: None,
            next_at: None,
            created_at: now,
            updated_at: now,
            revision: 0,
        })
    }

    /// Counts an offer to everybody who can be reached, whether it goes or not.
    pub(super) fn note_campaign(&mut self, account: u32, template: usize) -> Result<()> {
        let now = self.now();
        let owner = self.account(account)?;
        let reachable = owner.customers.iter().filter(|it| !it.stopped && !it.blocked).count();
        let is_chosen = owner.is_chosen;
        let id = owner.templates.get(template).map(|template| template.id);
        let letter = id.and_then(|id| self.letters.get_mut(&id));
        let Some(letter) = letter else { return Ok(()) };
        letter.sent_at = now;
        if letter.author == Author::Honest && letter.truth != Truth::Notice {
            let reachable = u32::try_from(reachable).unwrap_or(u32::MAX);
            self.counts.offers_asked += reachable;
            self.counts.chosen.offers_asked += if is_chosen { reachable } else { 0 };
        }
        Ok(())
    }

    /// Lets campaigns go on, second by second, until all are done or wait for something.
    pub(super) async fn run_campaigns(&mut self) -> Result<()> {
        while let Some(due) = self.engine().step_campaigns().await? {
            let wait_s = due.seconds_since(self.now()).max(0);
            if wait_s > SOON_S {
                return Ok(());
            }
            self.node.clock.advance_s(wait_s);
        }
        Ok(())
    }

    /// These customers call all notices of an account urgent, where people can.
    pub(crate) async fn call_urgent(&mut self, account: u32) -> Result<()> {
        if !self.regime.budgets {
            return Ok(());
        }
        let owner = self.account(account)?;
        for customer in &owner.customers {
            let Some(person) = self.person(customer.person) else { continue };
            let mut budget: Budget = self.engine().attention(person.id).await?.budget;
            budget.urgent.push(Urgent { business: owner.business, topic: None });
            self.engine().set_budget(person.id, budget).await?;
        }
        Ok(())
    }
}
