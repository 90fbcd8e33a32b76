//! People and businesses, honest and not, against the real engine over the real store on a clock that the simulation moves.
//!
//! No rule against spam is written down here a second time: a [`Regime`] is a set of switches and numbers that is given to the
//! engine, and everything that happens goes through its use-cases. What is modelled is what lies outside Kurier: what people
//! want, how they react, and what businesses try. Those numbers are guesses; they stand in [`assume`], and
//! docs/simulation.md tells them.
//!
//! The same seed gives the same run.

mod agents;
pub mod assume;
mod figures;
mod goals;
mod plan;
mod random;
mod regime;
mod report;
mod run;
mod world;

pub use figures::{Counts, FIGURES, Figure, Figures};
pub use goals::{GOALS, Goal, Judged};
pub use plan::Plan;
pub use regime::{Grounds, Identity, Regime};
pub use report::{Report, Row, Spread, files};
pub use run::{Done, run, run_one};

/// Why a run was broken off.
#[derive(Debug, thiserror::Error)]
pub enum SimulationError {
    /// A use-case failed that should not.
    #[error(transparent)]
    Engine(#[from] kurier_engine::EngineError),
    /// A template could not be made.
    #[error(transparent)]
    Template(#[from] kurier_engine::template::TemplateFault),
    /// A campaign did not go.
    #[error(transparent)]
    Campaign(#[from] kurier_engine::campaign::CampaignFault),
    /// The store failed.
    #[error(transparent)]
    Store(#[from] kurier_store::port::StoreError),
    /// A folder or a file could not be written.
    #[error(transparent)]
    Io(#[from] std::io::Error),
    /// The simulation does not fit together.
    #[error("{0}")]
    Broken(&'static str),
}

/// Result of a run.
pub type Result<T> = std::result::Result<T, SimulationError>;
