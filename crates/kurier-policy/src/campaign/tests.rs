use super::*;
use crate::money::{Currency, Micros};
use crate::rate::Rate;
use crate::rules::canary::Stages;
use crate::time::DAY_S;
use std::collections::BTreeMap;

const NOW: Timestamp = Timestamp(1_700_000_000_000_000);

fn campaign() -> Campaign {
    Campaign {
        id: CampaignId(7),
        business: BusinessId(1),
        sender: SenderId(2),
        name: "Spring".to_owned(),
        call: TemplateCall::default(),
        files: Vec::new(),
        opaque: "campaign:7".to_owned(),
        audience: Audience::default(),
        begins_at: None,
        local: None,
        per_second: None,
        state: CampaignState::Draft,
        reason: None,
        rehearsal: None,
        run: None,
        next_at: None,
        created_at: NOW,
        updated_at: NOW,
        revision: 0,
    }
}

fn made(at: Timestamp) -> SealedRehearsal {
    let is = Rehearsal {
        campaign: CampaignId(7),
        business: BusinessId(1),
        at,
        begins_at: at,
        ends_at: at,
        people: 3,
        goes: 2,
        held: 0,
        refused: BTreeMap::from([(Refusal::PermissionMissing, 1)]),
        stages: Stages { ends: [2; 3] },
        waves: Vec::new(),
        least: Micros(1),
        most: Micros(2),
        currency: Currency::EUR,
        roll: Roll::default().digest(),
    };
    is.sealed(&[3; 32])
}

pub(super) fn campaign_with(waves: Vec<Wave>) -> Campaign {
    let mut made = made(NOW);
    made.is.waves = waves;
    Campaign { rehearsal: Some(made), ..campaign() }
}

fn rehearsed() -> Campaign {
    let mut campaign = campaign();
    campaign.rehearse(made(NOW), NOW).unwrap();
    campaign
}

#[test]
fn nothing_starts_without_a_rehearsal_of_this_day() {
    assert_eq!(campaign().start(NOW), Err(NotNow::NotRehearsed));
    let mut late = rehearsed();
    assert_eq!(late.start(NOW.plus_s(DAY_S + 1)), Err(NotNow::Stale));
    let mut campaign = rehearsed();
    campaign.start(NOW.plus_s(DAY_S)).unwrap();
    assert_eq!(
        (campaign.state, campaign.next_at),
        (CampaignState::Running, Some(NOW.plus_s(DAY_S)))
    );
    assert_eq!(campaign.start(NOW), Err(NotNow::State(CampaignState::Running)));
}

#[test]
fn a_campaign_with_a_time_waits_for_it_also_after_a_pause() {
    let mut campaign = Campaign { begins_at: Some(NOW.plus_s(600)), ..rehearsed() };
    campaign.start(NOW).unwrap();
    assert_eq!((campaign.state, campaign.next_at), (CampaignState::Scheduled, campaign.begins_at));
    campaign.pause(PauseReason::Business, NOW).unwrap();
    assert_eq!(campaign.next_at, None);
    campaign.resume(NOW.plus_s(1)).unwrap();
    assert_eq!((campaign.state, campaign.next_at), (CampaignState::Scheduled, campaign.begins_at));
    campaign.pause(PauseReason::Business, NOW).unwrap();
    campaign.resume(NOW.plus_s(601)).unwrap();
    assert_eq!(campaign.state, CampaignState::Running);
}

#[test]
fn a_watched_stage_is_still_watched_after_a_pause() {
    let mut campaign = rehearsed();
    campaign.start(NOW).unwrap();
    campaign.begin(NOW);
    campaign.watch(NOW.plus_s(60), NOW);
    campaign.pause(PauseReason::People(Stop::Reports), NOW).unwrap();
    campaign.resume(NOW.plus_s(5)).unwrap();
    assert_eq!(campaign.state, CampaignState::Watching);
    assert_eq!(campaign.run.unwrap().watched_since, Some(NOW));
    campaign.next_stage(NOW.plus_s(9));
    let run = campaign.run.unwrap();
    assert_eq!((campaign.state, run.stage, run.watched_since), (CampaignState::Running, 1, None));
}

