//! Files: records, places, grants, links, uploads.

use super::StoreFactory;
use super::world::{START, World, accepted, id, person};
use crate::port::StoreError;
use crate::record::{
    Admission, Admitted, BlobName, Media, MediaLink, MediaOwner, MediaShare, Upload, UploadPart,
};
use kurier_policy::content::{Content, MediaMessage};
use kurier_policy::id::{BusinessId, MediaId, PersonId, SenderId};
use kurier_policy::media::MediaKind;
use kurier_policy::outbound::{Draft, MediaDraft};
use kurier_policy::time::DAY_S;

fn blob(n: u64) -> BlobName {
    BlobName::make(START, n)
}

fn file(owner: MediaOwner, n: i64) -> Media {
    Media {
        id: MediaId(id(n)),
        owner,
        sender: Some(SenderId(id(3))),
        kind: MediaKind::Image,
        mime: "image/jpeg".to_owned(),
        sha256: [n.to_le_bytes()[0]; 32],
        bytes: 5_000,
        blob: blob(n.unsigned_abs()),
        file_name: Some("Ümläut \"x\".jpg".to_owned()),
        thumbnail: true,
        created_at: START,
        expires_at: START.plus_s(30 * DAY_S),
    }
}

fn business() -> MediaOwner {
    MediaOwner::Business(BusinessId(id(1)))
}

/// A file of the person and one of the business.
pub fn of_a_day(person: PersonId, business: BusinessId) -> (Media, Media) {
    let sent = Media { sender: None, file_name: None, ..file(MediaOwner::Business(business), 702) };
    (file(MediaOwner::Person(person), 701), sent)
}

const MISSING: StoreError = StoreError::NotFound("media");

pub async fn a_file_is_found_by_its_owner_only(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let kept = file(business(), 501);
    world.store.put_media(kept.clone()).await.unwrap();
    assert_eq!(world.store.media(business(), kept.id).await, Ok(kept.clone()));
    let again = world.store.put_media(kept.clone()).await;
    assert_eq!(again, Err(StoreError::Conflict("media")));
    let other = MediaOwner::Business(BusinessId(id(31)));
    assert_eq!(world.store.media(other, kept.id).await, Err(MISSING));
    assert_eq!(world.store.delete_media(other, kept.id).await, Err(MISSING));
    let world = world.reopen(factory).await;
    assert_eq!(world.store.media(business(), kept.id).await, Ok(kept));
}

pub async fn a_place_comes_free_with_the_last_file_there(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let hers = file(MediaOwner::Person(world.person), 501);
    world.store.put_media(hers.clone()).await.unwrap();
    let share = MediaShare {
        owner: business(),
        id: MediaId(id(502)),
        sender: None,
        expires_at: START.plus_s(7 * DAY_S),
    };
    let now = START.plus_s(9);
    let copy = world.store.share_media(hers.owner, hers.id, share, now).await.unwrap();
    assert_eq!((copy.id, copy.owner, copy.sender), (share.id, business(), None));
    assert_eq!((copy.created_at, copy.expires_at), (now, share.expires_at));
    assert_eq!((&copy.blob, copy.sha256), (&hers.blob, hers.sha256));
    assert_eq!(world.store.media(business(), copy.id).await, Ok(copy.clone()));
    let places = vec![hers.blob.clone(), blob(999)];
    assert_eq!(world.store.blobs_in_use(places.clone()).await, Ok(vec![true, false]));
    assert_eq!(world.store.delete_media(hers.owner, hers.id).await, Ok(None));
    assert_eq!(world.store.blobs_in_use(places.clone()).await, Ok(vec![true, false]));
    let last = world.store.delete_media(business(), copy.id).await;
    assert_eq!(last, Ok(Some(hers.blob.clone())));
    assert_eq!(world.store.blobs_in_use(places).await, Ok(vec![false, false]));
    let gone = world.store.share_media(hers.owner, hers.id, share, now).await;
    assert_eq!(gone, Err(MISSING));
    assert_eq!(world.store.delete_media(business(), copy.id).await, Err(MISSING));
}

pub async fn files_expire_in_order(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    for (n, days) in [(501, 30), (502, 7), (503, 20)] {
        let expires_at = START.plus_s(days * DAY_S);
        world.store.put_media(Media { expires_at, ..file(business(), n) }).await.unwrap();
    }
    let at = START.plus_s(20 * DAY_S);
    let ids = |found: Vec<Media>| found.iter().map(|it| it.id.0 - id(0)).collect::<Vec<_>>();
    assert_eq!(ids(world.store.expired_media(at, 10).await.unwrap()), [502, 503]);
    assert_eq!(ids(world.store.expired_media(at, 1).await.unwrap()), [502]);
    let until = START.plus_s(40 * DAY_S);
    world.store.extend_media(business(), MediaId(id(502)), until).await.unwrap();
    world.store.extend_media(business(), MediaId(id(502)), START).await.unwrap();
    assert_eq!(ids(world.store.expired_media(at, 10).await.unwrap()), [503]);
    assert_eq!(world.store.media(business(), MediaId(id(502))).await.unwrap().expires_at, until);
    let nothing = world.store.extend_media(business(), MediaId(id(509)), until).await;
    assert_eq!(nothing, Err(MISSING));
}

