//! A business's account, as its owner sees it.

use kurier_policy::id::{BusinessId, SenderId, TemplateId};

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
pub(crate) struct Account {
    pub(crate) business: BusinessId,
    pub(crate) sender: SenderId,
    /// Whether an honest business owns it.
    pub(crate) honest: bool,
    /// Whether a brigade attacks it.
    pub(crate) brigaded: bool,
    pub(crate) customers: Vec<Customer>,
    /// Its templates, the newest last.
    pub(crate) templates: Vec<Template>,
    /// Messages of spam that reached people.
    pub(crate) reached: u32,
    /// Whether its calls are answered that it is closed.
    pub(crate) closed: bool,
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
