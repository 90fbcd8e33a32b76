//! `GET /kurier/v1/billing/{prices|balance|limits|statements}`: what messages cost, what is there, what may be spent,
//! and what closed months came to. Amounts are micro-units, times whole seconds.

use super::Call;
use crate::cloud_api::reply::{Reply, of_store};
use kurier_policy::pricing::RateCard;
use kurier_policy::rules::spending::Terms;
use kurier_policy::spent::SpentNow;
use kurier_policy::statement::{Statement, StatementNumber};
use kurier_policy::time::Timestamp;
use kurier_wire::error::{self, GraphError, WireError};
use serde_json::{Value, json};

/// Statements on a page.
const PAGE: u32 = 50;

pub(super) async fn prices(call: &Call) -> Result<Reply, WireError> {
    let now = call.engine().clock().now();
    let card = call.engine().store().rate_card(now).await.map_err(of_store)?;
    Ok(card_view(&card).into())
}

pub(super) async fn balance(call: &Call) -> Result<Reply, WireError> {
    let business = call.business();
    let balance = call.engine().store().balance(business.id).await.map_err(of_store)?;
    let usage = call.engine().store().usage(business.id, None).await.map_err(of_store)?;
    let terms = usage.terms_at(call.engine().clock().now());
    Ok(json!({
        "currency": business.currency,
        "prepaid_micros": balance.prepaid,
        "reserved_micros": balance.reserved,
        "owed_micros": balance.owed,
        "credit_limit_micros": terms.credit_limit,
        "available_micros": terms.available(balance.prepaid, balance.owed),
    })
    .into())
}

pub(super) async fn limits(call: &Call) -> Result<Reply, WireError> {
    let business = call.business().id;
    let usage = call.engine().store().usage(business, None).await.map_err(of_store)?;
    let now = call.engine().clock().now();
    let card = call.engine().store().rate_card(now).await.ok();
    let spent = usage.spent.at(now);
    Ok(limits_view(&usage.terms_at(now), &spent, card.as_ref(), now).into())
}

pub(super) async fn statements(call: &Call) -> Result<Reply, WireError> {
    let after = match call.params.get("after").and_then(Value::as_str) {
        Some(name) => Some(number(name).ok_or_else(bad_number)?),
        None => None,
    };
    let business = Some(call.business().id);
    let found = call.engine().store().statements(business, after, PAGE).await.map_err(of_store)?;
    Ok(page(&found, PAGE).into())
}

fn bad_number() -> WireError {
    GraphError::of(&error::PARAMETER_VALUE)
        .details("after is the number of a statement, such as 2026-000017.")
        .boxed()
}

/// `2026-000017`.
pub(crate) fn number(name: &str) -> Option<StatementNumber> {
    let (year, number) = name.split_once('-')?;
    Some(StatementNumber { year: year.parse().ok()?, number: number.parse().ok()? })
}

pub(crate) fn page(found: &[Statement], limit: u32) -> Value {
    let is_full = u32::try_from(found.len()).is_ok_and(|count| count >= limit);
    let next = found.last().filter(|_| is_full).map(|last| last.number.name());
    json!({ "data": found.iter().map(view).collect::<Vec<_>>(), "next": next })
}

pub(crate) fn view(of: &Statement) -> Value {
    let lines: Vec<Value> = of
        .lines
        .iter()
        .map(|line| {
            json!({
                "category": line.category,
                "market": line.market,
                "unit_micros": line.unit,
                "surcharge_micros": line.surcharge,
                "messages": line.messages,
                "amount_micros": line.amount,
            })
        })
        .collect();
    let discounts: Vec<Value> = of
        .discounts
        .iter()
        .map(|off| json!({ "category": off.category, "amount_micros": off.amount }))
        .collect();
    let credit = of.credit.as_ref().map(|note| {
        json!({
            "corrects": note.corrects.map(StatementNumber::name),
            "kind": note.kind,
            "transfer": note.transfer,
            "reason": note.reason,
        })
    });
    json!({
        "number": of.number.name(),
        "business": of.business.to_string(),
        "month": of.month,
        "closed_at": of.closed_at.seconds(),
        "currency": of.currency,
        "rate_card": of.rate_card,
        "after_transfer": of.after_transfer,
        "last_transfer": of.last_transfer,
        "lines": lines,
        "discounts": discounts,
        "rounding_micros": of.rounding,
        "total_micros": of.total,
        "credit": credit,
    })
}

/// A rate card as it is shown.
pub(crate) fn card_view(card: &RateCard) -> Value {
    let rates: Vec<Value> = card
        .rates
        .iter()
        .map(|rate| json!({ "category": rate.category, "market": rate.market, "micros": rate.micros }))
        .collect();
    let free: Vec<Value> = card
        .quotas
        .iter()
        .map(|quota| json!({ "category": quota.category, "messages": quota.messages }))
        .collect();
    let tiers: Vec<Value> = card
        .tiers
        .iter()
        .map(|tier| {
            json!({
                "category": tier.category,
                "market": tier.market,
                "from": tier.from,
                "micros": tier.micros,
            })
        })
        .collect();
    json!({
        "version": card.version,
        "valid_from": card.valid_from.seconds(),
        "currency": card.currency,
        "rates": rates,
        "free_per_month": free,
        "tiers": tiers,
    })
}

/// The terms, what is spent of them, and the free messages of the month.
pub(crate) fn limits_view(
    terms: &Terms,
    spent: &SpentNow,
    card: Option<&RateCard>,
    now: Timestamp,
) -> Value {
    let spends: Vec<Value> = terms
        .spends(spent)
        .into_iter()
        .flatten()
        .map(|of| {
            json!({
                "period": of.period,
                "limit_micros": of.limit,
                "spent_micros": of.spent,
                "left_micros": of.left(),
                "resets_at": of.period.around(now).1.seconds(),
            })
        })
        .collect();
    let quotas = card.map(|card| card.quotas.as_slice()).unwrap_or_default();
    let free: Vec<Value> = quotas
        .iter()
        .map(|quota| {
            let used = spent.free_of(quota.category);
            json!({ "category": quota.category, "messages": quota.messages, "used": used })
        })
        .collect();
    json!({
        "credit_limit_micros": terms.credit_limit,
        "stopped": terms.stopped,
        "spent_today_micros": spent.day,
        "spent_this_month_micros": spent.month,
        "limits": spends,
        "free_this_month": free,
    })
}
