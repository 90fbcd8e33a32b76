use super::*;

fn with(value: &'static str) -> i64 {
    freshness(&HeaderMap::from_iter([(header::CACHE_CONTROL, HeaderValue::from_static(value))]))
}

#[test]
fn the_other_end_says_how_long_an_answer_holds() {
    assert_eq!(freshness(&HeaderMap::new()), 600);
    assert_eq!(with("public, max-age=60"), 60);
    assert_eq!(with("max-age=99999999"), DAY_S);
    assert_eq!(with("max-age=-5"), 0);
    assert_eq!(with("max-age=soon"), 600);
    assert_eq!(with("No-Cache, max-age=60"), 0);
    assert_eq!(with("max-age=60, no-store"), 0);
}

#[test]
fn the_last_part_of_the_path_names_the_file() {
    assert_eq!(
        last_segment("https://a.example/x/Plan%20B.pdf?sig=/1#t").as_deref(),
        Some("Plan B.pdf")
    );
    for none in ["https://a.example", "https://a.example/", "https://a.example/x/", "nonsense"] {
        assert_eq!(last_segment(none), None, "{none}");
    }
}

#[test]
fn gates_are_forgotten_when_nobody_stands_at_them() {
    let gates = Mutex::default();
    let one = gate(&gates, 1, 3);
    assert!(Arc::ptr_eq(&one, &gate(&gates, 1, 3)));
    drop(one);
    let other = gate(&gates, 2, 3);
    assert_eq!(gates.lock().unwrap().len(), 1);
    drop(other);
}
