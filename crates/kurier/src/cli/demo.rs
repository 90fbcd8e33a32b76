//! `kurier demo`.

use crate::cli::failure::{Exit, Failure, Outcome};
use crate::cli::paper::{Paper, print};
use crate::cli::remote::Remote;
use crate::cli::tls::{ThrowAway, TlsArgs};
use crate::demo::{Airlines, Dairy, Day, DayChoice, Paperboy, Stage};
use crate::wiring::files::FilePlace;
use crate::wiring::node::{Node, Settings};
use crate::wiring::store::{self, Worth};
use crate::wiring::tls::TlsDoor;
use crate::wiring::{operator, server, shutdown};
use anyhow::Context;
use clap::Args;
use kurier_egress::PrivateRanges;
use kurier_policy::calls::CallLimits;
use kurier_policy::rate::Limits;
use kurier_server::{Operators, Proxies, qr};
use serde_json::json;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;
use tokio::sync::watch;

/// Show everything on this machine
#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier demo
  kurier demo --listen 192.168.1.20:8080 --speed 20
")]
pub(crate) struct Demo {
    /// Address to listen on; take one of your network to open the invitation on a phone
    #[arg(long, default_value = "127.0.0.1:0", value_name = "ADDR")]
    listen: SocketAddr,
    #[command(flatten)]
    tls: TlsArgs,
    /// Minutes of the airline's day per minute; the herd's clock goes twelve times as fast
    #[arg(long, default_value_t = 10.0, value_name = "TIMES", value_parser = speed)]
    speed: f64,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    /// The folder of test data
    #[arg(long, env = "KURIER_DATA", value_name = "DIR")]
    data: Option<PathBuf>,
    /// A table of departures in it
    #[arg(long, default_value = "us1999dec_flights.csv.gz", value_name = "FILE")]
    flights: PathBuf,
    /// The day to show: YYYY-MM-DD
    #[arg(long, default_value = "1999-12-22")]
    day: String,
}

/// The three links.
struct Links {
    invitation: String,
    phone: String,
    docs: String,
}

impl Demo {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        let shutdown::Signals { draining, stop } = shutdown::on_signals(Duration::ZERO)?;
        let folder = tempfile::Builder::new().prefix("kurier-demo-").tempdir()?;
        let listener = server::bind(self.listen).await?;
        let own = format!("http://{}", listener.local_addr()?);
        let tls = self.tls_door(paper, folder.path()).await?;
        let base = match (self.tls.name(), &tls) {
            (Some(name), _) => format!("https://{name}"),
            (None, Some(door)) => door.base()?,
            (None, None) => own.clone(),
        };
        let token = operator::make();
        let store = store::open(&folder.path().join("data"), Worth::ThrowAway).await?;
        let files = FilePlace::Folder(folder.path().join("media"), None);
        let settings = settings(&base, &token, files, draining);
        let node = Node::start(store, settings, &stop).await?;
        let router = kurier_server::router(node.app.clone());
        let behind_tls = tls.map(|door| door.serve(router.clone(), &stop)).transpose()?;
        let plain = server::spawn(server::without_delay(listener), router, &stop);
        let serving = server::both(plain, behind_tls);

