use super::{Cause, Claim, Forecast, Gate, Minute, Told};

/// The rule that settled a decision.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize)]
pub enum Rule {
    /// The first notice: the expected delay is worth telling.
    R1,
    /// A repeat: the change since the last notice is worth telling.
    R2,
    /// Not so soon after the last notice.
    R3,
    /// Not more than so many notices.
    R4,
    /// Nothing about a departure that is over.
    R5,
    /// Nothing at night that can wait for the morning.
    R6,
    /// A connection that will probably be missed.
    R9,
    /// A flight that flies after all is said to, in so many words.
    R11,
    /// A promise to write again is kept.
    R12,
    /// Another gate, while she may be on her way to it.
    R13,
}

/// What to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Tell her this, now.
    Send(Claim),
    /// Not now; look again at this time at the latest.
    Hold(Minute),
    /// Nothing to say.
    Drop,
}

/// A verdict with the rule that settled it and the reason in words.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct Decision {
    /// What to do.
    pub verdict: Verdict,
    /// Which rule settled it.
    pub rule: Rule,
    /// Why, in one sentence with the numbers.
    pub reason: String,
}

/// The dials of the rules.
#[derive(Clone, Copy, Debug)]
pub struct Rules {
    /// R1: the delay worth a first notice.
    pub first_min: i64,
    /// R1: the same while the forecast rests on a leg that has yet to leave elsewhere.
    pub first_unsure_min: i64,
    /// R2: so many times the change is needed for a repeat while the forecast rests on such a leg.
    pub unsure_factor: i64,
    /// R2: the least change worth a repeat.
    pub step_min: i64,
    /// R2: the least change as a share of the delay last told, in percent.
    pub step_percent: i64,
    /// R2: delays whose crossing is always worth a repeat, because a passenger's rights change.
    pub rights_min: [i64; 4],
    /// R2: a passenger who comes for the time we told her still makes a flight that leaves this much earlier.
    pub could_miss_min: i64,
    /// R3: the least time between two notices.
    pub gap_min: i64,
    /// R4: the most notices of delay.
    pub most_delays: u32,
    /// R4: the most notices of cancellation.
    pub most_cancellations: u32,
    /// R6: a departure this far away can wait for the morning.
    pub night_far_min: i64,
    /// R13: so long before departure another gate is told; before that, gates change and nobody is on the way to one.
    pub gate_near_min: i64,
    /// R13: from so long before departure on, another gate is told at once, however young the last notice is.
    pub gate_urgent_min: i64,
    /// R5: doors close so long before departure, and nothing is said about gates.
    pub gate_closed_min: i64,
    /// R4: the most notices of gates.
    pub most_gates: u32,
}

impl Default for Rules {
    fn default() -> Self {
        Self {
            first_min: 30,
            first_unsure_min: 90,
            unsure_factor: 2,
            step_min: 20,
            step_percent: 25,
            rights_min: [120, 180, 240, 300],
            could_miss_min: 15,
            gap_min: 10,
            most_delays: 6,
            most_cancellations: 3,
            night_far_min: 12 * 60,
            gate_near_min: 180,
            gate_urgent_min: 90,
            gate_closed_min: 15,
            most_gates: 3,
        }
    }
}

/// What is known when a decision is due.
#[derive(Clone, Copy, Debug)]
pub struct Question {
    /// Now.
    pub now: Minute,
    /// Scheduled departure.
    pub std: Minute,
    /// It has left.
    pub has_left: bool,
    /// It is cancelled.
    pub is_cancelled: bool,
    /// It lands elsewhere.
    pub is_diverted: bool,
    /// When the night ends where it leaves from, if it is night there now.
    pub night_ends: Option<Minute>,
    /// When the operator will say more, if it knows no time.
    pub next_information: Option<Minute>,
    /// When it is expected to leave; `None` once it has left or is cancelled.
    pub forecast: Option<Forecast>,
    /// The gate that was named first, and that of now.
    pub gates: Option<(Gate, Gate)>,
    /// What the passenger was told.
    pub told: Told,
}

impl Question {
    /// The gate of now, if she knows another one.
    pub fn new_gate(&self) -> Option<Gate> {
        let (first, now) = self.gates?;
        (self.told.gate.unwrap_or(first) != now).then_some(now)
    }
}

