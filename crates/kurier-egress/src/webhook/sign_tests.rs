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
    let headers = signed_headers(body, secret, "evt_1_2", 1_700_000_000);
    let header = |name: &str| headers.get(name).unwrap().to_str().unwrap().to_owned();
    assert_eq!(header("content-type"), "application/json");
    assert_eq!(header("x-hub-signature-256"), hub_signature(body, secret));
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
        let headers = signed_headers(body, "secret", id, at);
        headers.get("webhook-signature").cloned()
    };
    let base = of(b"{}", "evt", 1);
    assert_ne!(of(b"{} ", "evt", 1), base);
    assert_ne!(of(b"{}", "evu", 1), base);
    assert_ne!(of(b"{}", "evt", 2), base);
    assert_eq!(of(b"{}", "evt", 1), base);
}
