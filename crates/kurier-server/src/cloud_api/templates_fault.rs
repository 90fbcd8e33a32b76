//! Why a template was not made or changed, as an error of the API.

use super::reply::internal;
use kurier_engine::template::TemplateFault;
use kurier_wire::error::{self, GraphError, WireError};
use kurier_wire::template::broken;

pub(super) fn of_template(fault: TemplateFault) -> WireError {
    match fault {
        TemplateFault::Lint(findings) => broken(&findings),
        TemplateFault::Life(fault) => {
            let details = format!("{fault}.");
            GraphError::of(&error::TEMPLATE_NOT_EDITABLE).details(details).boxed()
        }
        TemplateFault::Form(why) => {
            GraphError::of(&error::PARAMETER_VALUE).details(format!("{why}.")).boxed()
        }
        TemplateFault::Taken => GraphError::of(&error::TEMPLATE_DUPLICATE).boxed(),
        TemplateFault::NameKept => GraphError::of(&error::TEMPLATE_NAME_KEPT).boxed(),
        TemplateFault::TooMany => GraphError::of(&error::TEMPLATE_LIMIT).boxed(),
        TemplateFault::TooFast => GraphError::of(&error::TEMPLATE_CREATIONS).boxed(),
        TemplateFault::Changed => GraphError::of(&error::TEMPLATE_CHANGED).boxed(),
        TemplateFault::Engine(other) => internal(other),
    }
}
