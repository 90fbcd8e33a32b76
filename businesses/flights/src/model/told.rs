use super::{Gate, Minute};

/// What a notice claims.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "snake_case", tag = "claim", content = "departs")]
pub enum Claim {
    /// It leaves later than planned, at this time.
    Delayed(Minute),
    /// It leaves at this time, earlier than we said before.
    Earlier(Minute),
    /// It does not fly.
    Cancelled,
    /// It flies after all, at this time.
    Reinstated(Minute),
    /// It lands elsewhere.
    Diverted,
    /// It waits, nobody knows for how long; we promise to write again at this time.
    Waiting(Minute),
    /// It leaves from this gate, no longer from the one she knows.
    Gate(Gate),
    /// Who changes to this leg, which leaves at this time, may miss it.
    Connection(Minute),
}

/// What one passenger was told about one leg: the memory that keeps notices few.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// The departure time she knows from us.
    pub departs: Option<Minute>,
    /// The gate she knows from us.
    pub gate: Option<Gate>,
    /// When we last wrote.
    pub at: Option<Minute>,
    /// When we promised to write again.
    pub promised: Option<Minute>,
    /// Notices of delay so far.
    pub delays: u32,
    /// Notices that it leaves earlier than told so far.
    pub earlier: u32,
    /// Notices of cancellation so far.
    pub cancellations: u32,
    /// Notices that it flies after all so far.
    pub reinstated: u32,
    /// Notices that it lands elsewhere so far.
    pub diversions: u32,
    /// Notices that she may miss it so far.
    pub connections: u32,
    /// Notices of another gate so far.
    pub gates: u32,
}

impl Told {
    /// The memory after one more notice.
    #[must_use]
    pub const fn after(mut self, claim: Claim, at: Minute) -> Self {
        if !matches!(claim, Claim::Gate(_)) {
            self.promised = None;
        }
        match claim {
            Claim::Delayed(departs) => {
                self.departs = Some(departs);
                self.delays += 1;
            }
            Claim::Earlier(departs) => {
                self.departs = Some(departs);
                self.earlier += 1;
            }
            Claim::Reinstated(departs) => {
                self.departs = Some(departs);
                self.reinstated += 1;
            }
            Claim::Waiting(until) => {
                self.promised = Some(until);
                self.delays += 1;
            }
            Claim::Cancelled => self.cancellations += 1,
            Claim::Diverted => self.diversions += 1,
            Claim::Connection(_) => self.connections += 1,
            Claim::Gate(gate) => {
                self.gate = Some(gate);
                self.gates += 1;
            }
        }
        self.at = Some(at);
        self
    }

    /// Number of the next notice, from 1: part of its idempotency key.
    pub const fn next_number(&self) -> u32 {
        self.delays
            + self.earlier
            + self.cancellations
            + self.reinstated
            + self.diversions
            + self.connections
            + self.gates
            + 1
    }

    /// She believes that it does not fly.
    pub const fn knows_cancelled(&self) -> bool {
        self.cancellations > self.reinstated
    }
}
