//! Templates as the Cloud API writes them: `name`, `language`, `category`, `parameter_format` and a
//! list of `components`.

mod filter;
mod read;
mod read_part;
#[cfg(test)]
mod tests;
mod write;

pub use filter::TemplateFilter;
pub use read::{NewTemplate, parse};
pub use write::{NODE_TYPE, TEMPLATES_MAX, created, node, summary};
