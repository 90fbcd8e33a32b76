//! Reading: descriptions, addresses that end, parts of files, and what browsers are told.

use super::*;

async fn address(stage: &Stage, id: &str) -> String {
    shown(stage, id).await["url"].as_str().unwrap().to_owned()
}

fn header<'a>(answer: &'a Response, name: &str) -> &'a str {
    answer.headers.get(name).map_or("", |value| value.to_str().unwrap())
}

#[tokio::test]
async fn an_address_needs_no_token_and_ends_after_five_minutes() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(500)).await;
    let url = address(&stage, &id).await;
    for headers in [
        &[][..],
        &[("authorization", "Bearer nonsense")],
        &[("host", "lookaside.fbsbx.com"), ("authorization", "OAuth x")],
    ] {
        let read = call(&stage, ("GET", &url, ""), headers, []).await;
        assert_eq!((read.status.as_u16(), read.body.len()), (200, 500), "{headers:?}");
    }
    stage.app.clock.advance_s(299);
    assert_eq!(call(&stage, ("GET", &url, ""), &[], []).await.status, 200);
    stage.app.clock.advance_s(1);
    assert_eq!(call(&stage, ("GET", &url, ""), &[], []).await.status, 404);
    let fresh = address(&stage, &id).await;
    assert_eq!(call(&stage, ("GET", &fresh, ""), &[], []).await.status, 200);
}

#[tokio::test]
async fn a_tampered_address_is_none() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(500)).await;
    let url = address(&stage, &id).await;
    let (base, token) = url.rsplit_once('/').unwrap();
    for place in 0..token.len() {
        let mut changed = token.as_bytes().to_vec();
        changed[place] = if changed[place] == b'A' { b'B' } else { b'A' };
        let changed = format!("{base}/{}", String::from_utf8(changed).unwrap());
        assert_eq!(call(&stage, ("GET", &changed, ""), &[], []).await.status, 404, "{place}");
    }
    for bad in [&token[1..], "AAAA", "%00", &"A".repeat(1_500)] {
        let answer = call(&stage, ("GET", &format!("{base}/{bad}"), ""), &[], []).await;
        assert_eq!(answer.status, 404, "{bad}");
    }
}

#[tokio::test]
async fn parts_of_a_file_are_read_and_its_head_alone() {
    let stage = Stage::start().await;
    let content: Vec<u8> = [b"ID3".to_vec(), (0..250).collect()].concat();
    let id = uploaded(&stage, "audio/mpeg", &content).await;
    let url = address(&stage, &id).await;
    let part = call(&stage, ("GET", &url, ""), &[("range", "bytes=100-109")], []).await;
    assert_eq!((part.status.as_u16(), &part.body[..]), (206, &content[100..110]));
    assert_eq!(header(&part, "content-range"), "bytes 100-109/253");
    assert_eq!(header(&part, "content-length"), "10");
    let tail = call(&stage, ("GET", &url, ""), &[("range", "bytes=-3")], []).await;
    assert_eq!(&tail.body[..], &content[250..]);
    let beyond = call(&stage, ("GET", &url, ""), &[("range", "bytes=253-")], []).await;
    assert_eq!((beyond.status.as_u16(), header(&beyond, "content-range")), (416, "bytes */253"));
    let tag = header(&part, "etag").to_owned();
    let ranged = [("range", "bytes=0-0"), ("if-range", tag.as_str())];
    assert_eq!(call(&stage, ("GET", &url, ""), &ranged, []).await.status, 206);
    let other = [("range", "bytes=0-0"), ("if-range", "\"other\"")];
    assert_eq!(call(&stage, ("GET", &url, ""), &other, []).await.status, 200);
    let head = call(&stage, ("HEAD", &url, ""), &[], []).await;
    assert_eq!((head.status.as_u16(), head.body.len()), (200, 0));
    assert_eq!(header(&head, "content-length"), "253");
    assert_eq!(header(&head, "accept-ranges"), "bytes");
}

#[tokio::test]
async fn nothing_uploaded_can_run_on_this_origin() {
    let stage = Stage::start().await;
    for (kind, content) in [
        ("text/html", b"<!doctype html><script>alert(1)</script>".as_slice()),
        ("image/svg+xml", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>"),
        ("application/javascript", b"alert(1)"),
        ("text/javascript", b"alert(1)"),
        ("text/css", b"body { display: none }"),
    ] {
        let id = uploaded(&stage, kind, content).await;
        let read = call(&stage, ("GET", &address(&stage, &id).await, ""), &[], []).await;
        assert_eq!(header(&read, "content-type"), "application/octet-stream");
        assert_eq!(shown(&stage, &id).await["mime_type"], kind);
        assert_eq!(header(&read, "x-content-type-options"), "nosniff");
        assert_eq!(header(&read, "content-security-policy"), "sandbox; default-src 'none'");
        let disposition = header(&read, "content-disposition");
        assert!(disposition.starts_with("attachment; filename=\"a file.x\""), "{disposition}");
    }
    for (kind, content) in [("text/plain", b"alert(1)".as_slice()), ("application/pdf", b"%PDF-1")]
    {
        let id = uploaded(&stage, kind, content).await;
        let read = call(&stage, ("GET", &address(&stage, &id).await, ""), &[], []).await;
        assert_eq!(header(&read, "content-type"), kind, "programs open it");
    }
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let read = call(&stage, ("GET", &address(&stage, &id).await, ""), &[], []).await;
    assert!(header(&read, "content-disposition").starts_with("inline"));
    assert_eq!(header(&read, "content-security-policy"), "sandbox; default-src 'none'");
}

#[tokio::test]
async fn phone_number_id_must_be_the_sender_it_came_through() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(90)).await;
    let with = |sender: &str| format!("/v23.0/{id}?phone_number_id={sender}");
    let right = stage.api.get(&with(&stage.shop.sender.id.to_string())).await.unwrap();
    assert_eq!(right.status, 200);
    let mut told = Vec::new();
    for wrong in [stage.rival.sender.id.to_string(), "123456789012345".to_owned(), "x".to_owned()] {
        for method in ["GET", "DELETE"] {
            let refused = call(&stage, (method, &with(&wrong), &stage.shop.token), &[], []).await;
            told.push(fault(&refused));
        }
    }
    assert!(told.iter().all(|it| it.0 == 400 && it.1 == 100 && *it == told[0]), "{told:?}");
    assert!(told[0].2.contains("phone_number_id"), "{told:?}");
    assert_eq!(stage.api.get(&with(&stage.shop.sender.id.to_string())).await.unwrap().status, 200);
}

#[tokio::test]
async fn anothers_file_answers_like_one_that_does_not_exist() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(90)).await;
    for method in ["GET", "DELETE", "POST"] {
        let mut told = Vec::new();
        for named in [id.as_str(), "123456789012345"] {
            let path = format!("/v23.0/{named}");
            let answer = call(&stage, (method, &path, &stage.rival.token), &[], []).await;
            let error = &json_of(&answer)["error"];
            assert_eq!((fault(&answer).1, &error["error_subcode"]), (100, &json!(33)));
            told.push(error["message"].as_str().unwrap().replace(named, "ID"));
        }
        assert_eq!(told[0], told[1], "{method}");
    }
    assert_eq!(shown(&stage, &id).await["id"], id.as_str());
}
