use super::*;

fn small(regimes: &[&str]) -> Plan {
    Plan {
        first: 7,
        seeds: 1,
        people: 60,
        days: 4,
        regimes: regimes.iter().map(|name| Regime::named(name).unwrap()).collect(),
        threads: 2,
        parent: Plan::default_parent(),
    }
}

#[test]
fn a_seed_reproduces_its_run_exactly_and_another_seed_is_another_run() {
    let plan = small(&["kurier_open"]);
    let first = run(&plan, |_, _| {}).unwrap();
    assert_eq!(first, run(&plan, |_, _| {}).unwrap());
    assert!(first.iter().all(|done| done.counts.delivered > 0));
    let other = run(&Plan { first: 8, ..plan }, |_, _| {}).unwrap();
    assert_ne!(first[0].counts, other[0].counts);
}

#[test]
fn a_world_in_which_many_messages_wait_at_once_goes_the_same_way_again() {
    let plan = Plan { people: 600, days: 2, ..small(&["kurier_open"]) };
    let first = run(&plan, |_, _| {}).unwrap();
    assert_eq!(first, run(&plan, |_, _| {}).unwrap());
    assert!(first.iter().all(|done| done.counts.course > 0));
}

#[test]
fn nobody_is_reached_without_a_permission_in_any_regime() {
    let mut plan = small(&[]);
    plan.regimes = Regime::ALL.to_vec();
    for done in run(&plan, |_, _| {}).unwrap() {
        assert_eq!(done.counts.without_ground, 0, "{}", done.regime.name);
        assert!(done.counts.notices_asked > 0, "{}", done.regime.name);
    }
}

#[test]
fn spammers_reach_more_people_where_their_word_is_taken_for_a_permission() {
    let plan = Plan { people: 400, days: 15, seeds: 3, ..small(&["open", "kurier_open"]) };
    let (mut open, mut kurier) = (0, 0);
    for done in run(&plan, |_, _| {}).unwrap() {
        let sum = if done.regime.name == "open" { &mut open } else { &mut kurier };
        *sum += done.counts.spam;
    }
    assert!(open > kurier, "{open} {kurier}");
}
