//! On which terms a business pays, what it is told of its limits, what comes in and goes back beside messages, and the
//! hourly audit of the ledger.

use crate::{Engine, Result, meter};
use kurier_policy::content::Content;
use kurier_policy::entry::{EntryKind, InboxEntry};
use kurier_policy::id::{BusinessId, InboxSeq};
use kurier_policy::ledger::{Channel, Transfer, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::notice::{Alert, AlertSubject, Notice, Severity};
use kurier_policy::pilot;
use kurier_policy::pricing::{Quota, Rate, RateCard, RateCardFault, VolumeTier};
use kurier_policy::rules::spending::{SpendAlert, Terms, Told};
use kurier_policy::standing::Standing;
use kurier_policy::statement::{Month, Statement};
use kurier_policy::time::Timestamp;
use kurier_store::port::StoreError;
use kurier_store::record::{Booking, CreditRequest, LedgerReport, PaymentIn, Report};

/// Businesses looked at in one step.
const STEP: u32 = 200;
/// Entries of an inbox that are searched for the message that a report is about.
const SEARCHED: u32 = 500;

/// What the operator changes of a business's terms; `None` = as it was, a limit of zero or less lifts it.
#[derive(Debug, Clone, Copy, Default)]
pub struct TermsChange {
    /// How much it may owe.
    pub credit_limit: Option<Micros>,
    /// How much it may spend in a day.
    pub spend_per_day: Option<Micros>,
    /// How much it may spend in a month.
    pub spend_per_month: Option<Micros>,
    /// Whether what costs money is stopped.
    pub stopped: Option<bool>,
}

/// Why new prices do not come into force.
#[derive(Debug, thiserror::Error)]
pub enum CardFault {
    /// They would change what was accepted already, or come before prices that are set.
    #[error("valid_from must lie neither before now nor before the newest prices")]
    Past,
    /// They do not fit together.
    #[error(transparent)]
    Card(#[from] RateCardFault),
}

/// A payment over a provider.
#[derive(Debug, Clone)]
pub struct Payment {
    /// Whose.
    pub business: BusinessId,
    /// Over which channel.
    pub channel: Channel,
    /// What the business can spend of it.
    pub net: Micros,
    /// The tax in it.
    pub vat: Micros,
    /// The provider's name of it: it is booked once.
    pub reference: String,
}

impl TermsChange {
    fn of(self, was: Terms) -> Terms {
        let limit = |asked: Option<Micros>, was| match asked {
            Some(micros) => Some(micros).filter(|micros| *micros > Micros::ZERO),
            None => was,
        };
        Terms {
            credit_limit: self.credit_limit.unwrap_or(was.credit_limit).max(Micros::ZERO),
            spend_per_day: limit(self.spend_per_day, was.spend_per_day),
            spend_per_month: limit(self.spend_per_month, was.spend_per_month),
            stopped: self.stopped.unwrap_or(was.stopped),
            // What was told was told of the former limits.
            told: Told::default(),
        }
    }
}

impl Engine {
    /// Gives a business other terms.
    pub async fn change_terms(&self, id: BusinessId, change: TermsChange) -> Result<Standing> {
        loop {
            let was = self.parts.store.usage(id, None).await?.standing;
            let standing = Standing { terms: change.of(was.terms), ..was };
            match self.parts.store.set_standing(id, was, standing).await {
                Ok(()) => return Ok(standing),
                // Judged in this moment: look again.
                Err(StoreError::Conflict(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
    }

    /// Books a payment that a provider confirmed, and the tax in it. Each is booked once, however often it is told. One
    /// that bore tax has an invoice of its own.
    pub async fn pay_in(&self, payment: &Payment) -> Result<Option<Transfer>> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let Payment { business, channel, net, vat, .. } = *payment;
        let reference = payment.reference.clone();
        if vat > Micros::ZERO {
            let payment = PaymentIn { business, channel, net, vat, reference };
            return Ok(store.pay_in(payment, now).await?.transfer);
        }
        let (kind, category) = (TransferKind::Payment, None);
        let booking = Booking { business, kind, category, channel, amount: net, reference };
        Ok(store.book(booking, now).await?)
    }

    /// The bank holds what a provider announced.
    pub async fn settle_payments(
        &self,
        business: BusinessId,
        channel: Channel,
        amount: Micros,
        reference: String,
    ) -> Result<Option<Transfer>> {
        let (kind, category) = (TransferKind::Settle, None);
        let booking = Booking { business, kind, category, channel, amount, reference };
        Ok(self.parts.store.book(booking, self.parts.clock.now()).await?)
    }

    /// A payment was taken back: what is there goes, the rest is the operator's loss, and what costs money stops until
    /// the operator lifts it. It stops first, so that nothing is spent in between; told again, it
    /// stops again.
    pub async fn charge_back(
        &self,
        business: BusinessId,
        channel: Channel,
        amount: Micros,
        reference: String,
    ) -> Result<Option<Transfer>> {
        let stopped = self.stop(business).await?;
        let (kind, category) = (TransferKind::Chargeback, None);
        let booking = Booking { business, kind, category, channel, amount, reference };
        let booked = self.parts.store.book(booking, self.parts.clock.now()).await?;
        if !stopped {
            self.say_taken_back(business).await?;
        }
        Ok(booked)
    }

    /// Stops what costs money after a payment was disputed, and says so once.
    pub(crate) async fn stop_after_chargeback(&self, business: BusinessId) -> Result<()> {
        if self.stop(business).await? {
            return Ok(());
        }
        self.say_taken_back(business).await
    }

    /// Stops what costs money; answers whether it was stopped before.
    async fn stop(&self, business: BusinessId) -> Result<bool> {
        let stopped = self.parts.store.usage(business, None).await?.standing.terms.stopped;
        if !stopped {
            let stop = TermsChange { stopped: Some(true), ..TermsChange::default() };
            self.change_terms(business, stop).await?;
        }
        Ok(stopped)
    }

    async fn say_taken_back(&self, business: BusinessId) -> Result<()> {
        let description =
            "A payment was taken back. What costs money stops until the operator lifts it; \
            replies in open windows go on. Please get in touch with the operator."
                .to_owned();
        self.alert(business, Severity::Critical, "PAYMENT_TAKEN_BACK", description).await
    }

    /// New prices from `valid_from` on, or from now on. They never hold for what was accepted before.
    pub async fn set_rate_card(
        &self,
        valid_from: Option<Timestamp>,
        rates: Vec<Rate>,
        quotas: Vec<Quota>,
        tiers: Vec<VolumeTier>,
    ) -> Result<std::result::Result<RateCard, CardFault>> {
        let (store, now) = (&self.parts.store, self.parts.clock.now());
        let newest = store.rate_card(Timestamp(i64::MAX)).await?;
        let valid_from = valid_from.unwrap_or(now);
        if valid_from < now || valid_from < newest.valid_from {
            return Ok(Err(CardFault::Past));
        }
        let (version, currency) = (newest.version.saturating_add(1), newest.currency);
        let card = RateCard { version, valid_from, currency, rates, quotas, tiers };
        if let Err(fault) = card.validate() {
            return Ok(Err(CardFault::Card(fault)));
        }
        store.add_rate_card(card.clone()).await?;
        Ok(Ok(card))
    }

    /// Closes a month of a business; again, the same record.
    pub async fn close_month(&self, business: BusinessId, month: Month) -> Result<Statement> {
        let now = self.parts.clock.now();
        let statement = self.parts.store.close_month(business, month, now).await?;
        tracing::info!(%business, month = month.name(), number = statement.number.name(), "a month is closed");
        self.issue_soon(&statement).await?;
        Ok(statement)
    }

    /// Gives money back with a note, and issues it.
    pub async fn give_credit(&self, request: CreditRequest) -> Result<Statement> {
        let note = self.parts.store.give_credit(request, self.parts.clock.now()).await?;
        self.issue_soon(&note).await?;
        Ok(note)
    }

    /// What the operator earned with the message that an upheld report is about goes to the commons: nobody lives from
    /// what people do not want.
    pub(crate) async fn refund_report(&self, report: &Report) -> Result<()> {
        let Some(amount) = self.earned_with(report).await? else { return Ok(()) };
        let booking = Booking {
            business: report.business,
            kind: TransferKind::Refund,
            category: None,
            channel: Channel::Manual,
            amount,
            reference: format!("report:{}", report.id),
        };
        self.parts.store.book(booking, self.parts.clock.now()).await?;
        Ok(())
    }

    async fn earned_with(&self, report: &Report) -> Result<Option<Micros>> {
        let Some(template) = report.template else { return Ok(None) };
        let store = &self.parts.store;
        let state = store.inbox_state(report.person).await?;
        let after = InboxSeq(state.head.0.saturating_sub(SEARCHED));
        let page = store.follow_inbox(report.person, after, SEARCHED).await?;
        let earned = |entry: &InboxEntry| match &entry.kind {
            EntryKind::FromBusiness { content: Content::Template(is), price, .. }
                if entry.business == report.business
                    && is.template == template
                    && entry.at <= report.at
                    && entry.seq <= state.delivered =>
            {
                Some(Micros(price.micros.0.saturating_sub(price.surcharge.0)))
            }
            _ => None,
        };
        let found = page.entries.iter().rev().find_map(|entry| earned(entry));
        Ok(found.filter(|micros| *micros > Micros::ZERO))
    }

    /// Tells every business which share of its spending limits is reached, each threshold once in a day or month; ends
    /// early when `is_over`.
    pub(crate) async fn tell_spending(&self, is_over: impl Fn() -> bool) -> Result<()> {
        let card = match self.parts.store.rate_card(self.parts.clock.now()).await {
            Ok(card) => Some(card),
            Err(StoreError::NotFound(_)) => None,
            Err(other) => return Err(other.into()),
        };
        let least = card.as_ref().map_or(Micros::ZERO, least_price);
        let (limits, now) = (self.parts.store.limits().await?, self.parts.clock.now());
        let mut after = None;
        while !is_over() {
            let page = self.parts.store.businesses(after, STEP).await?;
            for business in &page {
                let set = business.standing.terms;
                let terms = pilot::terms(business.access.as_deref(), &limits, set, now);
                if terms.spend_per_day.is_some() || terms.spend_per_month.is_some() {
                    self.tell_spending_of(business.id, least).await?;
                }
            }
            after = page.last().map(|last| last.id);
            if page.len() < STEP as usize {
                return Ok(());
            }
        }
        Ok(())
    }

    async fn tell_spending_of(&self, business: BusinessId, least: Micros) -> Result<()> {
        let usage = self.parts.store.usage(business, None).await?;
        let (was, now) = (usage.standing, self.parts.clock.now());
        let (alerts, told) = usage.terms_at(now).alerts(&usage.spent.at(now), least, now);
        if told == was.terms.told {
            return Ok(());
        }
        let standing = Standing { terms: Terms { told, ..was.terms }, ..was };
        match self.parts.store.set_standing(business, was, standing).await {
            Ok(()) => {}
            // Changed in this moment; the next round looks again.
            Err(StoreError::Conflict(_)) => return Ok(()),
            Err(other) => return Err(other.into()),
        }
        for alert in alerts.into_iter().flatten() {
            let severity =
                if alert.percent == 100 { Severity::Critical } else { Severity::Warning };
            self.alert(business, severity, "SPENDING_LIMIT", said(&alert)).await?;
        }
        Ok(())
    }

    async fn alert(
        &self,
        business: BusinessId,
        severity: Severity,
        kind: &str,
        description: String,
    ) -> Result<()> {
        let about = AlertSubject::Business(business);
        let alert = Alert { about, severity, kind: kind.to_owned(), description };
        self.tell(business, Notice::Alert(alert)).await?;
        Ok(())
    }

    /// Audits the ledger, and says so in one line where something is wrong.
    pub async fn audit_ledger(&self) -> Result<LedgerReport> {
        let report = self.parts.store.verify_ledger().await?;
        let broken: u64 = report.invariants.iter().map(|line| line.broken).sum();
        meter::ledger_findings(broken);
        let (transfers, head) = (report.transfers, &report.head);
        match report.findings.first() {
            None => tracing::info!(transfers, head, "the ledger is in order"),
            Some(first) => tracing::error!(broken, transfers, first, "the ledger is not in order"),
        }
        Ok(report)
    }
}

fn least_price(card: &RateCard) -> Micros {
    let paid = card.rates.iter().map(|rate| rate.micros).filter(|micros| *micros > Micros::ZERO);
    paid.min().unwrap_or(Micros::ZERO)
}

fn said(alert: &SpendAlert) -> String {
    let SpendAlert { of, percent } = alert;
    let (period, limit, spent) = (of.period.name(), of.limit, of.spent);
    let end = if *percent == 100 {
        "Messages that cost money are refused until it begins anew; replies in open windows go on."
    } else {
        "Beyond it, messages that cost money are refused."
    };
    format!(
        "{percent} % of the spending limit of the {period}, {limit}, is reached: {spent} is spent. {end}"
    )
}
