//! Files of people: what they upload, what they may see.

use super::*;
use crate::stage::Someone;
use kurier_policy::id::MediaId;
use kurier_policy::media::Quota;
use kurier_store::record::MediaOwner;

pub(super) async fn take(stage: &Stage, by: &Someone, kind: &str, content: &[u8]) -> Response {
    let path = "/people/v1/media?name=Urlaub%20am%20Meer.jpg";
    call(stage, ("POST", path, &by.session), &[("content-type", kind)], content).await
}

pub(super) async fn get(stage: &Stage, by: &Someone, path: &str) -> Response {
    call(stage, ("GET", &format!("/people/v1/media/{path}"), &by.session), &[], []).await
}

#[tokio::test]
async fn she_uploads_a_picture_and_sees_it_and_nobody_else_does() {
    let stage = Stage::start().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    let taken = json_of(&take(&stage, &kim, "image/jpeg", &photo()).await);
    let id = taken["id"].as_str().unwrap();
    let wanted = json!({ "id": id, "kind": "image", "mime_type": "image/jpeg",
        "bytes": taken["bytes"], "thumbnail": true });
    assert_eq!(taken, wanted);
    let seen = get(&stage, &kim, id).await;
    assert_eq!(
        (seen.status.as_u16(), taken["bytes"].as_u64()),
        (200, Some(seen.body.len() as u64))
    );
    assert!(!String::from_utf8_lossy(&seen.body).contains("Secret"));
    let disposition = seen.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.ends_with("filename*=UTF-8''Urlaub%20am%20Meer.jpg"), "{disposition}");
    let renamed = get(&stage, &kim, &format!("{id}?name=Boarding%20pass%22.pdf")).await;
    let disposition = renamed.headers["content-disposition"].to_str().unwrap();
    assert!(disposition.contains("filename=\"Boarding pass_.pdf\""), "{disposition}");
    let missing = get(&stage, &lee, "123456789012345").await;
    for path in [id.to_owned(), format!("{id}/thumbnail")] {
        let hidden = get(&stage, &lee, &path).await;
        assert_eq!((hidden.status, &hidden.body), (missing.status, &missing.body), "{path}");
        let nobody = call(&stage, ("GET", &format!("/people/v1/media/{path}"), ""), &[], []).await;
        assert_eq!(nobody.status, 401);
    }
    // The business has not been sent it.
    assert_eq!(stage.api.get(&format!("/v23.0/{id}")).await.unwrap().status, 400);
}

#[tokio::test]
async fn a_small_picture_stands_upright() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let taken = json_of(&take(&stage, &kim, "image/jpeg", &photo()).await);
    let small = get(&stage, &kim, &format!("{}/thumbnail", taken["id"].as_str().unwrap())).await;
    assert_eq!(small.headers["content-type"], "image/jpeg");
    let small = image::load_from_memory(&small.body).unwrap().to_rgb8();
    assert_eq!((small.width(), small.height()), (200, 320), "turned by a quarter");
    let (top, bottom) = (small.get_pixel(100, 20).0, small.get_pixel(100, 300).0);
    assert!(top[0] > 200 && top[2] < 60 && bottom[0] < 60 && bottom[2] > 200, "{top:?} {bottom:?}");
    let sound = json_of(&take(&stage, &kim, "audio/mpeg", &sound(90)).await);
    let none = get(&stage, &kim, &format!("{}/thumbnail", sound["id"].as_str().unwrap())).await;
    assert_eq!(none.status, 404);
}

#[tokio::test]
async fn what_a_business_sent_her_is_hers_to_see() {
    let stage = Stage::start().await;
    let (kim, lee) = (stage.friend("Kim").await, stage.friend("Lee").await);
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    assert_eq!(get(&stage, &kim, &id).await.status, 404);
    let owner = MediaOwner::Business(stage.shop.business.id);
    let media: MediaId = id.parse().unwrap();
    stage.app.engine().store().grant_media(kim.id, owner, media).await.unwrap();
    let seen = get(&stage, &kim, &id).await;
    assert_eq!(seen.status, 200);
    assert_eq!(get(&stage, &lee, &id).await.status, 404);
    let range = [("range", "bytes=0-1")];
    let path = format!("/people/v1/media/{id}");
    let part = call(&stage, ("GET", &path, &kim.session), &range, []).await;
    assert_eq!((part.status.as_u16(), &part.body[..]), (206, &[0xff, 0xd8][..]));
}

