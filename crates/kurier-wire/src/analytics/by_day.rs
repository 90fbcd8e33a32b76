//! `template_analytics`: what became of the messages of templates, day by day.

use super::{Args, Asked, TEMPLATES_MAX, amount, fault};
use crate::error::WireError;
use kurier_policy::id::TemplateId;
use kurier_policy::pricing::Category;
use kurier_policy::tally::{Apart, Count, Measure};
use kurier_policy::time::Timestamp;
use serde_json::{Map, Value, json};

const METRICS: [&str; 5] = ["SENT", "DELIVERED", "READ", "CLICKED", "COST"];

pub(super) fn read(asked: &mut Asked, args: &Args<'_>) -> Result<(), WireError> {
    let named = args
        .words("template_ids")?
        .ok_or_else(|| fault("`template_ids` must name one to ten templates."))?;
    if named.len() > TEMPLATES_MAX {
        return Err(fault("`template_ids` may name at most ten templates."));
    }
    let id =
        |word: &String| word.parse().map_err(|_| fault("`template_ids` takes ids of templates."));
    let mut templates: Vec<TemplateId> = Vec::new();
    for template in named.iter().map(id) {
        let template = template?;
        if !templates.contains(&template) {
            templates.push(template);
        }
    }
    asked.ask.templates = Some(templates);
    // What it cost is told only to those who ask for it.
    asked.metrics = args
        .known("metric_types", &METRICS)?
        .unwrap_or_else(|| METRICS[..4].iter().map(|&metric| metric.to_owned()).collect());
    asked.ask.measures = vec![Measure::Sent, Measure::Delivered, Measure::Read, Measure::Clicked];
    asked.ask.apart = Apart { template: true, category: true, ..Apart::default() };
    Ok(())
}

/// One point a template and day, also for days without any; none for days to come.
pub(super) fn answer(asked: &Asked, counts: &[Count], now: Timestamp) -> Value {
    let mut points = Vec::new();
    let granularity = asked.span.granularity;
    for template in asked.templates() {
        let mut at = asked.span.from;
        while at < asked.span.until && at <= now {
            let of = |count: &&Count| count.at == at && count.template == Some(*template);
            let found: Vec<&Count> = counts.iter().filter(of).collect();
            let mut point = point(asked, &found);
            point.insert("template_id".to_owned(), template.to_string().into());
            point.insert("start".to_owned(), at.seconds().into());
            at = granularity.next(at);
            point.insert("end".to_owned(), at.seconds().into());
            points.push(Value::Object(point));
        }
    }
    json!({ "data": [{
        "granularity": "DAILY",
        "product_type": "cloud_api",
        "data_points": points,
    }] })
}

fn point(asked: &Asked, found: &[&Count]) -> Map<String, Value> {
    let mut point = Map::new();
    let sum = |measure: Measure, of: fn(&Count) -> i64| {
        let these = found.iter().filter(|count| count.measure == measure);
        these.fold(0_i64, |sum, count| sum.saturating_add(of(count)))
    };
    for (metric, name, measure) in [
        ("SENT", "sent", Measure::Sent),
        ("DELIVERED", "delivered", Measure::Delivered),
        ("READ", "read", Measure::Read),
    ] {
        if asked.tells(metric) {
            point.insert(name.to_owned(), sum(measure, |count| count.count).into());
        }
    }
    if asked.tells("CLICKED") && found.iter().any(|count| is_tap(count)) {
        let taps = found.iter().filter(|count| is_tap(count)).map(|count| {
            json!({ "type": "quick_reply_button", "button_content": count.label, "count": count.count })
        });
        point.insert("clicked".to_owned(), taps.collect());
    }
    if asked.tells("COST") {
        let delivered = sum(Measure::Delivered, |count| count.count);
        let micros = sum(Measure::Delivered, |count| count.micros.0);
        let mut cost = vec![json!({ "type": "amount_spent", "value": amount(micros) })];
        if let Some(each) = micros.checked_div(delivered) {
            cost.push(json!({ "type": "cost_per_delivered", "value": amount(each) }));
        }
        point.insert("cost".to_owned(), cost.into());
    }
    point
}

/// Codes have no buttons that could be tapped for an answer.
fn is_tap(count: &Count) -> bool {
    count.measure == Measure::Clicked && count.category != Some(Category::Authentication)
}
