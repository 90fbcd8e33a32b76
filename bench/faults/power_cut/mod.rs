//! FT-02: the power goes, at any moment of a recorded run.

mod judge;
mod scene;

use crate::fault::Place;
use crate::row::Row;
use anyhow::{Result, ensure};
use judge::{Fate, Judge};
use scene::Scene;
use std::time::Duration;
use testkit::Random;
use testkit::power::{Cut, Disk, Trust};

/// Images of one recorded run; a long run records anew after them.
const IMAGES_EACH: usize = 20_000;

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let mut rounds = place.rounds(1);
    let (mut images, mut acknowledged, mut records, mut checked) = (0, 0, 0, 0);
    let mut worst = Duration::ZERO;
    let mut blind = Vec::new();
    let mut random = Random::new(1);
    while rounds.next() {
        let scene = Scene::record(place, images).await?;
        acknowledged += scene.owed.len();
        records += scene.recording.records.len();
        let wanted = place.scaled(400, IMAGES_EACH);
        let judged =
            tokio::task::block_in_place(|| judge_all(&scene, Trust::All, wanted, &mut random))?;
        ensure!(judged.bad.is_empty(), "{} of {wanted} images: {:?}", judged.bad.len(), judged.bad);
        images += judged.images;
        checked += judged.checked;
        worst = worst.max(judged.slowest);
        // The same run without its flushes must be found wanting, or nothing is proved.
        for trust in [Trust::NotTheLog, Trust::None] {
            let judged = tokio::task::block_in_place(|| {
                judge_all(&scene, trust, place.scaled(60, 400), &mut random)
            })?;
            let lossy = judged.bad.len();
            blind.push(format!("{trust:?}: {lossy} of {}", judged.images));
            ensure!(lossy > 0, "without flushes ({trust:?}) nothing was missed");
        }
    }
    Ok(Row::new(images as u64, "images")
        .nothing_lost(acknowledged as u64)
        .recovery(Some(worst), "opening an image, slowest")
        .note(format!(
            "{records} recorded writes, cuts and flushes; {checked} looks for an acknowledged message; \
             each image: integrity_check, opened by the store, ledger verified."
        ))
        .note(format!("Images found wanting when flushes are ignored: {}.", blind.join(", "))))
}

/// What came out for the images of one run.
#[derive(Default)]
struct Judged {
    images: usize,
    checked: usize,
    slowest: Duration,
    bad: Vec<String>,
}

fn judge_all(scene: &Scene, trust: Trust, wanted: usize, random: &mut Random) -> Result<Judged> {
    let mut judged = Judged::default();
    let mut disk = Disk::new(&scene.recording, trust);
    let all = scene.recording.records.len();
    let judge = Judge::new(scene)?;
    // So many images of each prefix, spread evenly: often less than one.
    let moments = all.max(1) * Cut::ALL.len();
    let mut due = 0;
    for (place, record) in scene.recording.records.iter().enumerate() {
        disk.apply(record);
        for (number, cut) in Cut::ALL.into_iter().enumerate() {
            due += wanted;
            if due < moments {
                continue;
            }
            due -= moments;
            let image = disk.image(cut, random);
            judged.images += 1;
            match judge.look(&image, record.end)? {
                Fate::Sound { checked, took } => {
                    judged.checked += checked;
                    judged.slowest = judged.slowest.max(took);
                }
                Fate::Bad(why) => {
                    judged.bad.push(format!("record {place} of {all}, {cut:?} {number}: {why}"));
                }
            }
            if trust == Trust::All && judged.bad.len() > 3 {
                return Ok(judged);
            }
        }
    }
    Ok(judged)
}
