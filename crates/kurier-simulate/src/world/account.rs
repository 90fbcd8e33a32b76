//! A business's account, as its owner sees it.

use kurier_policy::id::{BusinessId, CampaignId, SenderId, TemplateId};
use kurier_policy::time::Timestamp;

/// A person who allowed a business something.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Customer {
    pub(crate) person: u32,
    pub(crate) wa_id: u64,
    /// She takes no offers any more; businesses are told so.
    pub(crate) stopped: bool,
    /// She blocked the business; it does not know.
    pub(crate) blocked: bool,
}

/// An account.
#[derive(Debug)]
#[expect(clippy::struct_excessive_bools, reason = "each is a fact of its own")]
pub(crate) struct Account {
    pub(crate) business: BusinessId,
    pub(crate) sender: SenderId,
    /// Whether an honest business owns it.
    pub(crate) honest: bool,
    /// Who is after it.
    pub(crate) foe: Option<Foe>,
    pub(crate) customers: Vec<Customer>,
    /// How often it began to call from another network.
    pub(crate) moves: u8,
    /// Whether somebody else has it now.
    pub(crate) hijacked: bool,
    /// Its templates, the newest last.
    pub(crate) templates: Vec<Template>,
    /// Messages of spam that reached people.
    pub(crate) reached: u32,
    /// Whether it is closed.
    pub(crate) closed: bool,
    /// Until when its marketing is paused, as its owner was told.
    pub(crate) paused_until: Option<Timestamp>,
    /// What became of it in the whole run.
    pub(crate) ever: Ever,
    /// The offer that is on its way.
    pub(crate) offer: Option<Offer>,
    /// Notices that it could not send because it was closed.
    pub(crate) unsent: Vec<Unsent>,
    /// Whether it is there to be taken over or attacked: in a small world there are more of these than their share.
    pub(crate) is_chosen: bool,
}

/// Who is after an account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Foe {
    /// Some of its customers.
    Brigade,
    /// Somebody who has, or had, it.
    Hijacker,
}

/// What became of an account at some time.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Ever {
    /// It had a strike.
    pub(crate) struck: bool,
    /// Its marketing, one of its templates or one of its campaigns was stopped because people disliked it.
    pub(crate) paused: bool,
    /// It was closed.
    pub(crate) closed: bool,
}

/// An offer to everybody, until all have it.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Offer {
    pub(crate) template: usize,
    /// `None` = none could go yet.
    pub(crate) campaign: Option<CampaignId>,
    /// The day on which it was to go.
    pub(crate) day: u32,
}

/// A notice that could not be sent.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Unsent {
    pub(crate) template: usize,
    pub(crate) wa_id: u64,
    pub(crate) asked_at: Timestamp,
}

/// A template of an account.
#[derive(Debug, Clone)]
pub(crate) struct Template {
    pub(crate) id: TemplateId,
    pub(crate) name: String,
    /// Whether the last message was refused because of its quality.
    pub(crate) paused: bool,
}

impl Account {
    /// Whether its owner knows that no marketing of it goes at `now`.
    pub(crate) fn is_paused(&self, now: Timestamp) -> bool {
        self.closed || self.paused_until.is_some_and(|until| now < until)
    }

    /// Places of customers who may be sent offers, as far as the business knows.
    pub(crate) fn takers(&self) -> Vec<u32> {
        let places = (0_u32..).zip(&self.customers);
        places.filter(|(_, customer)| !customer.stopped).map(|(place, _)| place).collect()
    }

    pub(crate) fn customer(&self, place: u32) -> Option<&Customer> {
        self.customers.get(usize::try_from(place).ok()?)
    }

    pub(crate) fn customer_mut(&mut self, place: u32) -> Option<&mut Customer> {
        self.customers.get_mut(usize::try_from(place).ok()?)
    }
}
