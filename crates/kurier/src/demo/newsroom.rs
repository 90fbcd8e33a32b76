//! The newsroom at work: feeds of the data folder, served on this machine, and a reader in the virtual phone who takes each story as
//! it comes.

use super::review;
use crate::cli::failure::Outcome;
use crate::cli::paper::Paper;
use crate::cli::press::{failure, world};
use crate::cli::remote::{Remote, text};
use axum::Router;
use axum::routing::get;
use kurier_press::live::{
    Newsroom, PressConfig, ShownFeed, SourceConfig, StatusHandle, feeds_to_show,
};
use kurier_press::model::Rhythm;
use serde_json::{Value, json};
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::time::Duration;

/// The newsroom's name and number.
const NAME: &str = "The Evening Paper";
const NUMBER: &str = "+493055501020";
const CREDIT_MICROS: i64 = 1_000_000_000;
/// Between two looks at whether the newsroom works.
const PAUSE: Duration = Duration::from_millis(300);

/// The newsroom of a demo, with its reader.
pub(crate) struct Paperboy {
    pub(crate) waba_id: String,
    /// The session of the reader in the virtual phone.
    pub(crate) session: String,
    /// Whether its feeds are real.
    pub(crate) is_real: bool,
    code: String,
    config: PressConfig,
    feeds: Vec<ShownFeed>,
}

impl Paperboy {
    /// Makes the newsroom's account and its reader, and looks for feeds.
    pub(crate) async fn set(
        operator: &Remote,
        base: &str,
        data: &Path,
        folder: &Path,
    ) -> Outcome<Self> {
        let account = json!({ "name": NAME, "display_number": NUMBER, "verified": true, "credit_micros": CREDIT_MICROS });
        let made = operator.post("/console/v1/businesses", &account).await?;
        let waba_id = text(&made, "/business/id").to_owned();
        let offer = json!({
            "asks": [{ "purpose": "marketing", "wording": "Sends you the news that you choose, when you choose." }],
            "welcome": "Welcome! Your first headlines are on their way; Settings changes when and what.",
        });
        let invite =
            operator.post(&format!("/console/v1/businesses/{waba_id}/invites"), &offer).await?;
        let person = json!({ "name": "Reader", "language": "en" });
        let made_reader = operator.post("/sandbox/v1/people", &person).await?;
        let session = text(&made_reader, "/session").to_owned();
        let (feeds, is_real) = feeds_to_show(data);
        let config = PressConfig {
            newsroom: NAME.to_owned(),
            token: text(&made, "/token").to_owned(),
            phone_id: text(&made, "/sender/id").to_owned(),
            waba_id: waba_id.clone(),
            app_secret: text(&made, "/app_secret").to_owned(),
            verify_token: "kurier-demo".to_owned(),
            rhythm: Rhythm::Instant,
            quiet: (0, 0),
            first_is_news: true,
            ..PressConfig::of_loopback(base, &folder.join("press.db"))
        };
        let code = text(&invite, "/code").to_owned();
        Ok(Self { waba_id, session, is_real, code, config, feeds })
    }

    /// Serves the feeds and runs the newsroom until dropped.
    pub(crate) async fn run(self, operator: &Remote, paper: Paper) -> Outcome {
        let Self { waba_id, session, code, mut config, feeds, .. } = self;
        config.sources = serve(feeds).await?;
        let newsroom = Newsroom::start(config, world()).await.map_err(|error| failure(&error))?;
        paper.note(&format!("the newsroom's page: http://{}/", newsroom.local_addr()));
        let status = newsroom.status();
        let works =
            async { newsroom.run(std::future::pending()).await.map_err(|error| failure(&error)) };
        let her = operator.with_token(&session);
        let subscribes = async {
            until_it_works(&status).await?;
            subscribe(&her, &code).await?;
            std::future::pending::<Outcome>().await
        };
        tokio::select! {
            ended = works => ended,
            ended = subscribes => ended,
            () = review::run(operator, &waba_id) => Ok(()),
        }
    }
}

/// Sources are asked once the webhook is heard and the templates are approved.
async fn until_it_works(status: &StatusHandle) -> Outcome {
    loop {
        let now = status.snapshot().await.map_err(|error| failure(&error))?;
        if now.sources.iter().any(|source| source.asked_s.is_some()) {
            return Ok(());
        }
        tokio::time::sleep(PAUSE).await;
    }
}

/// The reader takes the invitation the way every person does, and lets news come as often as they may.
async fn subscribe(her: &Remote, code: &str) -> Outcome {
    let yes = json!({ "choices": [{ "index": 0, "cadence": "each" }], "name": "Reader", "language": "en" });
    her.post(&format!("/people/v1/invites/{code}/accept"), &yes).await?;
    let budget = json!({ "zone": null, "week": 14, "each": 14, "quiet": vec![Value::Null; 7], "urgent": [] });
    her.post("/people/v1/budget", &budget).await.map(|_| ())
}

/// Serves feeds on loopback; answers where.
async fn serve(feeds: Vec<ShownFeed>) -> Outcome<Vec<SourceConfig>> {
    let listener =
        tokio::net::TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).await?;
    let addr = listener.local_addr()?;
    let mut router = Router::new();
    let mut sources = Vec::new();
    for (number, feed) in feeds.into_iter().enumerate() {
        sources.push(SourceConfig { url: format!("http://{addr}/{number}"), topic: feed.topic });
        let body = feed.body;
        router = router.route(&format!("/{number}"), get(move || async move { body }));
    }
    tokio::spawn(async move { axum::serve(listener, router).await });
    Ok(sources)
}
