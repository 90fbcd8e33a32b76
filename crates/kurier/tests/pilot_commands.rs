//! `kurier pilot …` and `kurier business features …` against a real server, as operator and business type them.

#![expect(clippy::unwrap_used, reason = "a test stops where something is missing")]

use serde_json::{Value, json};
use std::process::{Output, Stdio};
use testkit::{KurierProcess, ProcessOptions};
use tokio::process::Command;

/// A shell whose environment names server and tokens.
struct Shell {
    server: KurierProcess,
    waba: String,
}

impl Shell {
    async fn open(dir: &std::path::Path) -> Self {
        let options = ProcessOptions::new(env!("CARGO_BIN_EXE_kurier"), dir);
        let server = KurierProcess::start(options).await.unwrap();
        let waba = server.seeded("/waba_id").unwrap().to_owned();
        Self { server, waba }
    }

    async fn run(&self, words: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_kurier"))
            .env_clear()
            .env("KURIER_SERVER", &self.server.base)
            .env("KURIER_OPERATOR_TOKEN", self.server.seeded("/operator_token").unwrap())
            .env("KURIER_TOKEN", self.server.seeded("/token").unwrap())
            .args(words)
            .stdin(Stdio::null())
            .output()
            .await
            .unwrap()
    }

    /// What a person reads.
    async fn says(&self, words: &[&str]) -> String {
        let output = self.run(words).await;
        let error = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {error}");
        String::from_utf8(output.stdout).unwrap()
    }

    /// What a program reads.
    async fn json(&self, words: &[&str]) -> Value {
        serde_json::from_str(&self.says(&[words, &["--json"]].concat()).await).unwrap()
    }

    /// A cohort that is open, and the code of an invitation to it.
    async fn invited(&self) -> (String, String) {
        assert_eq!(self.json(&["pilot", "on"]).await["on"], true);
        let gives = "messages,templates.utility,limits.people_per_day=250";
        let made =
            ["pilot", "cohort", "create", "First", "--goal", "To learn.", "--features", gives];
        let cohort = self.json(&made).await["id"].as_str().unwrap().to_owned();
        assert_eq!(self.json(&["pilot", "cohort", "open", &cohort]).await["state"], "open");
        let why = "Tells farmers of their cows.";
        let invite =
            ["pilot", "cohort", "invite", &cohort, "--email", "a@example.org", "--why", why];
        let code = self.json(&invite).await["code"].as_str().unwrap().to_owned();
        (cohort, code)
    }

