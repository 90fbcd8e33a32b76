//! `kurier campaign create|rehearse|start|show|pause|resume|cancel|list`.

use crate::cli::as_business::BusinessArgs;
use crate::cli::failure::{Failure, Outcome};
use crate::cli::paper::{Paper, counted};
use crate::cli::remote::{moment, text};
use clap::{Args, Subcommand};
use serde_json::{Value, json};
use std::time::Duration;

/// Most campaigns that the list shows at once.
const PAGE: u32 = 100;
/// From so many people on, starting asks for `--yes`.
const MANY: i64 = 1_000;
/// How often a running campaign is looked at.
const LOOK_EVERY: Duration = Duration::from_secs(1);

/// One template to many people: rehearsed, then gone in stages
#[derive(Debug, Args)]
pub(crate) struct Campaign {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Make a campaign; nothing goes yet
    Create(Box<Create>),
    /// Decide for everybody in the audience, without sending: who gets it, who not and why, price, end
    #[command(visible_alias = "check")]
    Rehearse(One),
    /// Let it go as it was rehearsed
    Start(Start),
    /// Show its rehearsal and how far it is
    #[command(visible_alias = "report")]
    Show(Show),
    /// Stop it for now
    Pause(One),
    /// Let it go on
    Resume(One),
    /// End it; who did not get it will not
    Cancel(One),
    /// List the campaigns of a business
    #[command(visible_alias = "ls")]
    List(List),
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier campaign create Spring --from 345678901234567 --template promo --label vip
  kurier campaign create News --from 345678901234567 --template news --purpose marketing --json
  kurier campaign create Morning --from 345678901234567 --template news --local-time 09:00 --zone Europe/Berlin
")]
struct Create {
    /// What you call it
    name: String,
    /// Id of the sender (phone_id)
    #[arg(long, env = "KURIER_PHONE_ID", value_name = "SENDER")]
    from: String,
    /// Name of the template
    #[arg(long)]
    template: String,
    /// Its language
    #[arg(long, default_value = "en_US")]
    language: String,
    /// Next value of the body, the same for everybody
    #[arg(long, value_name = "VALUE")]
    body: Vec<String>,
    /// To whoever has one of these labels
    #[arg(long)]
    label: Vec<String>,
    /// But not to whoever has one of these
    #[arg(long, value_name = "LABEL")]
    without: Vec<String>,
    /// To whoever allows this now: utility, authentication, marketing
    #[arg(long)]
    purpose: Option<String>,
    /// And, with it, this topic
    #[arg(long, requires = "purpose")]
    topic: Option<String>,
    /// When it is to begin, in seconds since 1970
    #[arg(long, value_name = "SECONDS")]
    begins_at: Option<i64>,
    /// At this time of day by each person's own clock
    #[arg(long, value_name = "HH:MM")]
    local_time: Option<String>,
    /// Where the clock hangs of whoever named no time zone [default: UTC]
    #[arg(long, value_name = "ZONE", requires = "local_time")]
    zone: Option<String>,
    /// Messages a second at most
    #[arg(long, value_name = "NUMBER")]
    per_second: Option<u32>,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier campaign rehearse 345678901234567
  kurier campaign pause 345678901234567 --json
")]
struct One {
    /// Id of the campaign
    campaign: i64,
    #[command(flatten)]
    ask: BusinessArgs,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier campaign start 345678901234567
  kurier campaign start 345678901234567 --yes --watch
")]
struct Start {
    /// Start also what goes to 1,000 people or more
    #[arg(long)]
    yes: bool,
    /// Show its progress until it stops or ends
    #[arg(long)]
    watch: bool,
    #[command(flatten)]
    one: One,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier campaign show 345678901234567
  kurier campaign show 345678901234567 --watch
  kurier campaign show 345678901234567 --people drifted --json
")]
struct Show {
    /// Show its progress until it stops or ends
    #[arg(long)]
    watch: bool,
    /// List its people instead: all, waiting, went, refused, drifted
    #[arg(long, value_name = "WHICH")]
    people: Option<String>,
    /// Go on after this place, as the last list said
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    #[command(flatten)]
    one: One,
}

#[derive(Debug, Args)]
#[command(before_help = "Examples:
  kurier campaign list
  KURIER_TOKEN=krt_… kurier campaign list --json
")]
struct List {
    /// Go on after this place, as the last list said
    #[arg(long, value_name = "PLACE")]
    after: Option<String>,
    #[command(flatten)]
    ask: BusinessArgs,
}

impl Campaign {
    pub(crate) async fn run(&self, paper: Paper) -> Outcome {
        match &self.what {
            What::Create(create) => create.run(paper).await,
            What::Rehearse(one) => one.rehearse(paper).await,
            What::Start(start) => start.run(paper).await,
            What::Show(show) => show.run(paper).await,
            What::Pause(one) => one.go(paper, "pause").await,
            What::Resume(one) => one.go(paper, "resume").await,
            What::Cancel(one) => one.go(paper, "cancel").await,
            What::List(list) => list.run(paper).await,
        }
    }
}

impl Create {
    async fn run(&self, paper: Paper) -> Outcome {
        let values: Vec<Value> =
            self.body.iter().map(|text| json!({ "type": "text", "text": text })).collect();
        let components = if values.is_empty() {
            json!([])
        } else {
            json!([{ "type": "body", "parameters": values }])
        };
        let mut body = json!({
            "name": self.name,
            "phone_number_id": self.from,
            "template": { "name": self.template, "language": { "code": self.language },
                "components": components },
            "audience": { "labels": self.label, "without_labels": self.without },
        });
        let given = [
            ("/audience", "purpose", self.purpose.as_ref().map(|it| json!(it))),
            ("/audience", "topic", self.topic.as_ref().map(|it| json!(it))),
            ("", "begins_at", self.begins_at.map(|it| json!(it))),
            ("", "local_time", self.local_time.as_ref().map(|it| json!(it))),
            ("", "zone", self.zone.as_ref().map(|it| json!(it))),
            ("", "per_second", self.per_second.map(|it| json!(it))),
        ];
        for (at, name, value) in given {
            if let (Some(Value::Object(to)), Some(value)) = (body.pointer_mut(at), value) {
                to.insert(name.to_owned(), value);
            }
        }
        let made = self.ask.remote()?.post("/kurier/v1/campaigns", &body).await?;
        paper.thing(&properties(&made), &made);
        let next = format!("kurier campaign rehearse {}", text(&made, "/id"));
        paper.done("made; nothing goes yet", &next);
        Ok(())
    }
}

impl One {
    fn path(&self, edge: &str) -> String {
        format!("/kurier/v1/campaigns/{}{edge}", self.campaign)
    }

