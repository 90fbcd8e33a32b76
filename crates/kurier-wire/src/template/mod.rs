//! Templates as the Cloud API writes them: `name`, `language`, `category`, `parameter_format` and a
//! list of `components`.

mod compare;
#[cfg(test)]
mod component_tests;
mod filter;
mod library;
mod read;
mod read_button;
mod read_card;
mod read_part;
#[cfg(test)]
mod tests;
mod upsert;
mod write;
mod write_part;

pub(crate) use write_part::buttons_of;

pub use compare::{COMPARED_MIN, Compared, Comparison, compared, parse_compare};
pub use filter::{TemplateFilter, status_name, words};
pub use library::library;
pub use read::{NewTemplate, broken, parse, parse_edit};
pub use upsert::{LANGUAGES_MAX, parse_upsert};
pub use write::{NODE_TYPE, category_name, created, node, quality_name, summary, templates_max};
