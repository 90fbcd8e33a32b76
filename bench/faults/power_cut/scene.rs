//! The recorded run: a first start, load, an orderly stop with its checkpoint, a second life, a kill.

use crate::fault::Place;
use crate::kurier;
use anyhow::{Context, Result};
use kurier_policy::id::BusinessId;
use std::time::Duration;
use testkit::power::{Recorder, Recording};
use testkit::stage::Stage;
use testkit::{Load, ProcessOptions, within};

const PEOPLE: usize = 6;

/// A message that was acknowledged.
pub(crate) struct Owed {
    pub(crate) person: usize,
    pub(crate) text: String,
    /// How long the record was when the answer came.
    pub(crate) from: u64,
}

pub(crate) struct Scene {
    pub(crate) recording: Recording,
    pub(crate) owed: Vec<Owed>,
    pub(crate) business: BusinessId,
    /// How the business knows the people.
    pub(crate) wa_ids: Vec<u64>,
}

impl Scene {
    pub(crate) async fn record(place: &Place, number: usize) -> Result<Self> {
        let dir = place.fresh(&format!("record-{number}"))?;
        let recorder = Recorder::build(&dir)?;
        let mut options = ProcessOptions::new(kurier()?, &dir);
        options.arguments = ["--ballast", "0"].map(str::to_owned).into();
        recorder.attach(&mut options);
        let mut stage = Stage::set(options, PEOPLE).await?;
        let mut owed = Vec::new();
        let messages = place.scaled(120, 400);
        load(&stage, &recorder, messages, &mut owed).await?;
        stage.process()?.terminate().await?;
        stage.process()?.restart().await?;
        load(&stage, &recorder, messages / 2, &mut owed).await?;
        stage.process()?.kill().await?;
        let recording = recorder.read()?;
        let business = stage.seeded("/waba_id")?.parse().ok().context("the business's id")?;
        let wa_ids =
            stage.recipients().iter().map(|to| to.wa_id.parse()).collect::<Result<_, _>>()?;
        std::fs::remove_dir_all(dir)?;
        Ok(Self { recording, owed, business, wa_ids })
    }
}

/// So many messages at 200 a second.
async fn load(
    stage: &Stage,
    recorder: &Recorder,
    messages: usize,
    owed: &mut Vec<Owed>,
) -> Result<()> {
    let marking = recorder.clone();
    let mark = Box::new(move || marking.length());
    let load = Load::start_marked(stage.apis()?, stage.recipients(), 200, mark);
    let enough = async {
        while load.taken().len() < messages {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    };
    within("the load", enough).await?;
    load.stop().await;
    let before = owed.len();
    owed.extend(load.taken().into_iter().map(|taken| Owed {
        person: taken.recipient,
        text: taken.text,
        from: taken.mark,
    }));
    anyhow::ensure!(owed.len() >= before + messages, "{:?}", load.refused());
    Ok(())
}
