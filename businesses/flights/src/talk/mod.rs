//! What a passenger reads: templates, the values that fill them, and answers in the open window.

mod answer;
mod notice;
mod phrase;
mod template;
mod texts;

pub use answer::{Tap, choice_answer, talk_answer};
pub use notice::{Facts, Notice, connection_notice, notice};
pub use phrase::{clock_words, date_words, duration_words};
pub use template::{TemplateText, templates};
