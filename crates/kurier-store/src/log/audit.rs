//! The rules of the ledger's audit: what transfers, accounts and messages must say of each other.

use super::code;
use super::export::hex;
use crate::port::Result;
use crate::record::{InvariantLine, LedgerReport};
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{self, Account, Invariant, Transfer, TransferKind};
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::statement::{Statement, StatementNumber};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Most findings that are told; the first ones say what is wrong.
const FINDINGS_MAX: usize = 100;

type Key = (BusinessId, TransferKind, Category);
/// A closed month, and what was posted in it per category so far.
type Closed = (Statement, BTreeMap<Category, i64>);

/// Priced messages: what they are worth, and how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Covered {
    pub(crate) sum: i64,
    pub(crate) count: i64,
}

/// Priced messages that were decided alike, and how many they are.
#[derive(Debug)]
pub(crate) struct Decided<'a> {
    pub(crate) rate_card: i64,
    pub(crate) market: &'a str,
    pub(crate) category: i64,
    pub(crate) price: i64,
    pub(crate) surcharge: i64,
    /// The price that the decision announced.
    pub(crate) quoted: i64,
    pub(crate) count: i64,
}

/// Fed in this order: statements, transfers by business and number, accounts, messages, logs.
#[derive(Default)]
pub(crate) struct Audit {
    report: LedgerReport,
    /// Per invariant how often it was looked at, and broken.
    counts: BTreeMap<Invariant, (u64, u64)>,
    /// Of each business.
    closed: BTreeMap<BusinessId, Vec<Closed>>,
    /// The chain of the business whose transfers are read, and that over all before it.
    chain: Sha256,
    currency: BTreeMap<BusinessId, Currency>,
    /// Sum of the transfers per account and currency.
    accounts: BTreeMap<(Account, Currency), i64>,
    /// Sum of the transfers, and the last event they cover.
    covered: BTreeMap<Key, (i64, i64)>,
    /// Who has money, and who owes some.
    has: BTreeSet<BusinessId>,
    owes: BTreeSet<BusinessId>,
    /// Whose transfers are read, and the number of the next.
    expected: Option<(BusinessId, i64)>,
    total: i64,
}

impl Audit {
    /// Notes that so many things were looked at for an invariant.
    pub(crate) fn looked(&mut self, at: Invariant, count: u64) {
        let looked = &mut self.counts.entry(at).or_default().0;
        *looked = looked.saturating_add(count);
    }

