use super::loose_rules;
use kurier_policy::rules::stop_words::StopWordsRule;

#[test]
fn a_rule_as_it_comes_is_not_shown_and_a_looser_one_is() {
    assert_eq!(loose_rules(StopWordsRule::DEFAULT), []);
    let deaf = StopWordsRule { typos: 0, ..StopWordsRule::DEFAULT };
    let shown = loose_rules(deaf);
    assert_eq!(shown.len(), 1);
    assert_eq!(shown[0].here["typos"], 0);
    assert_eq!(shown[0].default["typos"], 1);
}