        let remote = Remote::to(&own, &token)?;
        let shown = async {
            let day = self.load_day(paper).await?;
            let stage = Stage::set(&remote, &day).await?;
            let data = self.data_folder();
            let newsroom = Paperboy::set(&remote, &own, &data, folder.path()).await?;
            let dairy = Dairy::set(&remote, &own, &data, folder.path(), self.speed).await?;
            let links = links(&base, &token, &stage, &newsroom, &dairy);
            self.announce(paper, &links, &day, newsroom.is_real, &dairy)?;
            let (base, folder) = (own.as_str(), folder.path().to_owned());
            let airlines = Airlines {
                operator: &remote,
                base,
                stage: &stage,
                day: &day,
                speed: self.speed,
                folder,
            };
            // One that ends early leaves the others at work, and says so.
            let press = outlived(paper, "the newsroom", newsroom.run(&remote, paper));
            let herd = outlived(paper, "the herd", dairy.run(&remote));
            tokio::select! {
                ended = airlines.run(paper) => ended,
                ended = press => ended,
                ended = herd => ended,
            }
        };
        let outcome = tokio::select! {
            outcome = shown => outcome,
            () = shutdown::asked(stop.subscribe()) => Ok(()),
        };
        stop.send_replace(true);
        serving.await.context("the server broke")?;
        node.shut_down().await?;
        paper.note("everything the demo made is erased");
        outcome
    }

    async fn tls_door(&self, paper: Paper, folder: &Path) -> Outcome<Option<TlsDoor>> {
        let may = ThrowAway::Yes { otherwise: None };
        let Some((address, source)) = self.tls.plan(folder, may)? else { return Ok(None) };
        let door = TlsDoor::open(address, source).await?;
        if let Some(authority) = &door.authority {
            paper.note(&format!("certificate to trust: {}", authority.path.display()));
        }
        Ok(Some(door))
    }

    fn data_folder(&self) -> PathBuf {
        self.data.clone().unwrap_or_else(kurier_flights::source::data_folder)
    }

    async fn load_day(&self, paper: Paper) -> Outcome<Day> {
        let data = self.data_folder();
        let choice = DayChoice { data, file: self.flights.clone(), day: self.day.clone() };
        let day = tokio::task::spawn_blocking(move || Day::load(choice))
            .await
            .context("reading the day was cut off")?
            .map_err(|error| {
                Failure::new(Exit::NotFound, "no_day", format!("{error:#}"))
                    .hint("name a day of the file with --day YYYY-MM-DD")
            })?;
        if day.is_invented() {
            paper.warn("no flight data found: this day is INVENTED by a generator (set KURIER_DATA for real ones)");
        }
        Ok(day)
    }

    fn announce(
        &self,
        paper: Paper,
        links: &Links,
        day: &Day,
        is_news_real: bool,
        dairy: &Dairy,
    ) -> Outcome {
        if paper.is_json() {
            print(
                &json!({
                    "invitation": links.invitation,
                    "phone": links.phone,
                    "docs": links.docs,
                    "flight": day.flight_words(),
                    "delay_min": day.delay_min(),
                    "invented": day.is_invented(),
                    "news_invented": !is_news_real,
                    "herd_invented": !dairy.is_real(),
                    "herd_page": dairy.page,
                })
                .to_string(),
            );
        } else {
            if paper.is_for_person() {
                print(&qr::terminal(&links.invitation).context("no QR code")?);
            }
            print(&format!("invitation     {}", links.invitation));
            print(&format!("virtual phone  {}", links.phone));
            print(&format!("documentation  {}", links.docs));
        }
        let flight = day.flight_words();
        paper.note(&format!("flight {flight} really left {} min late", day.delay_min()));
        if is_news_real {
            paper.note("the newsroom's feeds are real ones of the data folder");
        } else {
            paper.warn("no feeds found: the news are INVENTED by a generator (set KURIER_DATA for real ones)");
        }
        if dairy.is_real() {
            paper.note(&format!("the herd is a real one of the data folder: {}", dairy.words()));
        } else {
            paper.warn(&format!("no collars found: the herd is INVENTED by a generator (set KURIER_DATA for a real one): {}", dairy.words()));
        }
        paper.note(&format!("the herd's page: {}", dairy.page));
        paper.done(
            "the demo is running; Ctrl-C stops it and erases everything",
            "open the virtual phone: the delay arrives within half a minute",
        );
        if !self.no_open && paper.is_for_person() {
            open_in_browser(&links.phone);
        }
        Ok(())
    }
}

/// A business whose end is told and ends nothing else.
async fn outlived(paper: Paper, who: &str, work: impl Future<Output = Outcome>) -> Outcome {
    if let Err(failure) = work.await {
        paper.warn(&format!("{who} stopped: {}", failure.message));
    }
    std::future::pending().await
}

fn settings(
    base: &str,
    token: &str,
    files: FilePlace,
    draining: watch::Receiver<bool>,
) -> Settings {
    Settings {
        base_url: base.to_owned(),
        more_origins: vec![base.replace("127.0.0.1", "localhost")],
        operators: Operators::one(token, true),
        proxies: Proxies::default(),
        webhooks: PrivateRanges::LoopbackOnly,
        webhook_identity: None,
        webhook_authorities: Vec::new(),
        limits: Limits::REAL,
        calls: CallLimits::default(),
        files,
        is_store_shared: false,
        nats_url: None,
        psp: None,
        is_sandbox: true,
        draining,
    }
}

/// Token and session stand behind the #, which browsers never send.
fn links(base: &str, token: &str, stage: &Stage, newsroom: &Paperboy, dairy: &Dairy) -> Links {
    Links {
        invitation: stage.invitation.clone(),
        phone: format!(
            "{base}/dev/phone#token={token}&person=Passenger:{}&person=Reader:{}&person=Farmer:{}&open=/chats/{}",
            stage.session, newsroom.session, dairy.session, stage.waba_id
        ),
        docs: format!("{base}/docs/errors"),
    }
}

/// On a desktop only; that it does not work is no failure, the link is printed.
fn open_in_browser(link: &str) {
    let is_desktop =
        ["DISPLAY", "WAYLAND_DISPLAY"].iter().any(|name| std::env::var_os(name).is_some());
    if is_desktop {
        let mut opener = std::process::Command::new("xdg-open");
        let quiet =
            opener.arg(link).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        drop(quiet.spawn());
    }
}

fn speed(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(speed) if speed.is_finite() && (0.1..=1_000.0).contains(&speed) => Ok(speed),
        _ => Err("the speed is a number from 0.1 to 1000".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::speed;

    #[test]
    fn a_speed_is_a_sane_number() {
        assert!(speed("10").is_ok());
        for bad in ["0", "-1", "NaN", "inf", "1e9", "fast"] {
            assert!(speed(bad).is_err(), "{bad}");
        }
    }
}
