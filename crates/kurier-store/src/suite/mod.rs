//! The conformance suite: cases written against the port alone, run once per backend.
//!
//! A backend's test file names a factory and calls [`crate::store_suite!`]; each case becomes a
//! test of its own.

pub mod accounts;
pub mod admission;
pub mod answered;
pub mod billing;
pub mod budget;
pub mod campaigns;
pub mod commons;
pub mod day;
pub mod desk;
pub mod domains;
pub mod fingerprints;
pub mod flows;
pub mod history;
pub mod idempotency;
pub mod installation;
pub mod invitation;
pub mod invoices;
pub mod lapses;
pub mod leases;
pub mod ledger;
pub mod limits;
pub mod logs;
pub mod media;
pub mod model;
pub mod money;
pub mod no_spam;
pub mod onboarding;
pub mod pacing;
pub mod permissions;
pub mod pilot;
pub mod previews;
pub mod restart;
pub mod returns;
pub mod schedule;
pub mod senders;
pub mod signals;
pub mod signups;
pub mod spending;
pub mod statuses;
pub mod takeover;
pub mod tally;
pub mod templates;
pub mod usernames;
pub mod webhooks;
pub mod world;

use crate::port::Store;
use async_trait::async_trait;
use std::sync::Arc;

/// Makes stores over one set of data.
#[async_trait]
pub trait StoreFactory: Send + Sync {
    /// Opens the data; what an earlier store of this factory wrote is there. The earlier one was
    /// dropped, with or without `close`.
    async fn open(&self) -> Arc<dyn Store>;
}