    pub(crate) fn find(&mut self, breaks: Invariant, finding: impl std::fmt::Display) {
        let broken = &mut self.counts.entry(breaks).or_default().1;
        *broken = broken.saturating_add(1);
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(format!("{}: {finding}", breaks.name()));
        }
    }

    pub(crate) fn report(mut self) -> LedgerReport {
        self.report.head = hex(&std::mem::take(&mut self.chain).finalize());
        let read = self.report.transfers;
        self.looked(Invariant::I12, read);
        self.report.invariants = Invariant::ALL
            .iter()
            .map(|invariant| {
                let (checked, broken) = self.counts.get(invariant).copied().unwrap_or_default();
                InvariantLine { invariant: *invariant, checked, broken }
            })
            .collect();
        self.report
    }

    /// The closed months and notes, by number: their numbers have no gap, and each adds up.
    pub(crate) fn statements(&mut self, all: Vec<Statement>) {
        let mut before: Option<StatementNumber> = None;
        for statement in all {
            self.looked(Invariant::I8, 1);
            let (number, name) = (statement.number, statement.number.name());
            let expected = before.filter(|it| it.year == number.year).map_or(1, |it| it.number + 1);
            if number.number != expected {
                self.find(
                    Invariant::I8,
                    format_args!("The number before statement {name} is missing."),
                );
            }
            before = Some(number);
            if statement.credit.is_some() {
                continue;
            }
            let lines: i64 = statement.lines.iter().map(|line| line.amount.0).sum();
            let off: i64 = statement.discounts.iter().map(|off| off.amount.0).sum();
            let rest = lines - off - statement.rounding.0;
            if rest != statement.total.0 || !(0..10_000).contains(&statement.rounding.0) {
                self.find(Invariant::I8, format_args!("Statement {name} does not add up."));
            }
            self.closed.entry(statement.business).or_default().push((statement, BTreeMap::new()));
        }
    }

    /// A transfer with what the messages of its range are worth; `None` where it covers none.
    pub(crate) fn transfer(&mut self, transfer: &Transfer, covered: Option<Covered>) -> Result<()> {
        let (id, business) = (transfer.id, transfer.business);
        self.number(transfer);
        self.chain.update(code::to_json(transfer)?);
        for looked in [Invariant::I1, Invariant::I2, Invariant::I9, Invariant::I11] {
            self.looked(looked, 1);
        }
        let currency = *self.currency.entry(business).or_insert(transfer.currency);
        if let Err(fault) = ledger::check(transfer, Some(currency)) {
            self.find(Invariant::I9, format_args!("Business {business}: {fault}."));
        }
        self.move_between(transfer);
        let category = transfer.category.unwrap_or(Category::Service);
        if matches!(transfer.kind, TransferKind::Post | TransferKind::Surcharge) {
            let months = self.closed.get_mut(&business).into_iter().flatten();
            for (_, posted) in
                months.filter(|(of, _)| of.after_transfer < id && id <= of.last_transfer)
            {
                let sum = posted.entry(category).or_default();
                *sum = sum.saturating_add(transfer.amount.0);
            }
        }
        if let Some(covered) = covered {
            self.range(transfer, category, covered);
        }
        Ok(())
    }

    /// Numbers of a business rise by one.
    fn number(&mut self, transfer: &Transfer) {
        let (id, business) = (transfer.id, transfer.business);
        let (_, expected) =
            self.expected.filter(|(of, _)| *of == business).unwrap_or((business, 1));
        if id < expected {
            self.find(
                Invariant::I2,
                format_args!("Transfer {id} of business {business} is there twice."),
            );
        } else if id > expected {
            self.find(
                Invariant::I11,
                format_args!(
                    "Transfer {expected} of business {business} is missing; the next one is {id}."
                ),
            );
        }
        self.expected = Some((business, id.saturating_add(1)));
        self.report.transfers = self.report.transfers.saturating_add(1);
    }

    fn move_between(&mut self, transfer: &Transfer) {
        let amount = transfer.amount.0;
        for (account, change) in
            [(transfer.debit, amount.saturating_neg()), (transfer.credit, amount)]
        {
            let sum = self.accounts.entry((account, transfer.currency)).or_default();
            let after = sum.checked_add(change);
            *sum = after.unwrap_or(*sum);
            if after.is_none() {
                let name = code::account_name(account);
                self.find(
                    Invariant::I9,
                    format_args!("The sum of account {name} does not fit 64 bits."),
                );
            }
        }
    }

    /// The closed months hold what was posted in them.
    pub(crate) fn end_of_transfers(&mut self) {
        for (statement, posted) in std::mem::take(&mut self.closed).into_values().flatten() {
            let mut lines: BTreeMap<Category, i64> = BTreeMap::new();
            for line in &statement.lines {
                *lines.entry(line.category).or_default() += line.amount.0;
            }
            if lines != posted {
                self.find(
                    Invariant::I8,
                    format_args!(
                        "Statement {} holds other sums than were posted in its month.",
                        statement.number.name()
                    ),
                );
            }
        }
    }

    /// A transfer must be worth exactly the messages of its range.
    fn range(&mut self, transfer: &Transfer, category: Category, covered: Covered) {
        let (id, business) = (transfer.id, transfer.business);
        let (first, last) = (transfer.first_event.0, transfer.last_event.0);
        let Covered { sum, count } = covered;
        self.looked(Invariant::I5, u64::from(transfer.messages));
        if sum != transfer.amount.0 || count != i64::from(transfer.messages) {
            self.find(Invariant::I5, format_args!(
                "Transfer {id} moves {} for {} messages, but the events {first} to {last} of business {business} hold {count} worth {}.",
                transfer.amount, transfer.messages, Micros(sum)
            ));
        }
        let before = self.covered.entry((business, transfer.kind, category)).or_default();
        let overlaps = first <= before.1;
        *before = (before.0.saturating_add(transfer.amount.0), last);
        if overlaps {
            self.find(Invariant::I5, format_args!(
                "Transfer {id} of business {business} covers events that an earlier one covers too."
            ));
        }
    }

    /// A stored balance.
    pub(crate) fn account(&mut self, account: Account, currency: Currency, balance: i64) {
        self.total = self.total.saturating_add(balance);
        self.looked(Invariant::I7, 1);
        let name = code::account_name(account);
        let sum = self.accounts.remove(&(account, currency)).unwrap_or(0);
        if sum != balance {
            self.find(
                Invariant::I7,
                format_args!(
                    "Account {name} holds {}, but its transfers sum up to {}.",
                    Micros(balance),
                    Micros(sum)
                ),
            );
        }
        self.within(account, &name, balance);
    }

    /// Nothing is spent that is not there, and nobody has and owes at once.
    fn within(&mut self, account: Account, name: &str, balance: i64) {
        self.looked(Invariant::I4, 1);
        if balance < 0 && !account.may_be_negative() {
            self.find(
                Invariant::I4,
                format_args!("Account {name} is below zero: {}.", Micros(balance)),
            );
        }
        match account {
            Account::Prepaid(business) if balance > 0 => drop(self.has.insert(business)),
            Account::Credit(business) if balance < 0 => drop(self.owes.insert(business)),
            Account::Credit(_) if balance > 0 => {
                self.find(
                    Invariant::I4,
                    format_args!("Account {name} is above zero: more was paid back than drawn."),
                );
            }
            Account::Clearing(_) => {
                self.looked(Invariant::I10, 1);
                let open = Micros(self.report.uncleared.0.saturating_sub(balance));
                self.report.uncleared = open;
            }
            _ => {}
        }
    }

    /// Accounts whose balance a backend does not store, as the transfers have them.
    pub(crate) fn derived(&self) -> Vec<(Account, Currency, i64)> {
        let is_stored = |account: &Account| {
            matches!(account, Account::Prepaid(_) | Account::Reserved(_) | Account::Credit(_))
        };
        let is_derived = |account: &Account| !is_stored(account);
        let all = self.accounts.iter().filter(|((account, _), _)| is_derived(account));
        all.map(|((account, currency), sum)| (*account, *currency, *sum)).collect()
    }

    pub(crate) fn end_of_accounts(&mut self) {
        let has = std::mem::take(&mut self.has);
        for business in std::mem::take(&mut self.owes).intersection(&has) {
            self.find(Invariant::I4, format_args!("Business {business} has money and owes some."));
        }
        for ((account, _), sum) in std::mem::take(&mut self.accounts) {
            let name = code::account_name(account);
            // An account that is empty again need not stand anywhere.
            if sum == 0 {
                continue;
            }
            self.find(
                Invariant::I7,
                format_args!("Account {name} is missing; its transfers sum up to {}.", Micros(sum)),
            );
        }
        self.report.imbalance = Micros(self.total);
        if self.total != 0 {
            let total = Micros(self.total);
            self.find(
                Invariant::I1,
                format_args!("All accounts together hold {total} instead of nothing."),
            );
        }
    }

    /// Each priced message that reached a status must be covered by a transfer of that kind: with no
    /// overlap and every range exact, equal totals mean "each exactly once". `surcharged` of it went to the commons.
    pub(crate) fn messages(
        &mut self,
        business: BusinessId,
        status: i64,
        category: Category,
        priced: Covered,
        surcharged: i64,
    ) {
        let kind = match status {
            1 => TransferKind::Reserve,
            2 => TransferKind::Post,
            4 => TransferKind::Void,
            _ => return,
        };
        if kind == TransferKind::Reserve {
            self.report.messages = self.report.messages.saturating_add(priced.count.unsigned_abs());
        }
        if kind != TransferKind::Post {
            self.moved((business, kind, category), status, priced);
            return;
        }
        let earned = Covered { sum: priced.sum.saturating_sub(surcharged), ..priced };
        self.moved((business, kind, category), status, earned);
        let surcharge = Covered { sum: surcharged, ..priced };
        self.moved((business, TransferKind::Surcharge, category), status, surcharge);
    }

    fn moved(&mut self, key: Key, status: i64, Covered { sum, count }: Covered) {
        let moved = self.covered.remove(&key).map_or(0, |(sum, _)| sum);
        let (business, _, category) = key;
        if moved != sum {
            self.find(Invariant::I5, format_args!(
                "Business {business}: {count} {} messages with status {status} are worth {}, but transfers moved {}.",
                category.name(),
                Micros(sum),
                Micros(moved)
            ));
        }
    }

    pub(crate) fn end_of_messages(&mut self) {
        for ((business, kind, category), (sum, _)) in std::mem::take(&mut self.covered) {
            self.find(Invariant::I5, format_args!(
                "Business {business}: {kind:?} transfers of category {} moved {} for no message.",
                category.name(),
                Micros(sum)
            ));
        }
    }

    /// What was charged is what was announced, and follows from the card of that version.
    pub(crate) fn decided(&mut self, cards: &[RateCard], of: &Decided<'_>) {
        self.looked(Invariant::I6, of.count.unsigned_abs());
        let version = of.rate_card;
        let card = cards.iter().find(|card| i64::from(card.version) == version);
        let market = Market::parse(of.market).unwrap_or(Market::ANY);
        let category = code::category(of.category);
        let most = card.zip(category).map(|(card, it)| card.price(it, market, false).micros.0);
        let earned = of.price.saturating_sub(of.surcharge);
        let is_right = most.is_some_and(|most| {
            of.quoted == of.price && earned <= most && (0..=most).contains(&of.surcharge)
        });
        if !is_right {
            let (price, market) = (Micros(of.price), of.market);
            self.find(
                Invariant::I6,
                format_args!(
                    "{} messages to {market} cost {price}, which rate card {version} does not say.",
                    of.count
                ),
            );
        }
    }

    /// A message that was both delivered and given up, or that waits longer than any may.
    pub(crate) fn unresolved(
        &mut self,
        business: i64,
        message: impl std::fmt::Display,
        is_both: bool,
    ) {
        let what = if is_both { "was delivered and failed" } else { "waits longer than any may" };
        self.find(Invariant::I3, format_args!("Message {message} of business {business} {what}."));
    }

    /// A reference of a payment without its transfer.
    pub(crate) fn reference(&mut self, business: i64, reference: &str) {
        self.find(
            Invariant::I2,
            format_args!(
                "What business {business} calls {reference:?} has no transfer of its own."
            ),
        );
    }
}
