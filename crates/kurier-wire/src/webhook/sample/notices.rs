//! What a business is told of its account and its senders.

use super::{Sample, Subject};
use kurier_policy::campaign::{CampaignState, PauseReason};
use kurier_policy::event::Event;
use kurier_policy::flow::FlowStatus;
use kurier_policy::id::{CampaignId, EventSeq, FlowId};
use kurier_policy::notice::{
    AccountChange, CampaignNotice, Decision, Notice, QualityChange, SecurityEvent,
};
use kurier_policy::rules::canary::Stop;

/// Name, field, what it tells, and the notice.
type Row = (&'static str, &'static str, &'static str, Notice);

pub(super) fn all(subject: &Subject) -> Vec<Sample> {
    let rows = [
        of_the_account(subject),
        of_a_sender(subject),
        of_forms(),
        of_usernames(subject),
        of_a_campaign(),
    ]
    .concat();
    let one = |(name, field, about, notice): Row| Sample {
        name,
        field,
        about,
        event: Event::of_notice(EventSeq(1), subject.at, notice),
    };
    rows.into_iter().map(one).collect()
}

fn of_the_account(subject: &Subject) -> Vec<Row> {
    let callback = "https://shop.example/hook";
    let alert =
        Notice::callback_disabled(subject.business, callback, "it did not answer for 5 days");
    let suspended = AccountChange::Suspended { suspended: true };
    let violation = AccountChange::Violation { kind: "SPAM".to_owned() };
    let guarded = AccountChange::Restricted { kind: "TAKEOVER_GUARD".to_owned(), until_s: None };
    vec![
        ("callback_disabled", "account_alerts", "a callback is no longer called", alert),
        (
            "account_suspended",
            "account_update",
            "the business may not send at present",
            Notice::Account(suspended),
        ),
        (
            "account_guarded",
            "account_update",
            "somebody else seems to have the account",
            Notice::Account(guarded),
        ),
        (
            "account_violation",
            "account_update",
            "the business broke a rule",
            Notice::Account(violation),
        ),
        (
            "account_review",
            "account_review_update",
            "the operator looked at the business",
            Notice::Review { decision: Decision::Approved },
        ),
        (
            "account_settings",
            "account_settings_update",
            "a setting of a sender changed",
            Notice::Settings { sender: subject.sender, identity_key_check: false },
        ),
        (
            "capability",
            "business_capability_update",
            "the business may write to more people",
            Notice::Capability { max_daily: Some(2_000), max_senders: 20 },
        ),
    ]
}

fn of_a_campaign() -> Vec<Row> {
    let told = CampaignNotice {
        campaign: CampaignId(345_678_901_234_567),
        name: "Spring".to_owned(),
        state: CampaignState::Paused,
        reason: Some(PauseReason::People(Stop::Reports)),
        stage: Some(1),
    };
    vec![(
        "campaign",
        "campaign_update",
        "a campaign stopped because people reported it",
        Notice::Campaign(Box::new(told)),
    )]
}

fn of_a_sender(subject: &Subject) -> Vec<Row> {
    let display_number = || subject.display_number.clone();
    let name = Notice::Name {
        display_number: display_number(),
        decision: Decision::Rejected,
        requested: "Best Shop Ever".to_owned(),
        reason: Some("The name is not the one of the business.".to_owned()),
    };
    let quality = Notice::Quality {
        display_number: display_number(),
        change: QualityChange::ThroughputUpgrade,
        max_daily: None,
    };
    let security =
        Notice::Security { display_number: display_number(), event: SecurityEvent::PinChanged };
    vec![
        ("sender_name", "phone_number_name_update", "a name was looked at", name),
        ("sender_quality", "phone_number_quality_update", "a sender may send faster", quality),
        ("sender_security", "security", "the PIN of a sender changed", security),
    ]
}

fn of_forms() -> Vec<Row> {
    let to = |from, to| Notice::Flow {
        flow: FlowId(555_555_555_555_555),
        name: "Book a table".to_owned(),
        from,
        to,
    };
    let published = to(FlowStatus::Draft, FlowStatus::Published);
    let deprecated = to(FlowStatus::Published, FlowStatus::Deprecated);
    vec![
        ("flow_published", "flows", "a form may be sent from now on", published),
        ("flow_deprecated", "flows", "a form may not be sent any more", deprecated),
    ]
}

fn of_usernames(subject: &Subject) -> Vec<Row> {
    let with =
        |username| Notice::Username { display_number: subject.display_number.clone(), username };
    vec![
        (
            "username_taken",
            "business_username_update",
            "a sender got a username",
            with(Some("best.shop".to_owned())),
        ),
        (
            "username_released",
            "business_username_update",
            "a sender has no username any more",
            with(None),
        ),
    ]
}
