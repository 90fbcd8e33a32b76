use jiff::civil::Date;

use super::rules::rules;

/// What rights depend on.
#[derive(Clone, Debug, PartialEq)]
pub struct Trip {
    /// Scheduled day of departure.
    pub day: Date,
    /// Country of departure, two letters.
    pub from_country: String,
    /// Country of arrival.
    pub to_country: String,
    /// Country of the operating carrier, if known.
    pub carrier_country: Option<String>,
    /// Great-circle distance.
    pub distance_km: i64,
    /// Delay of departure, expected or real.
    pub departure_delay_min: i64,
    /// Delay of arrival, expected or real.
    pub arrival_delay_min: i64,
    /// It does not fly.
    pub is_cancelled: bool,
    /// How many days before departure the passenger was told of a cancellation.
    pub told_days_before: i64,
    /// The reason is often taken as extraordinary.
    pub often_extraordinary: bool,
}

/// Something a passenger has a right to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Right {
    /// Meals and calls; a hotel when she must stay the night.
    Care {
        /// By which rule.
        rule: String,
    },
    /// Her money back instead of the flight.
    Refund {
        /// By which rule.
        rule: String,
    },
    /// Another flight, as soon as possible or later as she likes.
    Rerouting {
        /// By which rule.
        rule: String,
    },
    /// Money for the delay.
    Compensation {
        /// By which rule.
        rule: String,
        /// How much.
        amount_cents: i64,
        /// In which currency.
        currency: String,
        /// It may be refused because of the reason. A hint only.
        may_be_refused: bool,
    },
}

/// Works out the rights of a trip, by all rules that hold on its day.
pub fn assess(trip: &Trip) -> Vec<Right> {
    let mut rights = Vec::new();
    for rule in rules().iter().filter(|rule| rule.holds_on(trip.day)) {
        let (leaves, arrives) = (rule.is_home(&trip.from_country), rule.is_home(&trip.to_country));
        let ours = trip.carrier_country.as_deref().is_some_and(|country| rule.is_home(country));
        let applies = match rule.place.as_str() {
            "US" => leaves || arrives,
            _ => leaves || (arrives && ours),
        };
        if !applies {
            continue;
        }
        let within = leaves && arrives;
        let id = || rule.id.clone();
        let step = |steps: &[super::rules::Step]| {
            steps.iter().find(|step| step.fits(trip.distance_km, within)).copied()
        };
        let late_enough = |least: Option<i64>, is: i64| least.is_some_and(|least| is >= least);
        let changed = if within { rule.refund_within_min } else { rule.refund_abroad_min };
        if trip.is_cancelled {
            rights.extend([Right::Rerouting { rule: id() }, Right::Refund { rule: id() }]);
        } else if late_enough(rule.refund_delay_min, trip.departure_delay_min)
            || late_enough(changed, trip.arrival_delay_min)
        {
            rights.push(Right::Refund { rule: id() });
        }
        if step(&rule.care)
            .is_some_and(|care| trip.is_cancelled || trip.departure_delay_min >= care.delay_min)
        {
            rights.push(Right::Care { rule: id() });
        }
        let owed = if trip.is_cancelled {
            rule.cancelled_notice_days.is_some_and(|days| trip.told_days_before < days)
        } else {
            late_enough(rule.arrival_delay_min, trip.arrival_delay_min)
        };
        if let Some(amount) = step(&rule.compensation).filter(|_| owed) {
            rights.push(Right::Compensation {
                rule: id(),
                amount_cents: amount.amount_cents,
                currency: rule.currency.clone(),
                may_be_refused: trip.often_extraordinary,
            });
        }
    }
    rights
}
