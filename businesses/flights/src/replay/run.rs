use std::{path::PathBuf, time::Duration};

use jiff::civil::Date;

use super::connections::ConnectionLog;
use super::{Measure, ReplayReport, Timeline, emissions};
use crate::FlightsError;
use crate::model::{
    Board, Claim, Decision, ForecastSettings, LegIndex, Minute, Question, Rules, Told, Turns,
    Verdict, Watch, decide,
};
use crate::source::{Flight, find_file, read_flights};

/// What to replay.
#[derive(Clone, Debug)]
pub struct ReplayArgs {
    /// A table of departures: a path, or a bare name under `flights` of the data folder.
    pub file: PathBuf,
    /// The data folder.
    pub data: PathBuf,
    /// Only this day, local to each airport. The day before it is replayed too, but not counted.
    pub day: Option<Date>,
    /// So many times faster than it happened; as fast as possible when absent.
    pub speed: Option<f64>,
    /// Seed of the synthetic parts.
    pub seed: u64,
}

/// All dials of the model.
#[derive(Clone, Copy, Debug)]
pub struct Tuning {
    /// Of the forecast.
    pub forecast: ForecastSettings,
    /// Of the rules.
    pub rules: Rules,
    /// Flights are watched from this long before their scheduled departure, minutes.
    pub horizon_min: i64,
    /// The turn to reckon with before any was seen, minutes.
    pub turn_min: i64,
    /// The share of turns that are quicker than the one to reckon with, percent.
    pub turn_percent: u32,
}

impl Default for Tuning {
    fn default() -> Self {
        Self {
            forecast: ForecastSettings::default(),
            rules: Rules::default(),
            horizon_min: 6 * 60,
            turn_min: 25,
            turn_percent: 10,
        }
    }
}

impl Tuning {
    /// A watch over these flights' plans, of which nothing has been heard yet.
    pub fn watch(&self, flights: &[Flight]) -> Watch {
        let plans = flights.iter().map(|flight| flight.plan.clone()).collect();
        self.watch_board(Board::new(plans, self.turns(), self.forecast))
    }

    /// A watch over a board.
    pub fn watch_board(&self, board: Board) -> Watch {
        Watch::new(board, self.horizon_min)
    }

    /// Turns of which none was seen yet.
    pub fn turns(&self) -> Turns {
        Turns::new(self.turn_min, self.turn_percent)
    }
}

/// One notice that was sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoticeLog {
    /// When.
    pub at: Minute,
    /// What it said.
    pub claim: Claim,
}

/// When something about a flight became known, by what was read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Aware {
    /// That it leaves 30 minutes late or more.
    pub late: Option<Minute>,
    /// That it is cancelled.
    pub cancelled: Option<Minute>,
    /// That it lands elsewhere.
    pub diverted: Option<Minute>,
}

/// The delay that passengers must be told of (14 CFR 259.8), minutes.
pub(super) const LATE_MIN: i64 = 30;