/// Decides whether a passenger hears of a leg now.
pub fn decide(ask: &Question, rules: &Rules) -> Decision {
    let decision = decide_by_day(ask, rules);
    let Some(morning) = ask.night_ends.filter(|_| matches!(decision.verdict, Verdict::Send(_)))
    else {
        return decision;
    };
    let departs = ask.forecast.map_or(ask.std, |seen| seen.etd.min(ask.std));
    let departs = ask.told.departs.map_or(departs, |told| told.min(departs));
    if departs.since_min(ask.now) < rules.night_far_min {
        return decision;
    }
    let reason = format!(
        "it is night and it leaves in more than {} min: {}",
        rules.night_far_min, decision.reason
    );
    Decision { verdict: Verdict::Hold(morning), rule: Rule::R6, reason }
}

fn decide_by_day(ask: &Question, rules: &Rules) -> Decision {
    if ask.is_cancelled {
        return decide_cancelled(ask, rules);
    }
    if ask.is_diverted && ask.has_left {
        return decide_diverted(ask);
    }
    let Some(seen) = ask.forecast.filter(|_| !ask.has_left) else {
        return drop_it(Rule::R5, "it has left the stand");
    };
    if ask.told.knows_cancelled() {
        return decide_reinstated(ask, rules, &seen);
    }
    if let Some(settled) = decide_promise(ask, rules, &seen) {
        return settled;
    }
    let delay_min = seen.etd.since_min(ask.std);
    let decision = match ask.told.departs {
        None => decide_first(ask, delay_min, &seen, rules),
        Some(told) => decide_repeat(ask, rules, told, delay_min, &seen),
    };
    match (decision.verdict, decide_gate(ask, rules, &seen)) {
        (Verdict::Send(_), _) | (_, None) => decision,
        (Verdict::Drop, Some(gate)) => gate,
        (Verdict::Hold(at), Some(gate)) => match gate.verdict {
            Verdict::Hold(other) if other >= at => decision,
            Verdict::Drop => decision,
            Verdict::Hold(_) | Verdict::Send(_) => gate,
        },
    }
}

/// R13. `None`: there is no gate but the one she knows.
fn decide_gate(ask: &Question, rules: &Rules, seen: &Forecast) -> Option<Decision> {
    let gate = ask.new_gate()?;
    let left_min = seen.etd.since_min(ask.now);
    let hold = |at, reason| Decision { verdict: Verdict::Hold(at), rule: Rule::R13, reason };
    if left_min <= rules.gate_closed_min {
        return Some(drop_it(Rule::R5, format!("another gate, {gate}, but the doors are closed")));
    }
    if ask.told.gates >= rules.most_gates {
        return Some(drop_it(
            Rule::R4,
            format!("{} notices of gates are the most", rules.most_gates),
        ));
    }
    if left_min > rules.gate_near_min {
        let reason = format!("another gate, {gate}, but it leaves in {left_min} min only");
        return Some(hold(seen.etd.plus_min(-rules.gate_near_min), reason));
    }
    let free_at = ask.told.at.map_or(ask.now, |at| at.plus_min(rules.gap_min));
    if ask.now < free_at && left_min > rules.gate_urgent_min {
        let reason = format!("less than {} min after the last notice", rules.gap_min);
        return Some(hold(free_at, reason));
    }
    Some(send(
        Rule::R13,
        Claim::Gate(gate),
        format!("it leaves from gate {gate} in {left_min} min, and she knows another"),
    ))
}

fn decide_diverted(ask: &Question) -> Decision {
    if ask.told.diversions > 0 {
        return drop_it(Rule::R2, "she knows that it lands elsewhere");
    }
    send(Rule::R1, Claim::Diverted, "it lands elsewhere and she does not know".to_owned())
}

fn decide_reinstated(ask: &Question, rules: &Rules, seen: &Forecast) -> Decision {
    if ask.told.reinstated >= rules.most_cancellations {
        return drop_it(
            Rule::R4,
            format!("{} such notices are the most", rules.most_cancellations),
        );
    }
    send(
        Rule::R11,
        Claim::Reinstated(seen.etd),
        "she was told that it is cancelled, and it flies".to_owned(),
    )
}

/// R12. `None`: nothing was promised to anybody, or the promise is not due.
fn decide_promise(ask: &Question, rules: &Rules, seen: &Forecast) -> Option<Decision> {
    let next = ask.next_information.filter(|next| *next > ask.now);
    match (ask.told.promised, next) {
        (Some(promised), _) if ask.now < promised => None,
        (Some(_), Some(next)) => {
            let reason = "the time promised has come, and the operator names another".to_owned();
            Some(send(Rule::R12, Claim::Waiting(next), reason))
        }
        (Some(_), None) => {
            let reason = "we promised to write at this time".to_owned();
            Some(send(Rule::R12, Claim::Delayed(seen.etd), reason))
        }
        (None, Some(next)) if ask.told.delays < rules.most_delays => {
            let reason = "the operator knows no time and names when it will say more".to_owned();
            Some(send(Rule::R12, Claim::Waiting(next), reason))
        }
        (None, _) => None,
    }
}