    async fn post(&self, verb: &str) -> Outcome<Value> {
        self.ask.remote()?.post(&self.path(&format!("/{verb}")), &json!({})).await
    }

    async fn go(&self, paper: Paper, verb: &str) -> Outcome {
        let moved = self.post(verb).await?;
        paper.thing(&properties(&moved), &moved);
        let next = format!("kurier campaign show {}", self.campaign);
        paper.done(&format!("it is {}", text(&moved, "/status")), &next);
        Ok(())
    }

    async fn rehearse(&self, paper: Paper) -> Outcome {
        let made = self.post("rehearse").await?;
        paper.thing(&foretold(&made), &made);
        let next = format!("kurier campaign start {}", self.campaign);
        paper.done("nothing was sent; what comes is compared with this", &next);
        Ok(())
    }

    async fn show(&self) -> Outcome<Value> {
        self.ask.remote()?.get(&self.path("")).await
    }

    /// Until it stops or ends.
    async fn watch(&self, paper: Paper) -> Outcome {
        let mut last = String::new();
        loop {
            let now = self.show().await?;
            let line = progress_line(&now);
            if line != last {
                paper.note(&line);
                last = line;
            }
            if !matches!(text(&now, "/status"), "scheduled" | "running" | "watching") {
                paper.thing(&far(&now), &now);
                return Ok(());
            }
            tokio::time::sleep(LOOK_EVERY).await;
        }
    }
}

impl Start {
    async fn run(&self, paper: Paper) -> Outcome {
        let goes = number(&self.one.show().await?, "/rehearsal/goes");
        if goes >= MANY && !self.yes {
            return Err(Failure::usage(format!("it would go to {goes} people"))
                .hint("look at the rehearsal again, then give --yes"));
        }
        if self.watch {
            self.one.post("start").await?;
            return self.one.watch(paper).await;
        }
        self.one.go(paper, "start").await
    }
}

impl Show {
    async fn run(&self, paper: Paper) -> Outcome {
        if let Some(which) = &self.people {
            return self.people(paper, which).await;
        }
        if self.watch {
            return self.one.watch(paper).await;
        }
        let now = self.one.show().await?;
        let rows = [foretold(&now), far(&now)].concat();
        paper.thing(&rows, &now);
        let next = format!("kurier campaign show {} --people drifted", self.one.campaign);
        paper.done(&progress_line(&now), &next);
        Ok(())
    }

