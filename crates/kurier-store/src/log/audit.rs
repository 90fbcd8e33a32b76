//! The rules of the ledger's audit: what transfers, accounts and messages must say of each other.

use super::code;
use crate::record::LedgerReport;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, Transfer, TransferKind, accounts};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use std::collections::BTreeMap;

/// Most findings that are told; the first ones say what is wrong.
const FINDINGS_MAX: usize = 100;

type Key = (BusinessId, TransferKind, Category);

/// Priced messages: what they are worth, and how many.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Covered {
    pub(crate) sum: i64,
    pub(crate) count: i64,
}

/// Fed in this order: transfers by business and number, accounts, messages, logs.
#[derive(Default)]
pub(crate) struct Audit {
    report: LedgerReport,
    /// Sum of the transfers per account and currency.
    accounts: BTreeMap<(Account, Currency), i64>,
    /// Sum of the transfers, and the last event they cover.
    covered: BTreeMap<Key, (i64, i64)>,
    /// Whose transfers are read, and the number of the next.
    expected: Option<(BusinessId, i64)>,
    total: i64,
}

impl Audit {
    pub(crate) fn find(&mut self, finding: String) {
        if self.report.findings.len() < FINDINGS_MAX {
            self.report.findings.push(finding);
        }
    }

    pub(crate) fn report(mut self) -> LedgerReport {
        self.report.findings.truncate(FINDINGS_MAX);
        self.report
    }

    /// A transfer with what the messages of its range are worth; `None` where it covers none.
    pub(crate) fn transfer(&mut self, transfer: &Transfer, covered: Option<Covered>) {
        let id = transfer.id;
        let (business, expected) = self
            .expected
            .filter(|(of, _)| *of == transfer.business)
            .unwrap_or((transfer.business, 1));
        if id != expected {
            self.find(format!(
                "Transfer {expected} of business {business} is missing; the next one is {id}."
            ));
        }
        self.expected = Some((business, id.saturating_add(1)));
        self.report.transfers = self.report.transfers.saturating_add(1);
        if transfer.amount <= Micros::ZERO {
            let amount = transfer.amount;
            self.find(format!(
                "Transfer {id} of business {business} moves {amount}, which is not above zero."
            ));
        }
        let category = transfer.category.unwrap_or(Category::Service);
        if (transfer.debit, transfer.credit) != accounts(transfer.kind, business, category) {
            self.find(format!(
                "Transfer {id} of business {business} does not move money between the accounts of its kind."
            ));
        }
        *self.accounts.entry((transfer.debit, transfer.currency)).or_default() -= transfer.amount.0;
        *self.accounts.entry((transfer.credit, transfer.currency)).or_default() +=
            transfer.amount.0;
        if let Some(covered) = covered {
            self.range(transfer, category, covered);
        }
    }

    /// A transfer must be worth exactly the messages of its range.
    fn range(&mut self, transfer: &Transfer, category: Category, covered: Covered) {
        let (id, business) = (transfer.id, transfer.business);
        let (first, last) = (transfer.first_event.0, transfer.last_event.0);
        let Covered { sum, count } = covered;
        if sum != transfer.amount.0 || count != i64::from(transfer.messages) {
            self.find(format!(
                "Transfer {id} moves {} for {} messages, but the events {first} to {last} of business {business} hold {count} worth {}.",
                transfer.amount, transfer.messages, Micros(sum)
            ));
        }
        let before = self.covered.entry((business, transfer.kind, category)).or_default();
        let overlaps = first <= before.1;
        *before = (before.0.saturating_add(transfer.amount.0), last);
        if overlaps {
            self.find(format!(
                "Transfer {id} of business {business} covers events that an earlier one covers too."
            ));
        }
    }

    /// A stored balance.
    pub(crate) fn account(&mut self, account: Account, currency: Currency, balance: i64) {
        self.total = self.total.saturating_add(balance);
        let name = code::account_name(account);
        let sum = self.accounts.remove(&(account, currency)).unwrap_or(0);
        if sum != balance {
            self.find(format!(
                "Account {name} holds {}, but its transfers sum up to {}.",
                Micros(balance),
                Micros(sum)
            ));
        }
        if balance < 0 && account != Account::Bank {
            self.find(format!("Account {name} is below zero: {}.", Micros(balance)));
        }
    }

    /// Accounts whose balance a backend does not store, as the transfers have them.
    pub(crate) fn derived(&self) -> Vec<(Account, Currency, i64)> {
        let is_derived =
            |account: &Account| !matches!(account, Account::Prepaid(_) | Account::Reserved(_));
        let all = self.accounts.iter().filter(|((account, _), _)| is_derived(account));
        all.map(|((account, currency), sum)| (*account, *currency, *sum)).collect()
    }

    pub(crate) fn end_of_accounts(&mut self) {
        for ((account, _), sum) in std::mem::take(&mut self.accounts) {
            let name = code::account_name(account);
            self.find(format!(
                "Account {name} is missing; its transfers sum up to {}.",
                Micros(sum)
            ));
        }
        self.report.imbalance = Micros(self.total);
        if self.total != 0 {
            let total = Micros(self.total);
            self.find(format!("All accounts together hold {total} instead of nothing."));
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
            self.find(format!(
                "Business {business}: {count} {} messages with status {status} are worth {}, but transfers moved {}.",
                category.name(),
                Micros(sum),
                Micros(moved)
            ));
        }
    }

    pub(crate) fn end_of_messages(&mut self) {
        for ((business, kind, category), (sum, _)) in std::mem::take(&mut self.covered) {
            self.find(format!(
                "Business {business}: {kind:?} transfers of category {} moved {} for no message.",
                category.name(),
                Micros(sum)
            ));
        }
    }
}
