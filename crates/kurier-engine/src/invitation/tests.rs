use super::*;

fn list(evidence: &str, topic: Option<&str>, lines: usize) -> List {
    List {
        purpose: Purpose::Marketing,
        topic: topic.map(str::to_owned),
        evidence: evidence.to_owned(),
        lines: vec!["+491701234567".to_owned(); lines],
    }
}

#[test]
fn a_list_says_where_its_people_agreed_and_is_bounded() {
    assert!(check(list("in the shop", Some("Shoes"), 1)).is_ok());
    assert!(check(list("in the shop", None, LINES_MAX)).is_ok());
    let long = "x".repeat(EVIDENCE_MAX + 1);
    for bad in [
        list("  ", None, 1),
        list(&long, None, 1),
        list("in the shop", None, 0),
        list("in the shop", None, LINES_MAX + 1),
        list("in the shop", Some("shop.example"), 1),
        list("in the shop", Some(""), 1),
    ] {
        assert!(check(bad).is_err());
    }
}

#[test]
fn a_line_is_a_number_or_an_id_of_the_pair() {
    assert!(matches!(address(" +49 170 1234567 "), Some(Recipient::Phone(_))));
    assert!(matches!(address("999123456789012"), Some(Recipient::WaId(_))));
    assert!(matches!(address("ZZ.aB3"), Some(Recipient::UserId(_))));
    for bad in ["", "0170 1234567", "Kim", "12"] {
        assert_eq!(address(bad), None, "{bad:?}");
    }
}