fn drop_it(rule: Rule, reason: impl Into<String>) -> Decision {
    Decision { verdict: Verdict::Drop, rule, reason: reason.into() }
}

fn send(rule: Rule, claim: Claim, reason: String) -> Decision {
    Decision { verdict: Verdict::Send(claim), rule, reason }
}

const fn words(cause: Cause) -> &'static str {
    match cause {
        Cause::Schedule => "by the schedule",
        Cause::Stated => "stated by the operator",
        Cause::Overdue => "overdue by the clock",
        Cause::Inbound => "its aircraft comes late",
    }
}

fn decide_cancelled(ask: &Question, rules: &Rules) -> Decision {
    if ask.told.knows_cancelled() {
        return drop_it(Rule::R2, "she knows that it is cancelled");
    }
    if ask.told.cancellations >= rules.most_cancellations {
        return drop_it(
            Rule::R4,
            format!("{} such notices are the most", rules.most_cancellations),
        );
    }
    send(Rule::R1, Claim::Cancelled, "it is cancelled and she does not know".to_owned())
}

fn decide_first(ask: &Question, delay_min: i64, seen: &Forecast, rules: &Rules) -> Decision {
    let why = words(seen.cause);
    if -delay_min > rules.could_miss_min {
        let reason =
            format!("leaves {} min earlier than planned ({why}): she could miss it", -delay_min);
        return send(Rule::R2, Claim::Earlier(seen.etd), reason);
    }
    let free_at = ask.told.at.map_or(ask.now, |at| at.plus_min(rules.gap_min));
    if ask.now < free_at {
        let reason = format!("less than {} min after the last notice", rules.gap_min);
        return Decision { verdict: Verdict::Hold(free_at), rule: Rule::R3, reason };
    }
    let least_min = if seen.is_firm { rules.first_min } else { rules.first_unsure_min };
    if delay_min < least_min {
        return drop_it(Rule::R1, format!("{delay_min} min late ({why}), less than {least_min}"));
    }
    let reason =
        format!("{delay_min} min late ({why}), at least {least_min}, and she was told nothing");
    send(Rule::R1, Claim::Delayed(seen.etd), reason)
}

fn decide_repeat(
    ask: &Question,
    rules: &Rules,
    told: Minute,
    delay_min: i64,
    seen: &Forecast,
) -> Decision {
    let told_min = told.since_min(ask.std);
    let change_min = delay_min - told_min;
    let firm_min = rules.step_min.max(told_min * rules.step_percent / 100);
    let worth_min = if seen.is_firm { firm_min } else { firm_min * rules.unsure_factor };
    let crossed = rules.rights_min.into_iter().find(|mark| told_min < *mark && *mark <= delay_min);
    let why = words(seen.cause);
    if -change_min > rules.could_miss_min {
        // Never capped: silence would make her miss her flight.
        let reason =
            format!("leaves {} min earlier than told ({why}): she could miss it", -change_min);
        return send(Rule::R2, Claim::Earlier(seen.etd), reason);
    }
    if change_min < worth_min && crossed.is_none() {
        let reason =
            format!("{change_min:+} min against what she was told ({why}), less than {worth_min}");
        return drop_it(Rule::R2, reason);
    }
    if ask.told.delays + ask.told.earlier >= rules.most_delays {
        return drop_it(Rule::R4, format!("{} notices are the most", rules.most_delays));
    }
    let free_at = ask.told.at.map_or(ask.now, |at| at.plus_min(rules.gap_min));
    if ask.now < free_at {
        let reason = format!(
            "{change_min:+} min, but less than {} min after the last notice",
            rules.gap_min
        );
        return Decision { verdict: Verdict::Hold(free_at), rule: Rule::R3, reason };
    }
    let reason = crossed.map_or_else(
        || format!("{change_min:+} min against what she was told ({why}), at least {worth_min}"),
        |mark| format!("the delay crosses {mark} min ({why}): her rights change"),
    );
    send(Rule::R2, Claim::Delayed(seen.etd), reason)
}
