//! How enums of the domain are written in columns: small numbers on the way of a message, names
//! elsewhere.

use super::corrupt;
use crate::port::Result;
use kurier_policy::id::BusinessId;
use kurier_policy::ledger::{Account, Channel, TransferKind};
use kurier_policy::money::Micros;
use kurier_policy::pricing::{Category, Price, PriceKind};
use kurier_policy::status::Status;
use serde::Serialize;
use serde::de::{DeserializeOwned, IntoDeserializer, value};

pub(crate) fn category_code(category: Category) -> i64 {
    match category {
        Category::Service => 0,
        Category::Utility => 1,
        Category::Authentication => 2,
        Category::Marketing => 3,
    }
}

pub(crate) fn category(code: i64) -> Option<Category> {
    Some(match code {
        0 => Category::Service,
        1 => Category::Utility,
        2 => Category::Authentication,
        3 => Category::Marketing,
        _ => return None,
    })
}

/// The code of a message that is one of the free ones of its month.
pub(crate) const FREE_QUOTA: i64 = 2;

pub(crate) fn price_kind_code(kind: PriceKind) -> i64 {
    match kind {
        PriceKind::Regular => 0,
        PriceKind::FreeCustomerService => 1,
        PriceKind::FreeQuota => FREE_QUOTA,
    }
}

pub(crate) fn price(category: Category, kind_code: i64, micros: i64) -> Price {
    let kind = match kind_code {
        1 => PriceKind::FreeCustomerService,
        FREE_QUOTA => PriceKind::FreeQuota,
        _ => PriceKind::Regular,
    };
    Price { category, kind, micros: Micros(micros), surcharge: Micros::ZERO }
}

/// A service message that costs nothing.
pub(crate) const FREE: Price = Price {
    category: Category::Service,
    kind: PriceKind::FreeCustomerService,
    micros: Micros(0),
    surcharge: Micros(0),
};

pub(crate) fn status_code(status: Status) -> i64 {
    match status {
        Status::Accepted => 5,
        Status::Held => 6,
        Status::Sent => 1,
        Status::Delivered => 2,
        Status::Read => 3,
        Status::Failed => 4,
        Status::Recalled => 7,
        Status::Played => 8,
    }
}

pub(crate) fn status(code: i64) -> Option<Status> {
    Some(match code {
        1 => Status::Sent,
        2 => Status::Delivered,
        3 => Status::Read,
        4 => Status::Failed,
        5 => Status::Accepted,
        6 => Status::Held,
        7 => Status::Recalled,
        8 => Status::Played,
        _ => return None,
    })
}

/// The place of a kind in [`TransferKind::ALL`], which only grows.
pub(crate) fn transfer_kind_code(kind: TransferKind) -> i64 {
    let place = TransferKind::ALL.iter().position(|one| *one == kind);
    place.and_then(|place| i64::try_from(place).ok()).unwrap_or(-1)
}

pub(crate) fn transfer_kind(code: i64) -> Option<TransferKind> {
    TransferKind::ALL.get(usize::try_from(code).ok()?).copied()
}

pub(crate) fn account_name(account: Account) -> String {
    match account {
        Account::Prepaid(business) => format!("prepaid:{business}"),
        Account::Reserved(business) => format!("reserved:{business}"),
        Account::Revenue(category) => format!("revenue:{}", category.name()),
        Account::Bank => "bank".to_owned(),
        Account::Bond(business) => format!("bond:{business}"),
        Account::Commons => "commons".to_owned(),
        Account::Credit(business) => format!("credit:{business}"),
        Account::Clearing(channel) => format!("clearing:{}", channel.name()),
        Account::Vat => "vat".to_owned(),
        Account::Goodwill => "goodwill".to_owned(),
        Account::RefundExpense => "refund_expense".to_owned(),
        Account::Rounding => "rounding".to_owned(),
        Account::ChargebackLoss => "chargeback_loss".to_owned(),
    }
}

pub(crate) fn account(name: &str) -> Option<Account> {
    match name {
        "bank" => return Some(Account::Bank),
        "commons" => return Some(Account::Commons),
        "vat" => return Some(Account::Vat),
        "goodwill" => return Some(Account::Goodwill),
        "refund_expense" => return Some(Account::RefundExpense),
        "rounding" => return Some(Account::Rounding),
        "chargeback_loss" => return Some(Account::ChargebackLoss),
        _ => {}
    }
    let (kind, of) = name.split_once(':')?;
    let business = || of.parse::<BusinessId>().ok();
    match kind {
        "prepaid" => Some(Account::Prepaid(business()?)),
        "reserved" => Some(Account::Reserved(business()?)),
        "bond" => Some(Account::Bond(business()?)),
        "credit" => Some(Account::Credit(business()?)),
        "clearing" => Channel::ALL.into_iter().find(|it| it.name() == of).map(Account::Clearing),
        "revenue" => (0..=3).filter_map(category).find(|c| c.name() == of).map(Account::Revenue),
        _ => None,
    }
}

/// The name of a value whose serde form is one string.
pub(crate) fn name<T: Serialize>(value: &T) -> Result<String> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        other => Err(corrupt("value", "", format!("{other:?} is no name"))),
    }
}

/// The value with this name.
pub(crate) fn named<T: DeserializeOwned>(table: &'static str, name: &str) -> Result<T> {
    let source: value::StrDeserializer<'_, value::Error> = name.into_deserializer();
    T::deserialize(source).map_err(|error| corrupt(table, name, error))
}

pub(crate) fn to_json<T: Serialize>(value: &T) -> Result<String> {
    serde_json::to_string(value).map_err(|error| corrupt("value", "", error))
}

pub(crate) fn from_json<T: DeserializeOwned>(
    table: &'static str,
    row: impl std::fmt::Display,
    text: &str,
) -> Result<T> {
    serde_json::from_str(text).map_err(|error| corrupt(table, row, error))
}
