//! Measures the model on recorded herds, beside what was published.

mod barn;
mod behaviour;
mod chance;
mod drops;
mod events;
mod heat_lists;
mod order;
mod progesterone;
mod report;
mod run;
mod speed;

pub use barn::{Barn, Told, unchanged, unwell};
pub use behaviour::{BehaviourScore, Labelled, score_behaviour, windows};
pub use chance::Chance;
pub use drops::{DropScore, Found, HerdDay, score_drops, score_herd_day};
pub use events::{EventScore, RecordedScore, score_events};
pub use heat_lists::{HeatLists, list_heats, score_heat_lists};
pub use order::{SameResult, compare_orders, restarted};
pub use progesterone::{ProgesteroneScore, score_progesterone};
pub use report::{Evaluation, render_text};
pub use run::{Watcher, evaluate};
pub use speed::{Cost, measure_cost};
