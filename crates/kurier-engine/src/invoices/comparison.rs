//! What a closed month would have cost by the price list of the platform that Kurier replaces.

use super::MONTH_OPEN;
use crate::{Engine, EngineError, Result};
use kurier_billing::compare::{Usage, compare, whatsapp};
use kurier_policy::id::BusinessId;
use kurier_policy::market::Market;
use kurier_policy::money::{Currency, Micros};
use kurier_policy::pricing::{Category, RateCard};
use kurier_policy::statement::Month;
use serde_json::{Value, json};

/// Messages of each kind in the example of the page of prices.
const EXAMPLE: [(Category, u64); 3] =
    [(Category::Utility, 1_000), (Category::Authentication, 500), (Category::Marketing, 200)];

impl Engine {
    /// A closed month beside the other list; `None` = the last one.
    pub async fn compare_prices(&self, of: BusinessId, month: Option<Month>) -> Result<Value> {
        let records = self.records(of).await?;
        let wanted = |one: &&kurier_policy::statement::Statement| {
            one.credit.is_none() && month.is_none_or(|month| month == one.month)
        };
        let Some(statement) = records.iter().filter(wanted).max_by_key(|one| one.month) else {
            let told = "this month is not closed: only what was closed is compared";
            return Err(EngineError::invalid(MONTH_OPEN, told));
        };
        let usage: Vec<Usage> = statement
            .lines
            .iter()
            .map(|line| Usage {
                category: line.category,
                market: line.market,
                messages: line.messages,
                cost: line.amount,
            })
            .collect();
        let mut told = compared(&usage, statement.currency)?;
        told["month"] = json!(statement.month);
        told["total_micros"] = json!(statement.total);
        told["discounts_micros"] =
            json!(statement.discounts.iter().map(|off| off.amount.0).sum::<i64>());
        Ok(told)
    }
}

/// An example month to people in Germany, by a rate card.
pub fn example(card: &RateCard) -> Result<Value> {
    let market = Market::parse("DE").unwrap_or(Market::ANY);
    let usage = EXAMPLE.map(|(category, messages)| {
        let price = card.price(category, market, false).micros.0;
        let cost = i64::try_from(messages).unwrap_or(0).saturating_mul(price);
        Usage { category, market, messages, cost: Micros(cost) }
    });
    compared(&usage, card.currency)
}

fn compared(usage: &[Usage], currency: Currency) -> Result<Value> {
    let list = whatsapp();
    let found = compare(usage, currency, &list)
        .map_err(|fault| EngineError::invalid("no_document", fault.to_string()))?;
    let rows: Vec<Value> = found
        .rows
        .iter()
        .map(|row| {
            json!({
                "category": row.usage.category,
                "market": row.usage.market,
                "messages": row.usage.messages,
                "here_micros": row.usage.cost,
                "there_micros": row.theirs,
                "there_currency": row.listed.currency,
                "listed_micros": row.listed.price,
                "source": row.listed.source,
                "as_of": row.listed.as_of,
                "trust": row.listed.trust,
            })
        })
        .collect();
    let sums: Vec<Value> = found
        .sums
        .iter()
        .map(|sum| {
            json!({
                "messages": sum.messages,
                "here_micros": sum.ours,
                "there_micros": sum.theirs,
                "there_currency": sum.currency,
            })
        })
        .collect();
    let without: Vec<Value> = found
        .without
        .iter()
        .map(|one| {
            json!({
                "category": one.category,
                "market": one.market,
                "messages": one.messages,
                "here_micros": one.cost,
            })
        })
        .collect();
    Ok(json!({
        "with": list.name,
        "collected": list.collected,
        "remark": list.remark,
        "currency": currency,
        "rows": rows,
        "sums": sums,
        "without": without,
    }))
}
