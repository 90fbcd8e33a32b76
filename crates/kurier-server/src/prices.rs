//! `/prices` and `/prices.json`: what a message costs here, for everybody, beside what it costs on the platform that Kurier
//! replaces.

use crate::cloud_api::own::billing::card_view;
use crate::docs::page::{Page, escaped};
use crate::docs::shown;
use crate::people_api::fault::Fault;
use crate::state::App;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use axum::routing::get;
use axum::{Json, Router};
use kurier_engine::invoices::example;
use kurier_policy::money::Micros;
use kurier_policy::pricing::RateCard;
use kurier_policy::rules::quality_price::QualityPriceRule;
use serde_json::{Value, json};
use std::fmt::Write;
use std::sync::Arc;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new().route("/prices.json", get(numbers)).route("/prices", get(page))
}

/// The card in force and the rule of the price of quality.
async fn in_force(app: &App) -> Result<(RateCard, Option<QualityPriceRule>), Fault> {
    let store = app.engine.store();
    let card = store.rate_card(app.engine.clock().now()).await?;
    Ok((card, store.limits().await?.rules.map(|rules| rules.price)))
}

async fn numbers(State(app): State<Arc<App>>) -> Result<Json<Value>, Fault> {
    let (card, rule) = in_force(&app).await?;
    let quality = rule.map(|rule| {
        json!({
            "green_percent": rule.green_percent,
            "falling_percent": rule.falling_percent,
            "reported_percent": rule.reported_percent,
        })
    });
    Ok(Json(json!({
        "card": card_view(&card),
        "quality_price": quality,
        "example": example(&card)?,
    })))
}

async fn page(State(app): State<Arc<App>>) -> Result<Response, Fault> {
    let (card, rule) = in_force(&app).await?;
    let mut content = String::from(
        "<h1>Prices</h1><p class=\"lead\">What one delivered message costs a business here. People pay nothing. The same \
         for programs: <a href=\"/prices.json\">prices.json</a>.</p>",
    );
    push_card(&mut content, &card);
    push_rules(&mut content, &card, rule.as_ref());
    push_example(&mut content, &example(&card)?);
    let page = Page { title: "Prices", at: "/prices", content: &content };
    Ok(shown(StatusCode::OK, page.html()))
}

fn head(content: &mut String, label: &str, columns: &[&str]) {
    // Writing to a String cannot fail.
    let _infallible = write!(
        content,
        "<div class=\"wide\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><thead><tr>"
    );
    for name in columns {
        let _infallible = write!(content, "<th scope=\"col\">{name}</th>");
    }
    content.push_str("</tr></thead><tbody>");
}

fn row(content: &mut String, cells: &[String]) {
    content.push_str("<tr>");
    for (place, cell) in cells.iter().enumerate() {
        let (begin, end) =
            if place == 0 { ("<th scope=\"row\">", "</th>") } else { ("<td>", "</td>") };
        content.push_str(begin);
        content.push_str(&escaped(cell));
        content.push_str(end);
    }
    content.push_str("</tr>");
}

const TABLE_END: &str = "</tbody></table></div>";

/// Decimals that say something, two at least.
fn price(micros: Micros) -> String {
    let text = micros.to_string();
    let short = text.trim_end_matches('0');
    let decimals = short.split_once('.').map_or(0, |(_, part)| part.len()).max(2);
    let end = text.len().saturating_sub(6).saturating_add(decimals);
    text.get(..end).unwrap_or(&text).to_owned()
}

/// Where a price holds; `rest` is how the card calls what it does not name.
fn market(code: &str, rest: &str) -> String {
    if code == "*" { rest.to_owned() } else { code.to_owned() }
}

