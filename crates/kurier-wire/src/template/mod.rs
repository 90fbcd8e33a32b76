//! Templates as the Cloud API writes them: `name`, `language`, `category`, `parameter_format` and a
//! list of `components`.

#[cfg(test)]
mod component_tests;
mod filter;
mod read;
mod read_button;
mod read_card;
mod read_part;
#[cfg(test)]
mod tests;
mod write;
mod write_part;

pub use filter::{TemplateFilter, status_name};
pub use read::{NewTemplate, parse, parse_edit};
pub use write::{NODE_TYPE, category_name, created, node, quality_name, summary, templates_max};
