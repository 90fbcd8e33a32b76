use super::fixture::approved;
use super::*;
use proptest::prelude::*;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

fn other_text(text: &str) -> Edit {
    Edit { parts: Some(Parts { body: text.into(), ..Parts::default() }), ..Edit::default() }
}

fn with_status(status: TemplateStatus) -> Template {
    Template { status, ..approved() }
}

#[test]
fn only_approved_rejected_and_paused_templates_can_be_edited() {
    use TemplateStatus as S;
    for status in [S::Approved, S::Rejected, S::Paused] {
        let mut template = with_status(status);
        assert_eq!(edit(&mut template, other_text("New."), NOW), Ok(()));
        assert_eq!((template.status, template.parts.body.as_str()), (S::Pending, "New."));
    }
    for status in [S::Pending, S::Disabled, S::PendingDeletion, S::Deleted, S::Archived] {
        let mut template = with_status(status);
        let before = template.clone();
        assert_eq!(edit(&mut template, other_text("New."), NOW), Err(LifeFault::NotEditable));
        assert_eq!(template, before);
    }
}

#[test]
fn an_approved_template_is_edited_once_a_day_and_ten_times_in_thirty_days() {
    let mut template = approved();
    let mut now = NOW;
    for _ in 0..EDITS_PER_MONTH {
        assert_eq!(edit(&mut template, other_text("New."), now), Ok(()));
        review(&mut template, Decision::Approve, now).unwrap();
        let early = now.plus_s(EDIT_EVERY_S - 1);
        assert_eq!(edit(&mut template, other_text("Again."), early), Err(LifeFault::EditedToday));
        now = now.plus_s(EDIT_EVERY_S);
    }
    assert_eq!(edit(&mut template, other_text("Eleven."), now), Err(LifeFault::EditedTooOften));
    let later = NOW.plus_s(EDITS_COUNTED_S);
    assert_eq!(edit(&mut template, other_text("Eleven."), later), Ok(()));
    assert_eq!(template.life.edits.len(), EDITS_PER_MONTH);
}

#[test]
fn the_category_of_an_approved_template_is_fixed() {
    let to = |category| Edit { category: Some(category), ..Edit::default() };
    let mut template = approved();
    assert_eq!(edit(&mut template, to(Category::Marketing), NOW), Err(LifeFault::CategoryFixed));
    let mut template = with_status(TemplateStatus::Rejected);
    assert_eq!(edit(&mut template, to(Category::Marketing), NOW), Ok(()));
    assert_eq!(template.category, Category::Marketing);
}

#[test]
fn a_template_that_went_as_a_notice_never_becomes_one_again() {
    let mut template = with_status(TemplateStatus::Rejected);
    (template.category, template.life.locked) = (Category::Marketing, true);
    let back = Edit { category: Some(Category::Utility), ..Edit::default() };
    assert_eq!(edit(&mut template, back, NOW), Err(LifeFault::CategoryFixed));
    assert_eq!(edit(&mut template, other_text("Better."), NOW), Ok(()));
    assert_eq!(template.category, Category::Marketing);
}

#[test]
fn another_time_to_live_needs_no_review() {
    let mut template = approved();
    let longer = Edit { ttl_s: Some(60), ..Edit::default() };
    assert_eq!(edit(&mut template, longer, NOW), Ok(()));
    assert_eq!((template.status, template.life.ttl_s), (TemplateStatus::Approved, Some(60)));
    assert_eq!(template.life.edits, []);
}

#[test]
fn the_reviewer_sees_what_was_approved_before() {
    let mut template = approved();
    edit(&mut template, other_text("New."), NOW).unwrap();
    let former = template.life.former.clone().unwrap();
    assert_eq!(former.parts.body, "Your order is on its way.");
    review(&mut template, Decision::Approve, NOW).unwrap();
    assert_eq!(template.life.former, None);
}

#[test]
fn a_rejection_has_a_reason_and_a_note_and_ends_with_the_next_edit() {
    let mut template = with_status(TemplateStatus::Pending);
    let note = "Do not advertise.".to_owned();
    let no = Decision::Reject { reason: RejectionReason::Promotional, note };
    review(&mut template, no.clone(), NOW).unwrap();
    assert_eq!(template.rejected_reason.as_deref(), Some("PROMOTIONAL"));
    assert_eq!(template.life.review_note.as_deref(), Some("Do not advertise."));
    assert_eq!(review(&mut template, no, NOW), Err(LifeFault::NotPending));
    edit(&mut template, other_text("Better."), NOW).unwrap();
    assert_eq!((template.rejected_reason, template.life.review_note), (None, None));
}

#[test]
fn the_name_of_a_deleted_template_is_free_after_thirty_days() {
    let mut template = approved();
    assert!(!frees_name(&template, NOW.plus_s(10 * NAME_KEPT_S)));
    delete(&mut template, NOW);
    assert!(!frees_name(&template, NOW.plus_s(NAME_KEPT_S - 1)));
    assert!(frees_name(&template, NOW.plus_s(NAME_KEPT_S)));
}