fn push_card(content: &mut String, card: &RateCard) {
    let currency = card.currency.code();
    let names_some = card.rates.iter().any(|rate| rate.market.code() != "*");
    let rest = if names_some { "everywhere else" } else { "everywhere" };
    head(content, "Prices", &["category", "market", "from message of the month", currency]);
    for rate in &card.rates {
        let cells = [
            rate.category.name().to_owned(),
            market(rate.market.code(), rest),
            "1".to_owned(),
            price(rate.micros),
        ];
        row(content, &cells);
    }
    for tier in &card.tiers {
        let cells = [
            tier.category.name().to_owned(),
            market(tier.market.code(), rest),
            tier.from.to_string(),
            price(tier.micros),
        ];
        row(content, &cells);
    }
    content.push_str(TABLE_END);
}

fn push_rules(content: &mut String, card: &RateCard, rule: Option<&QualityPriceRule>) {
    content.push_str("<ul><li>Answers in the 24 hours after a person wrote, and notices (utility templates) in that time, are free.</li>");
    for quota in &card.quotas {
        // Writing to a String cannot fail.
        let _infallible = write!(
            content,
            "<li>{} messages of {} in each month are free.</li>",
            quota.messages,
            escaped(quota.category.name())
        );
    }
    content.push_str(
        "<li>What fails, expires or is taken back before it is delivered costs nothing.</li>",
    );
    if let Some(rule) = rule {
        let _infallible = write!(
            content,
            "<li>Marketing of a business whom people like costs {} % of its price, of one whom they begin to dislike {} % more; a \
             reported one costs {} % on top. What is above the price is nobody's income.</li>",
            rule.green_percent, rule.falling_percent, rule.reported_percent
        );
    }
    content.push_str("</ul>");
}

fn number(of: &Value, name: &str) -> i64 {
    of[name].as_i64().unwrap_or_default()
}

fn word(of: &Value, name: &str) -> String {
    of[name].as_str().unwrap_or_default().to_owned()
}

fn push_example(content: &mut String, example: &Value) {
    let (with, currency) = (word(example, "with"), word(example, "currency"));
    // Writing to a String cannot fail.
    let _infallible = write!(
        content,
        "<h2>An example month</h2><p>Messages to people in Germany, without free messages and tiers, here and with {}.</p>",
        escaped(&with)
    );
    let here = format!("here, {}", escaped(&currency));
    head(
        content,
        "An example month",
        &[
            "category",
            "messages",
            here.as_str(),
            "there",
            "currency",
            "price of one there",
            "read at",
            "as of",
        ],
    );
    for line in example["rows"].as_array().into_iter().flatten() {
        let cells = [
            word(line, "category"),
            number(line, "messages").to_string(),
            price(Micros(number(line, "here_micros"))),
            price(Micros(number(line, "there_micros"))),
            word(line, "there_currency"),
            price(Micros(number(line, "listed_micros"))),
            format!("{} ({})", word(line, "source"), word(line, "trust")),
            word(line, "as_of"),
        ];
        row(content, &cells);
    }
    for sum in example["sums"].as_array().into_iter().flatten() {
        let cells = [
            "together".to_owned(),
            number(sum, "messages").to_string(),
            price(Micros(number(sum, "here_micros"))),
            price(Micros(number(sum, "there_micros"))),
            word(sum, "there_currency"),
        ];
        row(content, &cells);
    }
    content.push_str(TABLE_END);
    let remark = escaped(&word(example, "remark"));
    let _infallible = write!(
        content,
        "<p>{remark} Collected {}. A business compares its own months with <code>kurier billing compare</code> or \
         <code>GET /kurier/v1/billing/comparison</code>.</p>",
        escaped(&word(example, "collected"))
    );
}

#[cfg(test)]
mod tests {
    use super::{Micros, price};

    #[test]
    fn prices_have_two_decimals_or_as_many_as_say_something() {
        let told = [10_000, 9_400, 45_600, 0, 12_345_678].map(|micros| price(Micros(micros)));
        assert_eq!(told, ["0.01", "0.0094", "0.0456", "0.00", "12.345678"]);
    }
}
