//! Which features a message needs.

use super::{Feature, FeatureSet};
use crate::outbound::{Draft, Outbound};
use crate::pricing::Category;
use crate::template::Template;

/// What a message needs; a template that does not exist needs nothing of its own, because it is refused for that.
pub fn needs(outbound: &Outbound, template: Option<&Template>) -> FeatureSet {
    let base = FeatureSet::NONE.with(Feature::Messages);
    let needed = match &outbound.draft {
        Draft::Text { .. }
        | Draft::Location(_)
        | Draft::Reaction { .. }
        | Draft::Contacts { .. } => base,
        Draft::Buttons(_) | Draft::CtaUrl(_) | Draft::LocationRequest(_) => {
            base.with(Feature::Buttons)
        }
        Draft::List(_) | Draft::Carousel(_) => base.with(Feature::Lists),
        Draft::Form(_) => base.with(Feature::Flows),
        Draft::Media(_) => base.with(Feature::Media),
        Draft::Template(_) => match template {
            None => base,
            Some(template) => base.with(of_template(template)),
        },
    };
    if outbound.files.is_empty() { needed } else { needed.with(Feature::Media) }
}

fn of_template(template: &Template) -> Feature {
    match template.category {
        Category::Authentication => Feature::Authentication,
        Category::Marketing if template.topic.is_some() => Feature::Newsletter,
        Category::Marketing => Feature::Marketing,
        Category::Utility | Category::Service => Feature::Utility,
    }
}