#[test]
fn a_pause_for_quality_cannot_be_ended_before_its_time() {
    let mut template = with_status(TemplateStatus::Paused);
    template.life.paused_until = Some(NOW.plus_s(1));
    assert_eq!(unpause(&mut template, NOW), Err(LifeFault::PauseRuns));
    assert_eq!(unpause(&mut template, NOW.plus_s(1)), Ok(()));
    assert_eq!(unpause(&mut template, NOW.plus_s(1)), Err(LifeFault::NotPaused));
}

#[test]
fn only_approved_templates_go_to_the_archive_and_come_back() {
    let mut template = approved();
    assert_eq!(archive(&mut template, false, NOW), Err(LifeFault::NotArchivable));
    assert_eq!(archive(&mut template, true, NOW), Ok(()));
    assert_eq!(archive(&mut template, true, NOW), Err(LifeFault::NotArchivable));
    assert_eq!(archive(&mut template, false, NOW), Ok(()));
    assert_eq!(template.status, TemplateStatus::Approved);
    assert_eq!(
        archive(&mut with_status(TemplateStatus::Pending), true, NOW),
        Err(LifeFault::NotArchivable)
    );
}

#[test]
fn a_changed_category_is_remembered_with_the_former() {
    let mut template = approved();
    assert_eq!(recategorise(&mut template, Category::Utility, NOW), None);
    assert_eq!(recategorise(&mut template, Category::Marketing, NOW), Some(Category::Utility));
    assert_eq!(template.life.previous_category, Some(Category::Utility));
}

#[test]
fn each_category_has_its_times_to_live() {
    for (category, least, most) in [
        (Category::Authentication, 30, 900),
        (Category::Utility, 30, 43_200),
        (Category::Marketing, 43_200, 2_592_000),
    ] {
        assert_eq!(ttl_s(category, least), Some(least));
        assert_eq!(ttl_s(category, most), Some(most));
        assert_eq!(ttl_s(category, least - 1), None);
        assert_eq!(ttl_s(category, most + 1), None);
        assert_eq!(ttl_s(category, -1), Some(TTL_MAX_S));
    }
}

#[test]
fn every_reason_is_found_by_its_name() {
    for reason in RejectionReason::ALL {
        assert_eq!(RejectionReason::named(&reason.name().to_lowercase()), Some(reason));
    }
    assert_eq!(RejectionReason::named("NONE"), None);
}

proptest! {
    #[test]
    fn no_thirty_days_hold_more_than_ten_edits(gaps in proptest::collection::vec(0_i64..90_000, 1..60)) {
        let mut template = approved();
        let (mut now, mut made) = (NOW, Vec::new());
        for gap in gaps {
            now = now.plus_s(gap);
            if edit(&mut template, other_text("New."), now).is_ok() {
                made.push(now);
                review(&mut template, Decision::Approve, now).unwrap();
            }
        }
        for pair in made.windows(2) {
            prop_assert!(pair[1].seconds_since(pair[0]) >= EDIT_EVERY_S);
        }
        for many in made.windows(EDITS_PER_MONTH + 1) {
            prop_assert!(many[EDITS_PER_MONTH].seconds_since(many[0]) >= EDITS_COUNTED_S);
        }
    }
}

#[test]
fn naming_what_is_already_so_is_no_change_and_needs_no_review() {
    let mut template = approved();
    let edit_again = Edit {
        category: Some(template.category),
        parameter_format: Some(template.parameter_format),
        ttl_s: Some(60),
        ..Edit::default()
    };
    edit(&mut template, edit_again, NOW).unwrap();
    assert_eq!(template.status, TemplateStatus::Approved);
    assert_eq!((template.life.ttl_s, template.life.edits.len()), (Some(60), 0));
}

#[test]
fn the_operator_pauses_only_what_may_be_sent_and_brings_nothing_back_to_life() {
    use TemplateStatus as S;
    assert_eq!(check_move(S::Approved, S::Paused), Ok(()));
    assert_eq!(check_move(S::Paused, S::Approved), Ok(()));
    assert_eq!(check_move(S::Disabled, S::Approved), Ok(()));
    assert_eq!(check_move(S::Paused, S::Disabled), Ok(()));
    for from in [S::Pending, S::Rejected, S::Disabled, S::Deleted] {
        assert_eq!(check_move(from, S::Paused), Err(LifeFault::NotInForce), "{from:?}");
    }
    for to in [S::Approved, S::Pending, S::Disabled] {
        assert_eq!(check_move(S::Deleted, to), Err(LifeFault::NotInForce), "{to:?}");
    }
}

#[test]
fn a_hundred_templates_an_hour_and_so_many_names_are_all() {
    let room = Room { made: CREATIONS_PER_HOUR - 1, ..Room::default() };
    assert_eq!(room.check(), Ok(()));
    assert_eq!(Room { made: CREATIONS_PER_HOUR, ..room }.check(), Err(RoomFault::TooFast));
    let full = Room { names: NAMES_MAX_UNVERIFIED, ..room };
    assert_eq!(full.check(), Err(RoomFault::TooMany));
    assert_eq!(Room { is_named: true, ..full }.check(), Ok(()));
    assert_eq!(Room { is_verified: true, ..full }.check(), Ok(()));
}
