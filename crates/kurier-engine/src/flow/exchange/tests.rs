use super::*;
use kurier_policy::flow::validate;

const KEY: &str = "-----BEGIN PUBLIC KEY-----
MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEAv1tH8houe+25PTjB8+ge
lN16OKa3CGfBlGVn3n9FEpJOVtJsQB+sx4YgaRRPwazQE3PxhQBpIUXpe16h6w3b
ObGZdml+fQDc8Q80oT630NnYfImcSmNHC3WtoP2XfXuf+yKhJGK/KXyqFkv8ga8U
c8DB2vZYzRP2Do8rPOWmqhxQxqJwBLRQh+PeDoYWGfbhIvlAv+D7s6grI2aHUKSl
WMpOMgg6fmw/VvJVryPpMbF2WPS4qgb4MgIr/6374yibRRbsABOwpmkaAlTv1A7P
xYVouEGlBmbYqQmKMA2PNk1SM+ArzHZmQ2cbWorkFjJP15RAv3ps3GWiuysWJb1G
cwIDAQAB
-----END PUBLIC KEY-----
";

/// Counts upwards: what is drawn is known.
struct Counted;

impl crate::entropy::Entropy for Counted {
    fn fill(&self, buffer: &mut [u8]) {
        for (byte, value) in buffer.iter_mut().zip(1..) {
            *byte = value;
        }
    }
}

#[test]
fn only_an_rsa_key_of_2048_bits_in_pem_is_read() {
    assert!(key::read(KEY).is_some());
    assert!(key::read(&KEY.replace('\n', "\r\n")).is_some());
    let cut = KEY.replace("cwIDAQAB", "cwIDAQ==");
    let curve = "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAGb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=\n-----END PUBLIC KEY-----";
    let private = KEY.replace("PUBLIC", "PRIVATE");
    for wrong in ["", "x", &cut, curve, &private, &KEY.replace("MIIBIj", "MIIBIk")] {
        assert!(key::read(wrong).is_none(), "{wrong}");
    }
}

#[test]
fn an_answer_is_opened_with_the_key_of_its_request_and_the_turned_vector_alone() {
    let seal = Seal::new(&Counted);
    let to = key::read(KEY).unwrap();
    let body = seal.close(&json!({ "action": "ping" }), &to, &Counted).unwrap();
    assert_eq!(body["initial_vector"], "AQIDBAUGBwgJCgsMDQ4PEA==");
    let sealed = body["encrypted_flow_data"].as_str().unwrap();
    assert!(seal.open(sealed.as_bytes()).is_none(), "the vector of an answer is turned");
    // Made with `cryptography` of Python from the same key and vector, as the contract's example does.
    let answer = b"p7FFxhxJOoWZFXDg6y4HmOyUdobnBuySWVQpvjpvrey2T2pf5W7XCae2bbA=";
    let opened = seal.open(answer);
    assert_eq!(opened, Some(json!({ "data": { "status": "active" } })));
    assert!(seal.open(b"AAAA").is_none());
}

fn form() -> kurier_policy::flow::Definition {
    let text = json!({ "version": "7.3", "screens": [{ "id": "ASK", "title": "T", "terminal": true,
        "layout": { "type": "SingleColumnLayout", "children": [
            { "type": "Footer", "label": "Go", "on-click-action": { "name": "complete", "payload": {} } } ] } }] });
    validate(&text.to_string()).unwrap()
}

#[test]
fn an_answer_names_a_screen_of_the_form_or_its_end() {
    let read = |answer: Value| answer::read(&answer, &form());
    let next =
        read(json!({ "screen": "ASK", "data": { "day": 1, "error_message": "Full\u{7}." } }));
    let Ok(Exchanged::Screen { screen, data, error }) = next else { panic!("{next:?}") };
    assert_eq!((screen.as_str(), &data["day"]), ("ASK", &json!(1)));
    assert_eq!(error.as_deref(), Some("Full."));
    let params =
        json!({ "extension_message_response": { "params": { "flow_token": "t", "a": 1 } } });
    let Ok(Exchanged::Done(done)) = read(json!({ "screen": "SUCCESS", "data": params })) else {
        panic!("not done")
    };
    assert_eq!(Value::Object(done), json!({ "flow_token": "t", "a": 1 }));
    for wrong in [
        json!({}),
        json!({ "screen": "OTHER", "data": {} }),
        json!({ "screen": "ASK", "data": [] }),
    ] {
        assert!(matches!(read(wrong), Err(ExchangeFault::Unreadable(_))));
    }
}

#[test]
fn a_business_that_ends_a_token_says_why() {
    let ended = answer::ended(Some(&json!({ "error_msg": "This order was cancelled." })));
    assert!(matches!(ended, ExchangeFault::Ended(said) if said == "This order was cancelled."));
    assert!(matches!(answer::ended(None), ExchangeFault::Unreadable(_)));
}
