//! What a reader sees: templates, answers in the open window, and what her taps mean.

mod answer;
mod outgoing;
mod tap;
mod template;

pub use answer::{Phrase, article, chooser, hours, menu, phrase};
pub use outgoing::{Outgoing, Row};
pub use tap::Tap;
pub use template::{MOST_HEADLINES, TemplateText, correction, digest, templates};