pub async fn a_file_that_was_given_more_time_does_not_expire(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let kept = file(business(), 501);
    world.store.put_media(kept.clone()).await.unwrap();
    let over = kept.expires_at;
    let until = over.plus_s(DAY_S);
    world.store.extend_media(business(), kept.id, until).await.unwrap();
    assert_eq!(world.store.expire_media(business(), kept.id, over).await, Err(MISSING));
    assert_eq!(world.store.media(business(), kept.id).await.unwrap().expires_at, until);
    let gone = world.store.expire_media(business(), kept.id, until).await;
    assert_eq!(gone, Ok(Some(kept.blob)));
    assert_eq!(world.store.media(business(), kept.id).await, Err(MISSING));
}

pub async fn what_an_owner_keeps_is_counted_once_a_place(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let store = &world.store;
    assert_eq!(store.bytes_of(business()).await, Ok(0));
    for n in [501, 502] {
        store.put_media(file(business(), n)).await.unwrap();
    }
    assert_eq!(store.bytes_of(business()).await, Ok(10_000));
    let same_place = Media { id: MediaId(id(503)), ..file(business(), 501) };
    store.put_media(same_place).await.unwrap();
    store.put_media(file(MediaOwner::Person(world.person), 504)).await.unwrap();
    assert_eq!(store.bytes_of(business()).await, Ok(10_000));
    store.delete_media(business(), MediaId(id(502))).await.unwrap();
    assert_eq!(store.bytes_of(business()).await, Ok(5_000));
    assert_eq!(store.bytes_of(MediaOwner::Person(world.person)).await, Ok(5_000));
}

pub async fn a_person_sees_her_own_files_and_those_she_was_granted(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (someone, device) = person(51);
    let other = someone.id;
    world.store.create_person(someone, device).await.unwrap();
    let hers = file(MediaOwner::Person(world.person), 501);
    let sent = file(business(), 502);
    for kept in [&hers, &sent] {
        world.store.put_media(kept.clone()).await.unwrap();
    }
    let sees = async |who: PersonId, what: &Media| world.store.visible_media(who, what.id).await;
    assert_eq!(sees(world.person, &hers).await, Ok(hers.clone()));
    assert_eq!(sees(other, &hers).await, Err(MISSING));
    assert_eq!(sees(world.person, &sent).await, Err(MISSING));
    for _ in 0..2 {
        world.store.grant_media(world.person, business(), sent.id).await.unwrap();
    }
    assert_eq!(sees(world.person, &sent).await, Ok(sent.clone()));
    assert_eq!(sees(other, &sent).await, Err(MISSING));
    let nothing = world.store.grant_media(other, business(), hers.id).await;
    assert_eq!(nothing, Err(MISSING), "nobody can be granted what the owner has not");

    let world = world.reopen(factory).await;
    assert_eq!(world.store.forget_grants(START, 10).await, Ok(0));
    assert_eq!(world.store.visible_media(world.person, sent.id).await, Ok(sent.clone()));
    assert_eq!(world.store.forget_grants(sent.expires_at, 10).await, Ok(1));
    assert_eq!(world.store.visible_media(world.person, sent.id).await, Err(MISSING));
}

pub async fn a_person_sees_the_files_of_her_messages_and_nobody_elses(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (photo, header) = (file(business(), 502), file(business(), 503));
    for kept in [&photo, &header] {
        world.store.put_media(kept.clone()).await.unwrap();
    }
    world.relation().await;
    world.say("Hello", "1").await;
    let kind = MediaKind::Image;
    let image = Draft::Media(MediaDraft { kind, caption: None, filename: None, voice: false });
    let mut outbound = world.outbound(image).await;
    outbound.files = vec![photo.attached(kind)];
    // Twice in one batch: the same grant, once.
    let twice = vec![
        Admission { outbound: outbound.clone(), idempotency: None, held: None },
        Admission { outbound, idempotency: None, held: None },
    ];
    for admitted in world.store.admit_batch(twice, world.now()).await.unwrap() {
        accepted(&admitted);
    }
    assert_eq!(world.store.visible_media(world.person, photo.id).await, Ok(photo.clone()));
    assert_eq!(world.store.visible_media(world.person, header.id).await, Err(MISSING));
    let hers = MediaMessage { file: header.attached(kind), caption: None, voice: false };
    world.receive(Content::Media(hers), None, "2").await;
    assert_eq!(world.store.visible_media(world.person, header.id).await, Ok(header));
    let other = world.another_person(51).await;
    assert_eq!(world.store.visible_media(other, photo.id).await, Err(MISSING));
}

