//! Forgetting, in an order that a crash cannot turn into a record without a file.

use super::*;
use kurier_policy::id::MediaId;
use kurier_policy::time::Timestamp;
use kurier_store::record::{BlobName, Media, MediaOwner};
use std::fs;
use std::path::{Path, PathBuf};
use testkit::TestApp;

const DAY: i64 = 86_400;

/// Every file in the storage.
fn files(stage: &Stage) -> Vec<PathBuf> {
    let folder = |path: &Path| -> Vec<PathBuf> {
        fs::read_dir(path).unwrap().map(|entry| entry.unwrap().path()).collect()
    };
    let shards = folder(&stage.app.files()).into_iter().filter(|path| path.is_dir());
    shards.flat_map(|shard| folder(&shard)).collect()
}

async fn record(stage: &Stage, id: &str) -> Media {
    let owner = MediaOwner::Business(stage.shop.business.id);
    let id: MediaId = id.parse().unwrap();
    stage.app.engine().store().media(owner, id).await.unwrap()
}

#[tokio::test]
async fn files_end_after_thirty_days_or_as_they_were_told() {
    let stage = Stage::start().await;
    let kept = uploaded(&stage, "image/jpeg", &photo()).await;
    let fields = [("messaging_product", "whatsapp"), ("ttl_minutes", "60")];
    let brief = json_of(&post(&stage, form(&fields, Some(("audio/mpeg", &sound(90))))).await);
    let brief = brief["id"].as_str().unwrap().to_owned();
    assert_eq!(files(&stage).len(), 3, "two files and a small picture");
    stage.app.clock.advance_s(3_600);
    let gone = stage.api.get(&format!("/v23.0/{brief}")).await.unwrap();
    assert_eq!(gone.status, 400, "over before any round");
    let library = &stage.app.app.media;
    library.expire_now().await.unwrap();
    assert_eq!(files(&stage).len(), 2);
    stage.app.clock.advance_s(30 * DAY - 3_601);
    library.expire_now().await.unwrap();
    assert_eq!(shown(&stage, &kept).await["id"], kept.as_str());
    stage.app.clock.advance_s(1);
    library.expire_now().await.unwrap();
    assert_eq!(stage.api.get(&format!("/v23.0/{kept}")).await.unwrap().status, 400);
    assert_eq!(files(&stage), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_crash_after_the_record_went_leaves_a_file_that_the_sweep_erases() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "image/jpeg", &photo()).await;
    let store = stage.app.engine().store();
    let media = record(&stage, &id).await;
    // What `forget` does, up to the moment before the file goes.
    let blob = store.delete_media(media.owner, media.id).await.unwrap();
    assert_eq!(blob, Some(media.blob));
    assert_eq!(stage.api.get(&format!("/v23.0/{id}")).await.unwrap().status, 400);
    assert_eq!(files(&stage).len(), 2);
    let library = &stage.app.app.media;
    assert_eq!(library.sweep_now().await.unwrap(), 0, "what is on its way looks just like it");
    stage.app.clock.advance_s(3_601);
    assert_eq!(library.sweep_now().await.unwrap(), 1);
    assert_eq!(files(&stage), Vec::<PathBuf>::new());
}

#[tokio::test]
async fn a_crash_before_the_record_was_written_leaves_a_file_that_the_sweep_erases() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(90)).await;
    let named = record(&stage, &id).await;
    // A file that was kept, and whose record never came.
    let path = files(&stage).remove(0);
    let orphan = named.blob.as_str().replace(&named.blob.as_str()[10..24], "00000000000000");
    fs::copy(&path, path.with_file_name(&orphan)).unwrap();
    let draft = stage.app.files().join("drafts").join(&orphan);
    fs::write(&draft, "half a file").unwrap();
    stage.app.clock.advance_s(3_601);
    assert_eq!(stage.app.app.media.sweep_now().await.unwrap(), 1);
    let kept = files(&stage);
    assert!(kept.len() == 2 && kept.contains(&path) && kept.contains(&draft), "{kept:?}");
}

#[tokio::test]
async fn a_record_without_its_file_is_not_found() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(90)).await;
    let url = shown(&stage, &id).await["url"].as_str().unwrap().to_owned();
    // The folder of files was not copied along with the data.
    fs::remove_file(&files(&stage)[0]).unwrap();
    assert_eq!(call(&stage, ("GET", &url, ""), &[], []).await.status, 404);
}

#[tokio::test]
async fn nothing_is_left_of_what_was_refused() {
    let stage = Stage::start().await;
    for (kind, content) in
        [("application/pdf", photo()), ("audio/mpeg", sound(16 * 1024 * 1024 + 1))]
    {
        assert_eq!(upload(&stage, kind, &content).await.status, 400);
    }
    assert_eq!(files(&stage), Vec::<PathBuf>::new());
}

/// A file that no record names, as old as can be.
fn orphan(files: &Path) -> PathBuf {
    let name = BlobName::make(Timestamp(0), 7);
    let folder = files.join("07");
    fs::create_dir_all(&folder).unwrap();
    let path = folder.join(name.as_str());
    fs::write(&path, "somebody's only copy").unwrap();
    path
}

#[tokio::test]
async fn a_start_over_an_empty_store_erases_no_file() {
    let app = TestApp::start().await.unwrap();
    let orphan = orphan(&app.files());
    let library = &app.app.media;
    for _ in 0..2 {
        assert_eq!(library.sweep_now().await.unwrap(), 0);
    }
    assert!(orphan.exists() && !app.files().join("OWNER").exists());
    app.business("Shop").await.unwrap();
    assert_eq!(library.sweep_now().await.unwrap(), 0, "nobody had said whose the files are");
    assert!(orphan.exists());
    assert_eq!(library.sweep_now().await.unwrap(), 1, "a day later nobody has objected");
    assert!(!orphan.exists());
}

#[tokio::test]
async fn the_files_of_another_installation_are_not_swept() {
    let stage = Stage::start().await;
    uploaded(&stage, "audio/mpeg", &sound(90)).await;
    let owner = stage.app.files().join("OWNER");
    let ours = fs::read_to_string(&owner).unwrap();
    let orphan = orphan(&stage.app.files());
    let library = &stage.app.app.media;
    fs::write(&owner, "0123456789abcdef0123456789abcdef").unwrap();
    for _ in 0..2 {
        assert_eq!(library.sweep_now().await.unwrap(), 0);
    }
    assert!(orphan.exists());
    fs::write(&owner, ours).unwrap();
    assert_eq!(library.sweep_now().await.unwrap(), 1);
    assert!(!orphan.exists());
}

#[tokio::test]
async fn what_was_given_more_time_survives_the_round_that_found_it() {
    let stage = Stage::start().await;
    let id = uploaded(&stage, "audio/mpeg", &sound(90)).await;
    let media = record(&stage, &id).await;
    stage.app.clock.advance_s(30 * DAY);
    let store = stage.app.engine().store();
    let now = media.expires_at;
    assert_eq!(store.expired_media(now, 10).await.unwrap(), std::slice::from_ref(&media));
    // Between the look and the deed.
    store.extend_media(media.owner, media.id, now.plus_s(DAY)).await.unwrap();
    assert!(store.expire_media(media.owner, media.id, now).await.is_err());
    stage.app.app.media.expire_now().await.unwrap();
    assert_eq!(shown(&stage, &id).await["id"], id.as_str());
}
