//! `kurier stats`.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::remote::text;
use crate::wiring::clock::SystemClock;
use clap::Args;
use kurier_engine::clock::Clock;
use kurier_policy::time::DAY_S;
use serde_json::Value;
use std::collections::BTreeMap;

/// What a business sent, day by day of UTC
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier stats 123456789012345
  KURIER_TOKEN=krt_… kurier stats 123456789012345 --days 30 --json
")]
pub(crate) struct Stats {
    /// Id of the business
    business: i64,
    /// How many days, today included
    #[arg(long, default_value_t = 7, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=366))]
    days: u16,
    #[command(flatten)]
    ask: BusinessArgs,
}

/// The numbers of a day.
#[derive(Default)]
struct Day {
    sent: i64,
    delivered: i64,
    cost: f64,
}

impl Stats {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let now = SystemClock::default().now().seconds();
        let today = now - now.rem_euclid(DAY_S);
        let span =
            format!("start({}).end({})", today - (i64::from(self.days) - 1) * DAY_S, today + DAY_S);
        let path = format!(
            "/v23.0/{}?fields=currency,analytics.{span}.granularity(DAY),pricing_analytics.{span}.granularity(DAILY)",
            self.business
        );
        let answer = self.ask.remote()?.get(&path).await?;
        let days = days(&answer);
        let rows: Vec<Vec<String>> = days
            .iter()
            .map(|(at, day)| {
                let cost = format!("{:.2} {}", day.cost, text(&answer, "/currency"));
                vec![date(*at), day.sent.to_string(), day.delivered.to_string(), cost]
            })
            .collect();
        paper.list(&["day", "sent", "delivered", "cost"], &rows, &answer);
        let sent: i64 = days.values().map(|day| day.sent).sum();
        paper.done(&format!("{sent} messages in {} days", self.days), "");
        Ok(())
    }
}

fn days(answer: &Value) -> BTreeMap<i64, Day> {
    let mut days: BTreeMap<i64, Day> = BTreeMap::new();
    let points =
        |path: &str| answer.pointer(path).and_then(Value::as_array).cloned().unwrap_or_default();
    let number = |point: &Value, name: &str| point.get(name).and_then(Value::as_i64).unwrap_or(0);
    for point in points("/analytics/data_points") {
        let day = days.entry(number(&point, "start")).or_default();
        day.sent = number(&point, "sent");
        day.delivered = number(&point, "delivered");
    }
    for point in points("/pricing_analytics/data/0/data_points") {
        let day = days.entry(number(&point, "start")).or_default();
        day.cost = point.get("cost").and_then(Value::as_f64).unwrap_or(0.0);
    }
    days
}

fn date(seconds: i64) -> String {
    jiff::Timestamp::from_second(seconds)
        .map(|at| at.strftime("%Y-%m-%d").to_string())
        .unwrap_or_default()
}