pub async fn a_refused_message_shows_no_file(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let photo = file(business(), 502);
    world.store.put_media(photo.clone()).await.unwrap();
    let kind = MediaKind::Image;
    let image = Draft::Media(MediaDraft { kind, caption: None, filename: None, voice: false });
    let mut outbound = world.outbound(image).await;
    outbound.files = vec![photo.attached(kind)];
    let admitted = world.admit(outbound).await;
    assert!(matches!(admitted, Admitted::FailedLater { .. }), "no window is open: {admitted:?}");
    assert_eq!(world.store.visible_media(world.person, photo.id).await, Err(MISSING));
}

pub async fn what_a_person_was_granted_can_be_taken_back(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let other = world.another_person(51).await;
    let sent = file(business(), 502);
    world.store.put_media(sent.clone()).await.unwrap();
    for person in [world.person, other] {
        world.store.grant_media(person, business(), sent.id).await.unwrap();
    }
    for _ in 0..2 {
        world.store.revoke_media(world.person, business(), sent.id).await.unwrap();
    }
    assert_eq!(world.store.visible_media(world.person, sent.id).await, Err(MISSING));
    assert_eq!(world.store.visible_media(other, sent.id).await, Ok(sent));
}

pub async fn a_grant_lives_as_long_as_its_file(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let sent = file(business(), 502);
    world.store.put_media(sent.clone()).await.unwrap();
    world.store.grant_media(world.person, business(), sent.id).await.unwrap();
    let until = sent.expires_at.plus_s(DAY_S);
    world.store.extend_media(business(), sent.id, until).await.unwrap();
    assert_eq!(world.store.forget_grants(sent.expires_at, 10).await, Ok(0), "it follows its file");
    world.store.grant_media(world.person, business(), sent.id).await.unwrap();
    assert_eq!(world.store.forget_grants(sent.expires_at, 10).await, Ok(0));
    assert!(world.store.visible_media(world.person, sent.id).await.is_ok());
    world.store.delete_media(business(), sent.id).await.unwrap();
    assert_eq!(world.store.visible_media(world.person, sent.id).await, Err(MISSING));
}

pub async fn a_link_remembers_what_it_brought_last(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let nothing = Err(StoreError::NotFound("link"));
    assert_eq!(world.store.media_link(world.business, [1; 32]).await, nothing);
    world.store.put_media(file(business(), 501)).await.unwrap();
    let first = MediaLink {
        business: world.business,
        url_hash: [1; 32],
        media: MediaId(id(501)),
        fresh_until: START,
        etag: Some("\"a\"".to_owned()),
        last_modified: None,
    };
    world.store.put_media_link(first.clone()).await.unwrap();
    assert_eq!(world.store.media_link(world.business, [1; 32]).await, Ok(first.clone()));
    let later = MediaLink { fresh_until: START.plus_s(600), etag: None, ..first };
    world.store.put_media_link(later.clone()).await.unwrap();
    assert_eq!(world.store.media_link(world.business, [1; 32]).await, Ok(later));
    assert_eq!(world.store.media_link(BusinessId(id(31)), [1; 32]).await, nothing);
    world.store.delete_media(business(), MediaId(id(501))).await.unwrap();
    assert_eq!(world.store.media_link(world.business, [1; 32]).await, nothing);
}

fn upload(n: i64) -> Upload {
    Upload {
        business: BusinessId(id(1)),
        id: MediaId(id(n)),
        file_name: "plan.pdf".to_owned(),
        file_type: "application/pdf".to_owned(),
        file_length: 10,
        parts: Vec::new(),
        media: None,
        expires_at: START.plus_s(DAY_S),
    }
}

fn part(at_byte: u64, bytes: u64, n: u64) -> UploadPart {
    UploadPart { at_byte, bytes, blob: blob(n) }
}