    async fn people(&self, paper: Paper, which: &str) -> Outcome {
        let after = self.after.as_deref().unwrap_or_default();
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("which", which)
            .append_pair("after", after)
            .append_pair("limit", &PAGE.to_string())
            .finish();
        let page = self.one.ask.remote()?.get(&self.one.path(&format!("/people?{query}"))).await?;
        let found = page.pointer("/data").and_then(Value::as_array).cloned().unwrap_or_default();
        let member = |one: &Value, name| text(one, name).to_owned();
        let row = |one: &Value| {
            let came = [member(one, "/status"), member(one, "/reason")].join(" ");
            vec![
                number(one, "/place").to_string(),
                member(one, "/wa_id"),
                member(one, "/foretold"),
                came.trim().to_owned(),
                member(one, "/explanation"),
            ]
        };
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        paper.list(&["place", "person", "foretold", "came", "explanation"], &rows, &page);
        let next = match (page.pointer("/paging/next"), text(&page, "/paging/cursors/after")) {
            (Some(_), after) => {
                format!(
                    "kurier campaign show {} --people {which} --after {after}",
                    self.one.campaign
                )
            }
            (None, _) => String::new(),
        };
        paper.done(&format!("{} people", rows.len()), &next);
        Ok(())
    }
}

impl List {
    async fn run(&self, paper: Paper) -> Outcome {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .append_pair("after", self.after.as_deref().unwrap_or_default())
            .append_pair("limit", &PAGE.to_string())
            .finish();
        let page = self.ask.remote()?.get(&format!("/kurier/v1/campaigns?{query}")).await?;
        let found = page.pointer("/data").and_then(Value::as_array).cloned().unwrap_or_default();
        let row = |one: &Value| {
            let member = |name| text(one, name).to_owned();
            vec![
                member("/id"),
                member("/name"),
                member("/template/name"),
                member("/status"),
                member("/reason"),
            ]
        };
        let rows: Vec<Vec<String>> = found.iter().map(row).collect();
        paper.list(&["id", "name", "template", "status", "reason"], &rows, &page);
        let next = match (page.pointer("/paging/next"), text(&page, "/paging/cursors/after")) {
            (Some(_), after) => format!("kurier campaign list --after {after}"),
            (None, _) => "kurier campaign show CAMPAIGN".to_owned(),
        };
        paper.done(&counted(rows.len(), "campaign", "campaigns"), &next);
        Ok(())
    }
}

fn number(of: &Value, pointer: &str) -> i64 {
    of.pointer(pointer).and_then(Value::as_i64).unwrap_or_default()
}

fn properties(of: &Value) -> Vec<(&'static str, String)> {
    let member = |pointer| text(of, pointer).to_owned();
    let mut all = vec![
        ("id", member("/id")),
        ("name", member("/name")),
        ("template", member("/template/name")),
        ("status", member("/status")),
    ];
    let when = [
        ("why", member("/description")),
        ("begins at", moment(of, "/begins_at")),
        ("each at", by_own_clock(of)),
        ("looks again at", moment(of, "/next_at")),
    ];
    all.extend(when.into_iter().filter(|(_, value)| !value.is_empty()));
    all
}

/// What the rehearsal said.
fn foretold(of: &Value) -> Vec<(&'static str, String)> {
    let mut all = properties(of);
    if of.pointer("/rehearsal/goes").is_none() {
        return all;
    }
    let euro = |pointer| format!("{:.2}", money(number(of, pointer)));
    let price = format!(
        "{} to {} {}",
        euro("/rehearsal/price/least_micros"),
        euro("/rehearsal/price/most_micros"),
        text(of, "/rehearsal/price/currency")
    );
    all.extend([
        ("people", number(of, "/rehearsal/people").to_string()),
        ("would get it", number(of, "/rehearsal/goes").to_string()),
        ("would wait for room", number(of, "/rehearsal/held").to_string()),
        ("would not", split(of, "/rehearsal/refused")),
        ("price", price),
        ("ends at", moment(of, "/rehearsal/ends_at")),
        ("roll", text(of, "/rehearsal/roll").to_owned()),
    ]);
    let waves = waves(of);
    if !waves.is_empty() {
        all.push(("waves", waves));
    }
    all
}

/// The time of day that everybody gets it at, and where the clock of the others hangs.
fn by_own_clock(of: &Value) -> String {
    match (text(of, "/local_time"), text(of, "/zone")) {
        ("", _) => String::new(),
        (at, "") => format!("{at} by her own clock, UTC if she named no zone"),
        (at, zone) => format!("{at} by her own clock, {zone} if she named no zone"),
    }
}

/// When how many get their turn, from east to west.
fn waves(of: &Value) -> String {
    let all = of.pointer("/rehearsal/waves").and_then(Value::as_array).cloned().unwrap_or_default();
    let mut before = 0;
    let mut one = |wave: &Value| {
        let last = number(wave, "/last_place");
        let people = last - before;
        before = last;
        format!("{people} at {}", moment(wave, "/at"))
    };
    all.iter().map(&mut one).collect::<Vec<_>>().join(", ")
}

/// How far it is.
fn far(of: &Value) -> Vec<(&'static str, String)> {
    let told = |name: &str| number(of, &format!("/progress/{name}")).to_string();
    vec![
        ("went", told("went")),
        ("waits for room", told("held")),
        ("delivered", told("delivered")),
        ("read", told("read")),
        ("wait", told("waits")),
        ("did not go", split(of, "/progress/refused")),
        ("not as foretold", told("drifted")),
    ]
}

fn split(of: &Value, pointer: &str) -> String {
    let lines = of.pointer(pointer).and_then(Value::as_array).cloned().unwrap_or_default();
    let one = |line: &Value| format!("{} {}", number(line, "/people"), text(line, "/reason"));
    let all: Vec<String> = lines.iter().map(one).collect();
    if all.is_empty() { "nobody".to_owned() } else { all.join(", ") }
}

fn progress_line(of: &Value) -> String {
    let (went, waits) = (number(of, "/progress/went"), number(of, "/progress/waits"));
    let read = number(of, "/progress/read");
    let status = text(of, "/status");
    match text(of, "/description") {
        "" => format!("{status}: {went} went, {read} read, {waits} wait"),
        why => format!("{status}: {went} went, {read} read, {waits} wait. {why}"),
    }
}

#[expect(clippy::cast_precision_loss, reason = "for the eye")]
fn money(micros: i64) -> f64 {
    micros as f64 / 1e6
}
