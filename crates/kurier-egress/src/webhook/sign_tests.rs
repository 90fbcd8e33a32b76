use super::*;

#[test]
fn signs_as_the_published_test_vector_says() {
    // RFC 4231, test case 2.
    let tag = "5bdcc146bf60754e6a042426089575c75a003f089d2739839dec58b964ec3843";
    assert_eq!(hub_signature(b"what do ya want for nothing?", "Jefe"), format!("sha256={tag}"));
}

#[test]
fn a_delivery_carries_both_forms_of_signature_over_the_same_bytes() {
    let (secret, body) = ("0123456789abcdef0123456789abcdef", br#"{"object":"x"}"#);
    let headers = signed_headers(body, &[secret], "evt_1_2", 1_700_000_000);
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("x-hub-signature-256"), hub_signature(body, secret));
    assert_eq!(header("x-hub-signature"), legacy_hub_signature(body, secret));
    assert_eq!(header("webhook-id"), "evt_1_2");
    assert_eq!(header("webhook-timestamp"), "1700000000");
    // A receiver's way: key from the whsec_ text, signed text put together anew.
    let key = STANDARD.decode(standard_secret(secret).strip_prefix("whsec_").unwrap()).unwrap();
    let signed = [b"evt_1_2.1700000000.".as_slice(), body].concat();
    let expected = STANDARD.encode(hmac_sha256(&key, &[&signed]));
    assert_eq!(header("webhook-signature"), format!("v1,{expected}"));
}

#[test]
fn the_signature_follows_every_byte() {
    let of = |body: &[u8], id: &str, at| {
        let headers = signed_headers(body, &["secret"], id, at);
        headers.get("webhook-signature").cloned()
    };
    let base = of(b"{}", "evt", 1);
    assert_ne!(of(b"{} ", "evt", 1), base);
    assert_ne!(of(b"{}", "evu", 1), base);
    assert_ne!(of(b"{}", "evt", 2), base);
    assert_eq!(of(b"{}", "evt", 1), base);
}

#[test]
fn the_legacy_signature_is_as_the_published_test_vectors_say() {
    // RFC 2202, test case 2 of HMAC-SHA-1.
    let tag = "effcdf6ae5eb2fa2d27416d5f184df9c259a7c79";
    let signed = legacy_hub_signature(b"what do ya want for nothing?", "Jefe");
    assert_eq!(signed, format!("sha1={tag}"));
    // Test case 6: a key longer than a block. 80 bytes of 0xaa are no text; the key goes in as bytes.
    let tag =
        hex("", &hmac_sha1(&[0xaa; 80], b"Test Using Larger Than Block-Size Key - Hash Key First"));
    assert_eq!(tag, "aa4ae5e15272d00e95705637ce8a3b55ed402112");
}

#[test]
fn while_a_secret_changes_both_sign_in_the_form_that_has_room_for_two() {
    let (own, second) = ("own-secret-of-24-letters", "next-secret-of-24-letter");
    let headers = signed_headers(b"{}", &[own, second], "evt_1_2", 7);
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    let (one, two) = (
        standard_signature(b"{}", own, "evt_1_2", 7),
        standard_signature(b"{}", second, "evt_1_2", 7),
    );
    assert_eq!(header("webhook-signature"), format!("{one} {two}"));
    assert_eq!(header("x-hub-signature-256"), hub_signature(b"{}", own));
}

#[test]
fn the_standard_signature_is_as_the_reference_libraries_make_it() {
    // The vector of the reference libraries of Standard Webhooks.
    let key = STANDARD.decode("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").unwrap();
    let body = br#"{"test": 2432232314}"#;
    let signed = of_key(body, &key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330);
    assert_eq!(signed, "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}