#[test]
fn what_is_over_stays_over() {
    for end in [CampaignState::Finished, CampaignState::Cancelled] {
        let mut over = rehearsed();
        over.begin(NOW);
        match end {
            CampaignState::Finished => over.finish(NOW.plus_s(3)),
            _ => over.cancel(NOW.plus_s(3)).unwrap(),
        }
        assert_eq!(over.run.unwrap().ended_at, Some(NOW.plus_s(3)));
        assert_eq!(over.next_at, None);
        assert_eq!(over.cancel(NOW), Err(NotNow::State(end)));
        assert_eq!(over.resume(NOW), Err(NotNow::State(end)));
        assert_eq!(over.start(NOW), Err(NotNow::State(end)));
        assert_eq!(over.pause(PauseReason::Business, NOW), Err(NotNow::State(end)));
    }
}

#[test]
fn a_rehearsal_that_was_changed_is_not_genuine() {
    let sealed = made(NOW);
    let key = crate::receipt::public_key(&[3; 32]);
    assert!(sealed.is_genuine(&key));
    let mut changed = sealed.clone();
    changed.is.goes += 1;
    assert!(!changed.is_genuine(&key));
    assert!(!sealed.is_genuine(&crate::receipt::public_key(&[4; 32])));
    assert!(!SealedRehearsal { signature: "?".to_owned(), ..sealed }.is_genuine(&key));
}

#[test]
fn the_roll_depends_on_who_in_which_order_and_on_what_was_foretold() {
    let roll = |people: &[(u64, Option<Refusal>)]| {
        let mut roll = Roll::default();
        for (wa_id, told) in people {
            roll.add(*wa_id, *told);
        }
        roll.digest()
    };
    let one = roll(&[(1, None), (2, None)]);
    assert_eq!(one.len(), 64);
    assert_eq!(one, roll(&[(1, None), (2, None)]));
    for other in [roll(&[(2, None), (1, None)]), roll(&[(1, None), (2, Some(Refusal::Expired))])] {
        assert_ne!(one, other);
    }
}

#[test]
fn a_campaign_takes_half_of_what_its_sender_may_send_or_less() {
    let limits =
        |period_us| Limits { throughput: Some(Rate { period_us, burst: 80 }), ..Limits::default() };
    assert_eq!(campaign().pace(&Limits::REAL), Some(40));
    assert_eq!(campaign().pace(&limits(1_000_000)), Some(1));
    assert_eq!(campaign().pace(&Limits::default()), None);
    let slow = Campaign { per_second: Some(5), ..campaign() };
    assert_eq!((slow.pace(&Limits::REAL), slow.pace(&Limits::default())), (Some(5), Some(5)));
    let greedy = Campaign { per_second: Some(500), ..campaign() };
    assert_eq!(greedy.pace(&Limits::REAL), Some(40));
}

#[test]
fn labels_are_short_and_plain() {
    for good in ["vip", "berlin-2026", "a", "x_1"] {
        assert!(is_label(good), "{good}");
    }
    for bad in ["", "VIP", "ä", "a b", &"x".repeat(41)] {
        assert!(!is_label(bad), "{bad}");
    }
}

#[test]
fn every_reason_has_a_name_and_a_sentence() {
    let people = [Stop::Reports, Stop::Answers].map(PauseReason::People);
    let refused = Refusal::ALL.iter().map(|one| PauseReason::Refused(*one));
    for reason in people.into_iter().chain(refused).chain([PauseReason::Business]) {
        assert!(reason.told().ends_with('.') && !reason.name().is_empty());
        let text = serde_json::to_string(&reason).unwrap();
        assert_eq!(serde_json::from_str::<PauseReason>(&text).unwrap(), reason);
    }
    for state in CampaignState::ALL {
        assert_eq!(serde_json::to_value(state).unwrap(), state.name());
    }
}

#[test]
fn a_document_of_a_campaign_is_read_back_as_it_was() {
    let mut campaign = rehearsed();
    campaign.start(NOW).unwrap();
    campaign.begin(NOW);
    let text = serde_json::to_string(&campaign).unwrap();
    assert_eq!(serde_json::from_str::<Campaign>(&text).unwrap(), campaign);
}
