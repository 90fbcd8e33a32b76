use std::sync::OnceLock;

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, de::Error};

/// Members of the European Union, Iceland, Norway and Switzerland, where the regulation holds, too.
const EU: [&str; 30] = [
    "AT", "BE", "BG", "CH", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU", "IE",
    "IS", "IT", "LT", "LU", "LV", "MT", "NL", "NO", "PL", "PT", "RO", "SE", "SI", "SK",
];

/// One law, from a day to a day.
#[derive(Clone, Debug, PartialEq, Deserialize)]
pub struct Rule {
    /// Its short name.
    pub id: String,
    /// `EU`, `UK` or `US`.
    pub place: String,
    /// First day on which it holds.
    #[serde(deserialize_with = "day")]
    pub from: Date,
    /// First day on which it holds no more.
    #[serde(default, deserialize_with = "some_day")]
    pub to: Option<Date>,
    /// Meals and calls from these delays of departure on.
    pub care: Vec<Step>,
    /// The ticket's price back from this delay of departure on.
    pub refund_delay_min: Option<i64>,
    /// The same for a later arrival, within the country.
    #[serde(default)]
    pub refund_within_min: Option<i64>,
    /// The same for a later arrival, to or from abroad.
    #[serde(default)]
    pub refund_abroad_min: Option<i64>,
    /// What is paid for an arrival that is late.
    pub compensation: Vec<Step>,
    /// In this currency.
    pub currency: String,
    /// From this delay of arrival on.
    pub arrival_delay_min: Option<i64>,
    /// And for cancellations told later than so many days before.
    pub cancelled_notice_days: Option<i64>,
}

/// A step by distance. The first that fits holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
pub struct Step {
    /// Up to this distance.
    pub up_to_km: Option<i64>,
    /// Only for flights within the place.
    #[serde(default)]
    pub within: bool,
    /// A delay.
    #[serde(default)]
    pub delay_min: i64,
    /// An amount, in cents.
    #[serde(default)]
    pub amount_cents: i64,
}

impl Step {
    pub(super) fn fits(&self, km: i64, within: bool) -> bool {
        self.up_to_km.is_none_or(|most| km <= most) && (within || !self.within)
    }
}

impl Rule {
    pub(super) fn holds_on(&self, day: Date) -> bool {
        self.from <= day && self.to.is_none_or(|to| day < to)
    }

    pub(super) fn is_home(&self, country: &str) -> bool {
        match self.place.as_str() {
            "EU" => EU.contains(&country),
            "UK" => country == "GB",
            place => country == place,
        }
    }
}

fn day<'de, D: Deserializer<'de>>(text: D) -> Result<Date, D::Error> {
    String::deserialize(text)?.parse().map_err(D::Error::custom)
}

fn some_day<'de, D: Deserializer<'de>>(text: D) -> Result<Option<Date>, D::Error> {
    let given: Option<String> = Option::deserialize(text)?;
    given.map(|text| text.parse().map_err(D::Error::custom)).transpose()
}

/// All rules that are known.
pub fn rules() -> &'static [Rule] {
    static RULES: OnceLock<Vec<Rule>> = OnceLock::new();
    RULES.get_or_init(|| serde_json::from_str(include_str!("rules.json")).unwrap_or_default())
}