pub async fn a_business_has_so_many_uploads_at_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let begin = async |n: i64, at| world.store.begin_upload(upload(n), 2, at).await;
    let full = Err(StoreError::Conflict("too many uploads"));
    begin(601, START).await.unwrap();
    begin(602, START).await.unwrap();
    assert_eq!(begin(603, START).await, full);
    let theirs = Upload { business: BusinessId(id(31)), ..upload(603) };
    assert_eq!(world.store.begin_upload(theirs, 2, START).await, Ok(()), "each has its own");
    let (of, is) = (world.business, MediaId(id(601)));
    world.store.add_part(of, is, part(0, 10, 1), START).await.unwrap();
    world.store.finish_upload(of, is, file(business(), 501)).await.unwrap();
    begin(603, START).await.unwrap();
    assert_eq!(begin(604, START).await, full);
    begin(604, upload(602).expires_at).await.unwrap();
}

pub async fn an_upload_grows_without_gaps(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (of, is) = (world.business, MediaId(id(601)));
    world.store.begin_upload(upload(601), 100, START).await.unwrap();
    assert_eq!(world.store.upload(of, is).await, Ok(upload(601)));
    let moved = Err(StoreError::Conflict("upload moved on"));
    assert_eq!(world.store.add_part(of, is, part(4, 6, 2), START).await, moved);
    assert_eq!(world.store.add_part(of, is, part(0, 4, 1), START).await, Ok(4));
    assert_eq!(world.store.add_part(of, is, part(0, 4, 3), START).await, moved);
    let world = world.reopen(factory).await;
    assert_eq!(world.store.add_part(of, is, part(4, 6, 2), START).await, Ok(10));
    let grown = world.store.upload(of, is).await.unwrap();
    assert_eq!((grown.received(), grown.parts), (10, vec![part(0, 4, 1), part(4, 6, 2)]));
    assert_eq!(world.store.blobs_in_use(vec![blob(1), blob(3)]).await, Ok(vec![true, false]));
    let other = world.store.upload(BusinessId(id(31)), is).await;
    assert_eq!(other, Err(StoreError::NotFound("upload")));
}

pub async fn an_upload_is_finished_once(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    let (of, is) = (world.business, MediaId(id(601)));
    world.store.begin_upload(upload(601), 100, START).await.unwrap();
    world.store.add_part(of, is, part(0, 10, 1), START).await.unwrap();
    let media = file(business(), 501);
    world.store.finish_upload(of, is, media.clone()).await.unwrap();
    let done = world.store.upload(of, is).await.unwrap();
    assert_eq!((done.media, done.received(), done.parts.len()), (Some(media.id), 10, 0));
    assert_eq!(world.store.media(business(), media.id).await, Ok(media));
    let moved = Err(StoreError::Conflict("upload moved on"));
    let again = world.store.finish_upload(of, is, file(business(), 502)).await;
    assert_eq!(again, moved.clone().map(drop::<u64>));
    assert_eq!(world.store.media(business(), MediaId(id(502))).await, Err(MISSING));
    assert_eq!(world.store.add_part(of, is, part(10, 1, 2), START).await, moved);
    assert_eq!(world.store.blobs_in_use(vec![blob(1)]).await, Ok(vec![false]));
}

pub async fn one_of_many_adds_the_next_part(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.store.begin_upload(upload(601), 100, START).await.unwrap();
    let mut tasks = Vec::new();
    for n in 0..16 {
        let (store, of) = (world.store.clone(), world.business);
        let add = async move { store.add_part(of, MediaId(id(601)), part(0, 3, n), START).await };
        tasks.push(tokio::spawn(add));
    }
    let mut won = 0;
    for task in tasks {
        match task.await.unwrap() {
            Ok(received) => {
                assert_eq!(received, 3);
                won += 1;
            }
            Err(lost) => assert_eq!(lost, StoreError::Conflict("upload moved on")),
        }
    }
    assert_eq!(won, 1);
}

pub async fn old_uploads_are_forgotten_with_their_parts(factory: &dyn StoreFactory) {
    let world = World::start(factory).await;
    world.store.begin_upload(upload(601), 100, START).await.unwrap();
    let (of, is) = (world.business, MediaId(id(601)));
    world.store.add_part(of, is, part(0, 4, 1), START).await.unwrap();
    let grown = world.store.upload(of, is).await.unwrap();
    let late = world.store.add_part(of, is, part(4, 6, 2), grown.expires_at).await;
    assert_eq!(late, Err(StoreError::NotFound("upload")), "its time is over");
    assert_eq!(world.store.expired_uploads(START, 10).await, Ok(vec![]));
    let old = world.store.expired_uploads(grown.expires_at, 10).await;
    assert_eq!(old, Ok(vec![grown]));
    world.store.forget_upload(of, is).await.unwrap();
    world.store.forget_upload(of, is).await.unwrap();
    assert_eq!(world.store.upload(of, is).await, Err(StoreError::NotFound("upload")));
    assert_eq!(world.store.blobs_in_use(vec![blob(1)]).await, Ok(vec![false]));
}
