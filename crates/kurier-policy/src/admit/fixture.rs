//! A world in which everything passes; each test spoils one thing.

use crate::facts::{Facts, PortfolioFacts, RelationFacts, SenderFacts};
use crate::id::{BusinessId, InboxSeq, MessageRef, PersonId, ReceiptId, SenderId, TemplateId};
use crate::market::Market;
use crate::marks::Marks;
use crate::money::Micros;
use crate::outbound::{Draft, Outbound, Recipient};
use crate::permission::{Cadence, Permission, Purpose};
use crate::pilot::Access;
use crate::pricing::{Category, RateCard};
use crate::rate::Limits;
use crate::rules::budget::{Budget, Used};
use crate::rules::pacing::Seen;
use crate::rules::spending::Terms;
use crate::rules::takeover::{Guarded, Hijack};
use crate::spent::SpentNow;
use crate::template::life::Life;
use crate::template::{ParameterFormat, Parts, Template, TemplateCall, TemplateStatus};
use crate::time::Timestamp;

/// A Sunday, 13:46 of UTC: nobody sleeps.
pub(super) const NOW: Timestamp = Timestamp(1_000_043_200_000_000);
pub(super) const BUSINESS: BusinessId = BusinessId(100_000_000_000_001);
pub(super) const MESSAGE: MessageRef =
    MessageRef { person: PersonId(100_000_000_000_009), seq: InboxSeq(4), hint: 7 };

static NOTHING: Budget = Budget::NOTHING;

/// Owns what facts borrow.
#[derive(Debug, Clone)]
pub(super) struct World {
    pub sender: SenderFacts,
    pub permissions: Vec<Permission>,
    pub relation: Option<RelationFacts<'static>>,
    pub template: Option<Template>,
    pub context_known: bool,
    pub rate_card: RateCard,
    pub balance: Micros,
    pub terms: Terms,
    pub spent: SpentNow,
    pub limits: Limits,
    pub domains: Vec<String>,
    pub portfolio: PortfolioFacts,
    pub budget: Budget,
    pub held_since: Option<Timestamp>,
    pub pacing: Option<Seen>,
    pub guarded: Option<Guarded>,
    pub hijack: Option<Hijack>,
    pub access: Option<Access>,
}

impl World {
    pub(super) fn new(category: Category) -> Self {
        let sender = SenderFacts {
            business: BUSINESS,
            sender: SenderId(100_000_000_000_002),
            suspended: false,
            registered: true,
            throughput_tat: Timestamp(0),
            marketing_paused_until: None,
            quality: crate::template::quality::Quality::Unknown,
            falling: false,
            bond: Micros::ZERO,
        };
        Self {
            sender,
            permissions: Purpose::ALL.iter().map(|&purpose| permission(purpose)).collect(),
            relation: Some(relation()),
            template: Some(template(category)),
            context_known: true,
            rate_card: RateCard::standard(Timestamp(0)),
            balance: Micros(1_000_000),
            terms: Terms::default(),
            spent: SpentNow::default(),
            limits: Limits::REAL,
            domains: vec![],
            portfolio: PortfolioFacts { used: 0, most: Some(250), most_of_marketing: None },
            budget: Budget::NOTHING,
            held_since: None,
            pacing: None,
            guarded: None,
            hijack: None,
            access: None,
        }
    }

    pub(super) fn facts(&self) -> Facts<'_> {
        let (permissions, budget) = (self.permissions.as_slice(), &self.budget);
        let relation =
            self.relation.map(|relation| RelationFacts { permissions, budget, ..relation });
        Facts {
            sender: self.sender,
            relation,
            template: self.template.as_ref(),
            context_known: self.context_known,
            rate_card: &self.rate_card,
            balance: self.balance,
            terms: self.terms,
            spent: self.spent,
            limits: self.limits,
            domains: &self.domains,
            portfolio: self.portfolio,
            held_since: self.held_since,
            pacing: self.pacing,
            guarded: self.guarded,
            hijack: self.hijack,
            access: self.access.as_ref(),
        }
    }

    pub(super) fn pair(&mut self) -> &mut RelationFacts<'static> {
        self.relation.as_mut().unwrap()
    }
}

pub(super) fn permission(purpose: Purpose) -> Permission {
    Permission {
        receipt: ReceiptId(100_000_000_000_003),
        purpose,
        topic: None,
        cadence: Cadence::Each,
        granted_at: NOW.plus_s(-1_000),
        expires_at: None,
    }
}

/// No window, nothing sent yet.
pub(super) fn relation() -> RelationFacts<'static> {
    RelationFacts {
        person: MESSAGE.person,
        market: Market::parse("DE").unwrap(),
        permissions: &[],
        withdrawn: [false; 3],
        window_until: None,
        greeting_until: None,
        blocked: false,
        pair_tat: Timestamp(0),
        last_sent: [None; 3],
        answered_at: None,
        counted_at: None,
        budget: &NOTHING,
        marketing: Used::default(),
        notices: Marks::default(),
        unanswered: 0,
    }
}

pub(super) fn template(category: Category) -> Template {
    Template {
        id: TemplateId(100_000_000_000_004),
        business: BUSINESS,
        name: "order_update".into(),
        language: "en_US".into(),
        category,
        parameter_format: ParameterFormat::Positional,
        topic: None,
        status: TemplateStatus::Approved,
        rejected_reason: None,
        parts: Parts { body: "Your order {{1}} is on its way.".into(), ..Parts::default() },
        updated_at: Timestamp(0),
        life: Life::default(),
    }
}

pub(super) fn outbound(draft: Draft) -> Outbound {
    Outbound {
        business: BUSINESS,
        sender: SenderId(100_000_000_000_002),
        to: Recipient::WaId(999_000_000_000_001),
        draft,
        files: Vec::new(),
        reply_to: None,
        opaque: None,
    }
}

pub(super) fn text() -> Outbound {
    outbound(Draft::Text { body: "Hello".into(), preview_url: false })
}

pub(super) fn reaction() -> Outbound {
    outbound(Draft::Reaction { target: MESSAGE, emoji: "👍".into() })
}

pub(super) fn call() -> Outbound {
    let argument = crate::template::Argument { name: None, text: "77".into() };
    outbound(Draft::Template(TemplateCall {
        name: "order_update".into(),
        language: "en_US".into(),
        header: vec![],
        body: vec![argument],
        buttons: vec![],
        ..TemplateCall::default()
    }))
}