#[tokio::test]
async fn a_business_gets_her_file_under_an_id_of_its_own() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let taken = json_of(&take(&stage, &kim, "image/jpeg", &photo()).await);
    let hers: MediaId = taken["id"].as_str().unwrap().parse().unwrap();
    let library = &stage.app.app.media;
    let mut ids = Vec::new();
    for business in [&stage.shop, &stage.rival] {
        let to = (business.business.id, business.sender.id);
        ids.push(library.hand_to_business(kim.id, hers, to).await.unwrap().id);
    }
    assert!(ids[0] != ids[1] && !ids.contains(&hers), "{ids:?}");
    let node = shown(&stage, &ids[0].to_string()).await;
    let read = call(&stage, ("GET", node["url"].as_str().unwrap(), ""), &[], []).await;
    assert_eq!(read.body.len() as u64, taken["bytes"].as_u64().unwrap());
    let others = stage.rival_api.get(&format!("/v23.0/{}", ids[0])).await.unwrap();
    assert_eq!(others.status, 400);
    // The file stays while anybody has it.
    let path = format!("/v23.0/{}", ids[0]);
    call(&stage, ("DELETE", &path, &stage.shop.token), &[], []).await;
    assert_eq!(get(&stage, &kim, &hers.to_string()).await.status, 200);
    stage.app.clock.advance_s(7 * 86_400);
    let late = stage.rival_api.get(&format!("/v23.0/{}", ids[1])).await.unwrap();
    assert_eq!(late.status, 400, "seven days");
}

#[tokio::test]
async fn another_page_cannot_upload_in_her_name() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let cookie = format!("kurier_session={}", kim.session);
    let path = "/people/v1/media";
    let content = sound(90);
    for (origin, status) in
        [("https://evil.example", 403), ("null", 403), (stage.app.base.as_str(), 200)]
    {
        let headers =
            [("cookie", cookie.as_str()), ("origin", origin), ("content-type", "audio/mpeg")];
        let answer = call(&stage, ("POST", path, ""), &headers, content.clone()).await;
        assert_eq!(answer.status, status, "{origin}");
    }
    let nobody = call(&stage, ("POST", path, "nonsense"), &[], content).await;
    assert_eq!(nobody.status, 401);
}

#[tokio::test]
async fn her_browser_asks_for_the_head_of_a_file_as_for_the_file() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let taken = json_of(&take(&stage, &kim, "audio/mpeg", &sound(90)).await);
    let path = format!("/people/v1/media/{}", taken["id"].as_str().unwrap());
    let cookie = format!("kurier_session={}", kim.session);
    for method in ["GET", "HEAD"] {
        let answer = call(&stage, (method, &path, ""), &[("cookie", &cookie)], []).await;
        assert_eq!(answer.status, 200, "{method}: it changes nothing, so no origin is needed");
        assert_eq!(answer.headers["content-length"], "90", "{method}");
    }
}

#[tokio::test]
async fn her_files_have_the_same_limits() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let code = |answer: &Response| json_of(answer)["error"]["code"].as_str().unwrap().to_owned();
    let huge = take(&stage, &kim, "audio/mpeg", &sound(16 * 1024 * 1024 + 1)).await;
    assert_eq!((huge.status.as_u16(), code(&huge).as_str()), (413, "media_too_large"));
    let lie = take(&stage, &kim, "application/pdf", &photo()).await;
    assert_eq!((lie.status.as_u16(), code(&lie).as_str()), (422, "media_unfit"));
    let empty = take(&stage, &kim, "image/png", b"").await;
    assert_eq!(code(&empty), "media_unfit");
    stage.app.app.media.set_quota(Quota { person_bytes: 100, ..Quota::STANDARD });
    assert_eq!(take(&stage, &kim, "audio/mpeg", &sound(90)).await.status, 200);
    let more = take(&stage, &kim, "audio/mpeg", &sound(20)).await;
    assert_eq!((more.status.as_u16(), code(&more).as_str()), (422, "media_unfit"));
}

#[tokio::test]
async fn what_she_sends_comes_through_the_sender_that_wrote_to_her() {
    let stage = Stage::start().await;
    let kim = stage.friend("Kim").await;
    let second = crate::sender_steps::ready(&stage).await;
    let hi = crate::stage::text(&kim.wa_id, "Hi");
    stage.api.post(&format!("/v23.0/{second}/messages"), &hi).await.unwrap().ok().unwrap();
    let taken = json_of(&take(&stage, &kim, "audio/mpeg", &sound(90)).await);
    let file = json!({ "id": taken["id"], "kind": "audio" });
    stage.act(&kim, "say", json!({ "media": file })).await.ok().unwrap();
    let seen = stage.inbox(&kim).await;
    let id = seen.last().unwrap()["content"]["file"]["id"].to_string();
    let with = |sender: &str| format!("/v23.0/{id}?phone_number_id={sender}");
    stage.api.get(&with(&second)).await.unwrap().ok().unwrap();
    let first = stage.api.get(&with(&stage.shop.sender.id.to_string())).await.unwrap();
    assert_eq!(first.status, 400, "{}", first.text);
}