/// Replays a file and measures it. `progress` hears of messages done and all messages.
pub fn replay(
    args: &ReplayArgs,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ReplayReport, FlightsError> {
    let path = find_file(&args.file, &args.data)?;
    if args.speed.is_some_and(|speed| !speed.is_finite() || speed <= 0.0) {
        return Err(FlightsError::Configuration("the speed must be above 0".to_owned()));
    }
    let read = read_flights(&path, &args.data, args.day)?;
    let mut pace = |gap_min: i64| {
        if let (Some(speed), Ok(gap_s)) = (args.speed, u32::try_from(gap_min * 60)) {
            std::thread::sleep(Duration::from_secs_f64(f64::from(gap_s) / speed));
        }
    };
    let counts = |flight: &Flight| args.day.is_none_or(|day| flight.plan.key.day == day);
    let run = Run { flights: &read.flights, tuning: &Tuning::default(), seed: args.seed };
    let mut connections = ConnectionLog::sample(&read.flights, args.seed);
    let mut heard = |leg: LegIndex, now: Minute, _: &Decision, watch: &Watch| {
        connections.look(watch, leg, now);
    };
    let outcome = run.go(&mut pace, progress, &mut heard);
    let mut measure = Measure::default();
    for (leg, flight) in read.flights.iter().enumerate().filter(|(_, flight)| counts(flight)) {
        measure.add(flight, &outcome.logs[leg], &outcome.aware[leg]);
    }
    let days = args
        .day
        .map_or_else(|| format!("{} to {}", read.days.0, read.days.1), |day| day.to_string());
    Ok(ReplayReport {
        messages: outcome.messages,
        misunderstood: outcome.misunderstood,
        skipped: read.skipped,
        days,
        seed: args.seed,
        connections: connections.measure(&read.flights, counts),
        ..measure.report()
    }
    .with_goals())
}

/// Replays flights as fast as possible; `heard` is told every decision. Returns the notices about each flight.
pub fn replay_flights(
    flights: &[Flight],
    tuning: &Tuning,
    seed: u64,
    heard: &mut dyn FnMut(LegIndex, Minute, &Decision),
) -> Vec<Vec<NoticeLog>> {
    let mut heard =
        |leg: LegIndex, now: Minute, decision: &Decision, _: &Watch| heard(leg, now, decision);
    Run { flights, tuning, seed }.go(&mut |_| {}, &mut |_, _| {}, &mut heard).logs
}

/// What a run came to.
struct Ran {
    logs: Vec<Vec<NoticeLog>>,
    aware: Vec<Aware>,
    messages: u64,
    misunderstood: u64,
}

type Heard<'a> = dyn FnMut(LegIndex, Minute, &Decision, &Watch) + 'a;

struct Run<'a> {
    flights: &'a [Flight],
    tuning: &'a Tuning,
    seed: u64,
}

impl Run<'_> {
    fn go(
        &self,
        pace: &mut dyn FnMut(i64),
        progress: &mut dyn FnMut(u64, u64),
        heard: &mut Heard<'_>,
    ) -> Ran {
        let watch = self.tuning.watch(self.flights);
        let mut timeline = Timeline::new(watch, emissions(self.flights, self.seed));
        let mut told = vec![Told::default(); self.flights.len()];
        let mut logs = vec![Vec::new(); self.flights.len()];
        let mut aware = vec![Aware::default(); self.flights.len()];
        let mut before: Option<Minute> = None;
        while let Some(now) = timeline.peek() {
            pace(before.map_or(0, |before| now.since_min(before)));
            before = Some(now);
            let Some(step) = timeline.step() else { break };
            for leg in step.legs {
                let decision = consider(timeline.watch(), leg, now, told[leg], &self.tuning.rules);
                let watch = timeline.watch();
                aware[leg].note(watch, leg, now);
                heard(leg, now, &decision, watch);
                if let Verdict::Send(claim) = decision.verdict {
                    told[leg] = told[leg].after(claim, now);
                    logs[leg].push(NoticeLog { at: now, claim });
                }
            }
            let (done, all) = timeline.progress();
            progress(done, all);
        }
        Ran {
            logs,
            aware,
            messages: timeline.progress().0,
            misunderstood: timeline.misunderstood(),
        }
    }
}

impl Aware {
    fn note(&mut self, watch: &Watch, leg: LegIndex, now: Minute) {
        let (plan, state) = (&watch.board().legs()[leg], watch.board().state(leg));
        let late_at = plan.std.plus_min(LATE_MIN);
        let stated = state.stated_ed.is_some_and(|ed| ed >= late_at);
        if !state.is_closed() && (stated || now >= late_at) {
            self.late.get_or_insert(now);
        }
        self.cancelled = self.cancelled.or(state.cancelled);
        self.diverted = self.diverted.or(state.diverted);
    }
}

/// Thinks about one leg for a passenger who was told this much.
pub(crate) fn consider(
    watch: &mut Watch,
    leg: LegIndex,
    now: Minute,
    told: Told,
    rules: &Rules,
) -> Decision {
    let forecast = watch.think(leg, now);
    let state = watch.board().state(leg);
    let ask = Question {
        now,
        std: watch.board().legs()[leg].std,
        has_left: state.off_block.is_some(),
        is_cancelled: state.cancelled.is_some(),
        is_diverted: state.diverted.is_some(),
        night_ends: None,
        next_information: state.next_information,
        forecast,
        gates: state.gates(),
        told,
    };
    let decision = decide(&ask, rules);
    if let Verdict::Hold(at) = decision.verdict {
        watch.remind(leg, at);
    }
    decision
}
