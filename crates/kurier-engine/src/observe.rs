//! What the demo's page looks at: calls, decisions, webhooks and ledger lines as they happen.
//!
//! A bounded broadcast; who is too slow misses lines. Without listeners it costs one atomic read.

use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, Transfer, TransferKind};
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::Category;
use kurier_policy::time::Timestamp;
use kurier_policy::trace::Check;
use serde::Serialize;
use std::sync::Arc;
use tokio::sync::broadcast;

/// One line of the live view.
#[derive(Debug, Clone, Serialize)]
#[serde(tag = "t", rename_all = "snake_case")]
pub enum Observed {
    /// A call of the business API.
    Api {
        /// When.
        at: Timestamp,
        /// Who called, once that was known.
        business: Option<BusinessId>,
        /// Trace id of the request, as its answer told it.
        trace: String,
        /// HTTP method.
        method: String,
        /// Path and query, without tokens.
        path: String,
        /// HTTP status of the answer.
        status: u16,
        /// The body that came.
        request: serde_json::Value,
        /// The body that went.
        response: serde_json::Value,
    },
    /// The decision about a message.
    Trace {
        /// When.
        at: Timestamp,
        /// Who sent it.
        business: BusinessId,
        /// Message id; empty when refused.
        wamid: String,
        /// The checks.
        checks: Vec<Check>,
    },
    /// An attempt to deliver a webhook.
    Webhook {
        /// When.
        at: Timestamp,
        /// Whose it is.
        business: BusinessId,
        /// Where to.
        url: String,
        /// Which event.
        event: i64,
        /// The answer; `None` = none came.
        status: Option<u16>,
        /// `X-Hub-Signature-256`.
        signature: String,
        /// The body.
        body: serde_json::Value,
        /// 1 for the first.
        attempt: u32,
    },
    /// A posting.
    Ledger(LedgerLine),
}

/// A posting as the live view shows it.
#[derive(Debug, Clone, Serialize)]
pub struct LedgerLine {
    /// Number of the transfer.
    pub id: i64,
    /// When.
    pub at: Timestamp,
    /// `top_up`, `reserve`, `post`, `void`, `surcharge` and the others.
    pub kind: TransferKind,
    /// Money leaves here, in words: `prepaid 123`.
    pub debit: String,
    /// … and arrives here.
    pub credit: String,
    /// Amount in micro-units.
    pub amount: Micros,
    /// Currency of the amount.
    pub currency: Currency,
    /// Category of the messages covered.
    pub category: Option<Category>,
    /// How many messages it covers.
    pub messages: u32,
}

impl From<Transfer> for LedgerLine {
    fn from(transfer: Transfer) -> Self {
        Self {
            id: transfer.id,
            at: transfer.at,
            kind: transfer.kind,
            debit: words(transfer.debit),
            credit: words(transfer.credit),
            amount: transfer.amount,
            currency: transfer.currency,
            category: transfer.category,
            messages: transfer.messages,
        }
    }
}

fn words(account: Account) -> String {
    match account {
        Account::Prepaid(business) => format!("prepaid {business}"),
        Account::Reserved(business) => format!("reserved {business}"),
        Account::Revenue(category) => format!("revenue {}", category.name()),
        Account::Bank => "bank".to_owned(),
        Account::Bond(business) => format!("bond {business}"),
        Account::Commons => "commons".to_owned(),
        Account::Credit(business) => format!("credit {business}"),
        Account::Clearing(channel) => format!("clearing {}", channel.name()),
        Account::Vat => "vat".to_owned(),
        Account::Goodwill => "goodwill".to_owned(),
        Account::RefundExpense => "refund expense".to_owned(),
        Account::Rounding => "rounding".to_owned(),
        Account::ChargebackLoss => "chargeback loss".to_owned(),
    }
}

/// Where lines are sent and followed.
#[derive(Clone)]
pub struct Observer {
    lines: broadcast::Sender<Arc<Observed>>,
}

impl Default for Observer {
    fn default() -> Self {
        Self { lines: broadcast::channel(256).0 }
    }
}

impl Observer {
    /// Whether anybody looks.
    pub fn is_watched(&self) -> bool {
        self.lines.receiver_count() > 0
    }

    /// Shows a line, if anybody looks.
    pub fn show(&self, line: impl FnOnce() -> Observed) {
        if self.is_watched() {
            // The last listener may leave in between.
            drop(self.lines.send(Arc::new(line())));
        }
    }

    /// Starts looking.
    pub fn follow(&self) -> broadcast::Receiver<Arc<Observed>> {
        self.lines.subscribe()
    }
}
