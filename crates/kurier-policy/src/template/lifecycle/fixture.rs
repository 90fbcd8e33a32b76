//! A template to begin a test with.

use crate::id::{BusinessId, TemplateId};
use crate::pricing::Category;
use crate::template::life::Life;
use crate::template::{ParameterFormat, Parts, Template, TemplateStatus};
use crate::time::Timestamp;

pub(in crate::template) fn approved() -> Template {
    Template {
        id: TemplateId(1),
        business: BusinessId(2),
        name: "order_update".into(),
        language: "en_US".into(),
        category: Category::Utility,
        parameter_format: ParameterFormat::Positional,
        topic: None,
        status: TemplateStatus::Approved,
        rejected_reason: None,
        parts: Parts { body: "Your order is on its way.".into(), ..Parts::default() },
        updated_at: Timestamp(0),
        life: Life::default(),
    }
}