    /// The line of a feature in the list that a person reads.
    async fn feature(&self, key: &str) -> String {
        let all = self.says(&["business", "features", "ls", &self.waba]).await;
        let line = all.lines().find(|line| line.split('\t').next() == Some(key));
        line.unwrap_or_else(|| panic!("no {key} in {all}")).to_owned()
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_business_comes_in_by_commands_alone_and_learns_what_it_may_do() {
    let dir = tempfile::tempdir().unwrap();
    let shell = Shell::open(dir.path()).await;
    let (cohort, code) = shell.invited().await;
    let accept = ["pilot", "accept", &code, "--email", "a@example.org"];
    assert_eq!(shell.json(&accept).await["enrolment"]["stage"], "sandbox");
    let again = shell.run(&accept).await;
    assert_ne!(again.status.code(), Some(0));
    assert!(shell.says(&["pilot", "test-code"]).await.contains('-'));
    let waba = shell.waba.as_str();
    for stage in ["limited", "full"] {
        let moved = ["pilot", "stage", waba, stage, "--reason", "Its tests went well."];
        assert_eq!(shell.json(&moved).await["stage"], stage);
    }
    assert_eq!(
        shell.feature("templates.utility").await,
        "templates.utility\ttrue\tcohort\t-\tTo learn."
    );
    assert!(shell.feature("limits.people_per_day").await.contains("\t250\t"));
    assert!(shell.feature("media").await.starts_with("media\tfalse\tnot_given"));
    let anew = [
        "pilot",
        "cohort",
        "features",
        &cohort,
        "--features",
        "messages,media",
        "--reason",
        "Pictures.",
    ];
    assert_eq!(shell.json(&anew).await["features"].as_array().unwrap().len(), 2);
    assert!(shell.feature("media").await.starts_with("media\ttrue\tcohort"));
    let log = shell.says(&["pilot", "log"]).await;
    for step in ["accept", "invite", "open", "features", "limited", "full"] {
        assert!(log.contains(step), "{step}: {log}");
    }
    let listed = shell.says(&["pilot", "cohort", "ls"]).await;
    assert!(listed.starts_with(&format!("{cohort}\tFirst\topen\t10\t")), "{listed}");
    assert_eq!(shell.json(&["pilot", "off"]).await["on"], false);
    assert!(shell.feature("flows").await.starts_with("flows\ttrue\tno_pilot"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_granted_denied_and_killed_shows_with_its_reason_and_is_refused_by_its_name() {
    let dir = tempfile::tempdir().unwrap();
    let shell = Shell::open(dir.path()).await;
    let (_, code) = shell.invited().await;
    shell.json(&["pilot", "accept", &code, "--email", "a@example.org"]).await;
    let waba = shell.waba.as_str();
    for stage in ["limited", "full"] {
        shell.json(&["pilot", "stage", waba, stage, "--reason", "It goes."]).await;
    }
    let say = async |what: &str, feature: &str, more: &[&str]| {
        let words = ["business", "features", what, waba, feature, "--reason", "To try."];
        shell.says(&[&words[..], more].concat()).await
    };
    say("grant", "media", &["--until", "30"]).await;
    assert_eq!(shell.feature("media").await, "media\ttrue\tgranted\t-\tTo try.");
    say("grant", "limits.spend_per_day", &["--until", "30", "--value", "5"]).await;
    assert!(shell.feature("limits.spend_per_day").await.contains("\tgranted\t5\t"));
    say("deny", "messages", &["--until", "1"]).await;
    assert!(shell.feature("messages").await.starts_with("messages\tfalse\tdenied"));
    let seeded = |at: &str| shell.server.seeded(at).unwrap().to_owned();
    let (from, to) = (seeded("/phone_id"), seeded("/person_a/wa_id"));
    let send = ["send", "text", "Hi", "--from", &from, "--to", &to];
    let refused = shell.run(&send).await;
    assert_eq!(refused.status.code(), Some(5), "{}", String::from_utf8_lossy(&refused.stderr));
    assert!(String::from_utf8_lossy(&refused.stderr).contains("messages: the operator denied it"));
    say("revoke", "messages", &[]).await;
    shell.says(&send).await;
    say("kill", "media", &[]).await;
    assert!(shell.feature("media").await.starts_with("media\tfalse\tkill_switch"));
    let endless = ["business", "features", "grant", waba, "media", "--reason", "For ever."];
    assert_eq!(shell.run(&endless).await.status.code(), Some(2), "an end is needed");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_survey_and_a_scorecard_are_read_by_command() {
    let dir = tempfile::tempdir().unwrap();
    let shell = Shell::open(dir.path()).await;
    let (cohort, _) = shell.invited().await;
    let create = ["pilot", "survey", "create", "autumn", "--cohort", &cohort, "--percent", "20"];
    let survey = shell.json(&create).await["id"].as_str().unwrap().to_owned();
    assert!(shell.says(&["pilot", "survey", "ls"]).await.contains("autumn"));
    let shown = shell.json(&["pilot", "survey", "show", &survey]).await;
    assert_eq!((&shown["answered"], &shown["counts"]), (&Value::Null, &json!([])));
    let card = shell.json(&["pilot", "scorecard", &cohort]).await;
    assert_eq!((&card["good"], &card["seats"]), (&json!(false), &json!(0)));
    let read = shell.says(&["pilot", "scorecard", &cohort]).await;
    for line in ["may graduate\tfalse", "opt_out: - (bound 2", "utility_read: - (bound 60"] {
        assert!(read.contains(line), "{line}: {read}");
    }
    let frozen = ["pilot", "cohort", "freeze", &cohort, "--reason", "Too much."];
    assert_eq!(shell.json(&frozen).await["frozen_because"], "Too much.");
    assert_eq!(shell.json(&["pilot", "cohort", "thaw", &cohort]).await["state"], "running");
}