/// Expands to one test per case; `$factory` names a function without arguments in the same module
/// that makes a [`StoreFactory`] over fresh data, or `None` where the backend cannot run.
#[macro_export]
macro_rules! store_suite {
    ($factory:ident) => {
        $crate::store_suite!(@group $factory, admission: [
            a_template_needs_a_permission,
            a_permission_opens_the_way_for_its_purpose_only,
            free_text_needs_an_open_window,
            a_person_who_writes_opens_the_window_for_a_day,
            an_accepted_invitation_lets_the_business_greet_once,
            an_unknown_recipient_is_told_only_later,
            a_refused_message_is_found_by_its_own_business_only,
            a_blocked_business_learns_no_more_than_of_a_stranger,
            a_refusal_in_the_answer_stores_nothing,
            a_recipient_is_found_by_every_form_of_address,
            another_business_cannot_use_a_pairs_ids,
            an_earlier_message_of_the_batch_is_a_fact_of_the_next,
            the_pair_rate_holds_inside_a_batch,
            messages_to_nobody_count_towards_the_throughput,
            a_reply_must_answer_a_message_of_the_conversation,
            a_reaction_is_shown_and_costs_nothing,
            a_rehearsal_decides_the_same_and_leaves_nothing,
            the_answer_carries_the_entry_that_follow_reads_later,
        ]);
        $crate::store_suite!(@group $factory, permissions: [
            a_receipt_is_the_first_entry_of_the_chat,
            a_newer_grant_of_the_same_topic_replaces_the_older,
            a_withdrawal_fails_what_was_queued_under_it,
            a_withdrawal_leaves_delivered_messages_alone,
            a_withdrawal_leaves_other_permissions_alone,
            a_withdrawal_also_fails_what_an_older_grant_of_the_same_let_through,
            a_withdrawn_purpose_is_told_as_withdrawn,
            blocking_fails_what_was_queued,
            unblocking_lets_messages_through_again,
            a_gone_message_is_shown_as_gone,
            preferences_are_told_by_event,
            an_invitation_is_used_no_more_often_than_it_says,
            a_used_up_invitation_changes_nothing,
            receipts_are_found_by_their_person_only,
            pair_ids_that_are_taken_are_drawn_again,
        ]);
        $crate::store_suite!(@group $factory, statuses: [
            each_status_is_told_once_and_in_order,
            a_repeated_acknowledgement_changes_nothing,
            a_place_beyond_the_head_counts_as_the_head,
            reading_implies_delivery,
            reading_one_conversation_leaves_the_other_unread,
            a_cursor_never_goes_back,
            the_business_marks_a_message_read_once,
            undelivered_messages_expire,
            a_message_of_a_template_with_little_time_fails_when_it_is_over,
            gone_messages_are_never_delivered,
            a_long_backlog_is_acknowledged_in_windows,
        ]);
        $crate::store_suite!(@group $factory, history: [
            the_history_of_a_message_is_its_events_and_no_others,
            the_sending_of_a_message_is_found_wherever_the_clock_went,
            the_history_of_a_refused_message_is_its_failure,
            the_history_of_anothers_message_is_not_told,
            a_posting_is_found_by_each_event_that_it_covers,
            attempts_and_retries_are_found_by_their_events,
            what_is_taken_back_undelivered_costs_nothing,
            what_is_taken_back_after_its_delivery_stays_charged,
            only_own_unread_messages_are_taken_back,
            that_a_message_was_played_is_told_once,
        ]);
        $crate::store_suite!(@group $factory, idempotency: [
            the_same_key_and_body_give_the_first_answer,
            another_body_under_the_same_key_is_told,
            a_key_used_twice_in_one_batch_sends_once,
            a_refusal_in_the_answer_does_not_use_up_the_key,
            a_refusal_told_later_is_replayed,
            keys_of_two_businesses_are_apart,
            parallel_calls_with_one_key_send_once,
            old_keys_are_forgotten_and_young_ones_are_kept,
        ]);
        $crate::store_suite!(@group $factory, answered: [
            the_first_answer_under_a_key_stays,
            old_answers_are_forgotten,
        ]);
        $crate::store_suite!(@group $factory, logs: [
            inboxes_are_free_of_gaps,
            event_logs_are_free_of_gaps,
            pages_of_an_inbox_join_without_seam,
            heads_of_inboxes_are_told_in_the_order_asked,
            pages_of_events_join_without_seam,
            a_message_of_another_business_is_not_found,
            a_message_is_found_by_a_wrong_hint,
            a_persons_message_reaches_both_logs,
            a_repeated_message_of_a_device_is_stored_once,
            a_person_without_relation_cannot_write,
            a_blocked_business_is_not_written_to,
            a_reply_of_the_person_names_the_answered_message,
            a_persons_reaction_names_its_target,
            an_answer_to_nothing_is_refused,
            her_own_message_and_its_evidence_are_shown_to_her,
        ]);
        $crate::store_suite!(@group $factory, commons: [
            a_surcharge_of_a_delivered_message_goes_to_the_commons,
            what_reports_add_is_booked_once_and_never_below_zero,
            a_bond_is_booked_once_and_forfeited_to_the_commons,
            marketing_of_a_paused_business_is_refused_and_its_notices_go,
        ]);
        $crate::store_suite!(@group $factory, signals: [
            a_person_complains_once_about_a_template,
            old_complaints_are_forgotten,
            the_last_answer_of_a_person_counts,
            what_people_got_and_read_is_counted_once,
            many_that_count_at_once_count_everything_once,
        ]);
        $crate::store_suite!(@group $factory, pilot: [
            what_was_not_given_is_refused_and_what_was_given_goes,
            it_ends_at_the_second_whatever_the_clock_does,
            in_the_sandbox_only_who_tests_is_written_to,
            a_frozen_cohort_stops_marketing_at_once_and_thaws,
            what_a_cohort_gives_anew_reaches_the_enrolled_at_once,
            a_refusal_that_is_told_later_names_its_feature,
            money_is_bounded_by_what_the_pilot_gives,
            an_invitation_is_accepted_once_by_its_address_in_time,
            many_acceptances_of_one_seat_give_one_enrolment,
            many_acceptances_of_one_invitation_give_one_enrolment,
            of_two_changes_of_what_a_business_may_do_neither_is_lost,
            a_seat_is_free_once_its_business_left_or_graduated,
            nobody_is_asked_twice_in_thirty_days,
            what_people_say_is_counted_by_what_they_say,
            records_come_newest_first_in_pages,
            the_plan_gives_everybody_what_it_has,
        ]);
        $crate::store_suite!(@group $factory, desk: [
            a_report_is_found_by_business_reason_and_state,
            of_one_person_about_one_business_there_is_one_open_report,
            a_report_is_taken_back_by_its_person_and_soon_only,
            a_report_is_handled_once_and_what_was_shown_is_erased_later,
            a_measure_suspends_its_business_until_it_is_lifted,
            a_measure_is_seen_at_once_by_whoever_asks_for_the_business,
            one_measure_at_a_time_and_one_answer_to_an_appeal,
            the_numbers_of_a_month_are_those_of_its_days,
        ]);
        $crate::store_suite!(@group $factory, limits: [
            a_business_reaches_no_more_people_a_day_than_its_tier_says,
            a_person_counts_once_and_whoever_wrote_not_at_all,
            who_was_not_reached_after_all_gives_her_place_back,
            many_at_once_never_reach_more_than_the_limit,
            a_business_of_higher_standing_reaches_and_sends_more,
            of_two_new_standings_at_once_one_is_told,
            what_was_counted_survives_a_crash_and_an_undone_step,
        ]);
        $crate::store_suite!(@group $factory, money: [
            a_price_is_reserved_then_posted,
            a_failed_message_costs_nothing,
            a_batch_makes_one_transfer,
            only_one_of_many_gets_the_last_cent,
            only_one_of_many_gets_the_last_place_of_a_limit,
            a_payment_with_one_reference_happens_once,
            nothing_is_paid_in_negative,
            the_card_in_force_decides_the_price,
            the_ledger_balances_after_a_busy_day,
        ]);
        $crate::store_suite!(@group $factory, accounts: [
            records_are_read_back_as_written,
            ids_are_used_once,
            what_is_not_there_is_not_found,
            a_session_ends_when_its_device_is_deleted,
            businesses_are_paged_by_id,
            templates_are_unique_by_name_and_language,
            a_template_moves_along_its_life,
            a_new_name_is_told_to_businesses,
            a_person_who_came_for_nothing_is_forgotten,
            an_address_that_came_free_means_its_new_owner,
        ]);
        $crate::store_suite!(@group $factory, templates: [
            a_change_is_made_to_the_revision_that_was_looked_at,
            what_a_business_is_told_of_its_templates_is_in_its_log,
            a_deleted_name_is_free_after_thirty_days,
            a_business_makes_no_more_templates_an_hour_than_it_may,
            a_business_has_no_more_names_than_it_may,
            many_templates_are_changed_together_or_not_at_all,
        ]);
        $crate::store_suite!(@group $factory, webhooks: [
            a_subscription_starts_at_the_head,
            subscribing_again_changes_the_token_only,
            another_address_takes_the_place_of_the_former,
            a_round_to_the_former_address_changes_nothing,
            progress_moves_cursor_and_retries,
            retries_come_due_in_order,
            replay_moves_back_and_forgets_retries,
            a_replay_keeps_what_is_owed_from_before_its_place,
            a_replay_wins_over_a_round_that_began_before_it,
            an_ended_subscription_is_gone,
            a_more_special_callback_begins_where_the_other_was,
            what_an_ended_callback_owed_goes_to_the_next,
            options_are_kept_until_others_are_given,
            a_notice_is_an_event_like_others,
            old_attempts_are_forgotten,
            single_events_are_owed_again_beside_the_cursor,
            an_apps_secret_changes_once_for_each_who_asks,
        ]);
        $crate::store_suite!(@group $factory, media: [
            a_file_is_found_by_its_owner_only,
            a_place_comes_free_with_the_last_file_there,
            files_expire_in_order,
            a_file_that_was_given_more_time_does_not_expire,
            what_an_owner_keeps_is_counted_once_a_place,
            a_person_sees_her_own_files_and_those_she_was_granted,
            a_person_sees_the_files_of_her_messages_and_nobody_elses,
            a_refused_message_shows_no_file,
            what_a_person_was_granted_can_be_taken_back,
            a_grant_lives_as_long_as_its_file,
            a_link_remembers_what_it_brought_last,
            a_business_has_so_many_uploads_at_once,
            an_upload_grows_without_gaps,
            an_upload_is_finished_once,
            one_of_many_adds_the_next_part,
            old_uploads_are_forgotten_with_their_parts,
        ]);
        $crate::store_suite!(@group $factory, campaigns: [
            labels_are_put_on_people_of_the_business_alone,
            an_audience_is_picked_by_labels_and_by_what_is_allowed,
            a_campaign_is_changed_at_the_revision_that_was_looked_at,
            what_was_foretold_and_what_came_stand_side_by_side,
            a_rehearsal_of_many_comes_to_the_end_of_the_money_as_sending_does,
            a_message_of_a_campaign_goes_once_whatever_happens,
            whom_a_campaign_passes_over_is_told_by_no_event,
            what_people_make_of_a_campaign_is_heard,
        ]);
        $crate::store_suite!(@group $factory, schedule: [
            a_scheduled_message_is_kept_as_it_was_asked_for,
            what_waits_is_paged_and_bounded,
            due_messages_come_oldest_first_and_no_earlier,
            who_waits_can_be_cancelled_and_who_goes_cannot,
            a_crash_between_going_and_settling_sends_once,
            what_refuses_a_scheduled_message_is_told_by_an_event,
            a_withdrawal_in_between_wins,
            the_same_key_and_body_schedule_once,
            what_is_long_done_with_is_forgotten,
        ]);
        $crate::store_suite!(@group $factory, budget: [
            offers_beyond_a_budget_wait_whoever_sent_the_others,
            a_held_message_goes_under_the_id_that_it_was_answered_with,
            what_waited_for_two_days_is_dropped_uncharged,
            what_she_does_while_an_offer_waits_wins,
            quiet_hours_are_those_of_her_own_clock,
            two_offers_of_a_business_wait_for_one_person,
            the_same_key_and_body_wait_once,
            a_budget_is_kept_and_belongs_to_somebody,
        ]);
        $crate::store_suite!(@group $factory, pacing: [
            a_new_template_goes_to_the_first_and_the_others_wait,
            in_one_batch_no_more_go_than_the_stage_has,
            what_waits_goes_as_far_as_the_next_stage_reaches,
            what_waits_for_a_paused_template_fails_uncharged,
            what_waited_two_days_for_a_judgement_is_dropped,
            only_so_many_wait_for_one_assessment,
            campaigns_are_not_paced_twice,
            notices_are_paced_while_their_business_is_young,
            what_the_first_made_of_it_is_counted,
        ]);
        $crate::store_suite!(@group $factory, senders: [
            a_profile_keeps_what_a_change_does_not_name,
            of_two_changes_at_once_neither_is_lost,
            ice_breakers_and_commands_are_kept,
            a_sender_is_registered_by_its_pin,
            only_who_wrote_in_the_last_day_can_be_barred,
            who_is_barred_is_not_heard_until_she_may_write_again,
            no_more_people_are_barred_than_may_be,
            an_address_into_a_chat_is_changed_by_its_sender_only,
            addresses_into_chats_are_paged_and_bounded,
        ]);
        $crate::store_suite!(@group $factory, onboarding: [
            a_sender_is_added_beside_the_first,
            a_number_is_one_senders_and_a_business_has_so_many,
            of_two_that_add_one_number_at_once_one_does,
            what_is_not_proved_and_named_is_not_registered,
            a_name_is_shown_once_it_is_allowed,
            a_removed_sender_is_gone_but_for_what_it_sent,
            what_waits_for_the_operator_is_listed,
        ]);
        $crate::store_suite!(@group $factory, usernames: [
            a_username_is_one_senders,
            a_username_moves_between_senders_of_one_business,
            a_username_that_was_given_up_rests,
            of_two_that_take_one_username_at_once_one_does,
        ]);
        $crate::store_suite!(@group $factory, signups: [
            a_link_has_an_invitation_that_changes_with_it,
            a_link_is_changed_by_its_business_only_and_not_wrongly,
            links_are_paged_and_bounded,
            a_yes_on_a_link_is_told_with_the_link,
        ]);
        $crate::store_suite!(@group $factory, domains: [
            a_domain_is_kept_and_verified_once,
            domains_of_two_businesses_are_apart_and_bounded,
            marketing_leads_where_its_business_has_proven_at_that_moment,
        ]);
        $crate::store_suite!(@group $factory, takeover: [
            a_network_is_noted_once_with_each_token,
            networks_are_bounded_and_apart,
            what_was_decided_of_a_network_holds_for_its_further_tokens,
            tokens_of_a_business_are_ended_once,
            a_guard_lets_twenty_people_through_and_the_others_wait,
            in_one_batch_a_guard_lets_no_more_through,
            a_guard_stops_campaigns_and_leaves_answers_alone,
            what_waits_goes_when_the_guard_ends,
            what_a_hijacker_sent_fails_uncharged,
        ]);
        $crate::store_suite!(@group $factory, invitation: [
            an_import_makes_a_card_for_whoever_is_here_and_keeps_nothing_of_the_others,
            a_card_lets_nothing_through,
            nobody_is_asked_who_allows_it_closed_it_or_took_it_back,
            a_pair_has_one_invitation_a_year,
            so_many_cards_are_shown_in_a_week_and_the_others_wait,
            of_devices_that_look_at_once_all_are_shown_the_same_few,
            a_card_is_answered_once_and_by_its_person,
            shown_cards_count_when_they_are_answered_or_settled,
            no_sequence_of_imports_brings_a_message_without_a_yes,
        ]);
        $crate::store_suite!(@group $factory, fingerprints: [
            what_is_near_is_found_with_whose_it_is,
            a_fingerprint_follows_its_template,
            a_domain_of_a_closed_business_is_known,
        ]);
        $crate::store_suite!(@group $factory, spending: [
            a_spending_limit_of_the_day_holds_and_begins_anew,
            a_message_that_fails_is_not_spent,
            one_of_many_gets_what_a_spending_limit_leaves,
            a_credit_line_is_drawn_and_paid_back,
            free_messages_of_the_month_are_counted_and_come_back,
            a_charged_back_payment_stops_what_costs_money,
            what_a_business_spent_survives_a_crash,
        ]);
        $crate::store_suite!(@group $factory, billing: [
            a_month_is_closed_once_and_holds_what_was_posted,
            tiers_are_given_back_when_the_month_is_closed,
            numbers_of_statements_have_no_gap,
            a_month_that_runs_or_follows_an_open_one_is_not_closed,
            a_credit_note_gives_back_once_what_it_names,
            parallel_closings_give_one_record,
        ]);
        $crate::store_suite!(@group $factory, invoices: [
            billing_details_are_kept_apart_and_replaced,
            a_document_that_was_issued_stays_as_it_is,
            a_payment_is_booked_once_and_has_the_next_number,
            parallel_payments_have_numbers_without_a_gap,
        ]);
        $crate::store_suite!(@group $factory, returns: [
            what_went_back_is_booked_once_as_it_happened,
            what_went_back_is_booked_once_when_it_is_told_backwards,
            what_went_back_is_booked_once_when_the_dispute_is_told_first,
            a_refund_is_taken_before_it_is_asked_for_and_only_from_what_is_there,
            what_came_again_has_an_invoice_of_its_own,
            a_line_waits_for_its_payment,
            a_payment_of_nobody_is_kept_and_placed_once,
            parallel_returns_have_numbers_without_a_gap,
        ]);
        $crate::store_suite!(@group $factory, flows: [
            a_form_is_kept_with_its_definition,
            a_form_is_changed_at_the_revision_that_was_looked_at,
            forms_are_paged_and_bounded,
            one_of_many_makes_the_last_form,
            a_key_is_kept_for_its_sender,
        ]);
        $crate::store_suite!(@group $factory, previews: [
            a_link_shows_what_it_showed_last,
            what_a_link_showed_long_ago_is_forgotten,
        ]);
        $crate::store_suite!(@group $factory, tally: [
            every_event_is_counted_once_in_its_stretch_of_time,
            numbers_are_told_apart_and_picked_out,
            a_tap_counts_for_the_template_and_its_button,
            a_conversation_lasts_a_day_and_begins_with_a_delivery,
            counting_goes_on_where_it_stopped,
            a_race_of_counters_counts_once,
        ]);
        $crate::store_suite!(@group $factory, lapses: [
            a_permission_that_nobody_uses_lapses,
        ]);
        $crate::store_suite!(@group $factory, leases: [
            a_lease_has_one_holder_at_a_time,
            a_lease_that_ran_out_gets_a_higher_token,
            a_lease_that_is_given_back_is_free,
            what_an_earlier_holder_writes_is_refused,
            one_of_many_gets_a_lease,
        ]);
        $crate::store_suite!(@group $factory, restart: [
            everything_is_there_after_a_crash,
            everything_is_there_after_a_close,
            windows_and_limits_survive_a_crash,
            the_export_is_the_same_before_and_after,
            a_closed_store_is_unavailable,
        ]);
        $crate::store_suite!(@group $factory, installation: [
            a_secret_is_kept_from_its_first_writing_on,
            limits_are_kept,
            rate_card_versions_rise_by_one,
            the_export_names_no_places_of_the_backend,
        ]);
    };
    (@group $factory:ident, $group:ident: [$($case:ident),* $(,)?]) => {
        mod $group {
            $(
                #[tokio::test(flavor = "multi_thread", worker_threads = 2)]
                async fn $case() {
                    let Some(factory) = super::$factory() else { return };
                    $crate::suite::$group::$case(&factory).await;
                }
            )*
        }
    };
}
