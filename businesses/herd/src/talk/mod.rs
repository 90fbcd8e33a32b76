//! What a farmer reads: templates, the values that fill them, pictures, and answers in the open window.

mod answer;
mod digest;
mod language;
mod noted;
mod notice;
mod picture;
mod template;
mod words;

pub use answer::{Answer, reply};
pub use digest::{WeekSums, digest, week};
pub use language::Language;
pub use noted::{Change, Noted, NotedKind, Plot, Subject};
pub use notice::{Notice, notice};
pub use picture::png;
pub use template::{TemplateText, templates};
pub(crate) use words::line;
