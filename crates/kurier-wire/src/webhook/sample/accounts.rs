//! Changes that concern no person: the life of a template.

use super::{Sample, Subject};
use kurier_policy::event::{Event, TemplateChange, TemplateEvent};
use kurier_policy::id::{EventSeq, TemplateId};
use kurier_policy::pricing::Category;
use kurier_policy::template::quality::Quality;
use kurier_policy::template::{Button, Parts, TemplateStatus};
use kurier_policy::time::Timestamp;

/// How long the pause of the sample lasts, in microseconds.
const PAUSE_US: i64 = 3 * 3_600 * 1_000_000;

pub(super) fn all(subject: &Subject) -> Vec<Sample> {
    [lives(subject), changes(subject)].concat()
}

fn lives(subject: &Subject) -> Vec<Sample> {
    use TemplateStatus as S;
    let rows = [
        ("template_approved", "a template may be sent", S::Approved, false),
        ("template_rejected", "a template was rejected", S::Rejected, false),
        ("template_pending", "an edited template waits for review", S::Pending, false),
        ("template_paused", "a template is paused for its quality", S::Paused, false),
        ("template_reinstated", "a pause is over", S::Approved, true),
        ("template_disabled", "a template is disabled", S::Disabled, false),
        ("template_archived", "a template was not used for long", S::Archived, false),
        ("template_pending_deletion", "a template was deleted", S::PendingDeletion, false),
    ];
    let one = |(name, about, status, reinstated)| {
        let rejected = |text: &str| (status == S::Rejected).then(|| text.to_owned());
        let change = TemplateChange::Status {
            status,
            reason: rejected("PROMOTIONAL"),
            note: rejected("Leave the offer out."),
            until: (status == S::Paused)
                .then_some(Timestamp(subject.at.0.saturating_add(PAUSE_US))),
            pauses: 1,
            reinstated,
            unarchived: false,
        };
        of_template(subject, (name, "message_template_status_update", about), change)
    };
    rows.into_iter().map(one).collect()
}

fn changes(subject: &Subject) -> Vec<Sample> {
    let parts = Parts {
        header: Some("Your order".to_owned()),
        body: "Your order {{1}} is on its way.".to_owned(),
        footer: Some("Blue Shop".to_owned()),
        buttons: vec![
            Button::QuickReply { text: "Got it".to_owned() },
            Button::Url { text: "Track".to_owned(), url: "https://shop.example/track".to_owned() },
        ],
        ..Parts::default()
    };
    let quality = TemplateChange::Quality { from: Quality::Green, to: Quality::Yellow };
    let category = TemplateChange::Category { from: Category::Marketing };
    let components = TemplateChange::Components { parts: Box::new(parts) };
    let rows = [
        (
            ("template_quality", "message_template_quality_update", "people like a template less"),
            quality,
        ),
        (
            ("template_category", "template_category_update", "a template has another category"),
            category,
        ),
        (
            (
                "template_components",
                "message_template_components_update",
                "an edit of a template was approved",
            ),
            components,
        ),
    ];
    rows.into_iter().map(|(what, change)| of_template(subject, what, change)).collect()
}

fn of_template(
    subject: &Subject,
    (name, field, about): (&'static str, &'static str, &'static str),
    change: TemplateChange,
) -> Sample {
    let told = TemplateEvent {
        template: TemplateId(234_567_890_123_456),
        name: "order_update".to_owned(),
        language: "en_US".to_owned(),
        category: Category::Utility,
        change,
    };
    Sample { name, field, about, event: Event::of_template(EventSeq(1), subject.at, told) }
}
