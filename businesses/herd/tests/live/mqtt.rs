//! A real broker.

use super::farm::{SOON, Stage, at, cow};
use kurier_herd::Totals;
use kurier_herd::live::HerdConfig;
use kurier_herd::source::Form;
use kurier_herd::source::mqtt::MqttSource;
use rumqttc::{
    AsyncClient, Event, Incoming, MqttOptions, PublishOptions, TlsConfiguration, Transport,
};
use testkit_services::{Mosquitto, MosquittoOptions, or_not_run};

fn source(broker: &Mosquitto, form: Form) -> MqttSource {
    MqttSource {
        name: "mqtt".into(),
        host: "127.0.0.1".into(),
        port: broker.port(),
        tls: None,
        user: None,
        form,
        topic: MqttSource::usual_topic(form, "hof"),
        client_id: "herd-test".into(),
    }
}

/// Publishes with QoS 1 and waits until the broker has taken all.
async fn publish(options: MqttOptions, messages: Vec<(String, String)>) {
    let (client, mut connection) = AsyncClient::builder(options).capacity(10).build();
    let count = messages.len();
    let send = tokio::spawn(async move {
        for (topic, body) in messages {
            client.publish(topic, body, PublishOptions::at_least_once()).await.unwrap();
        }
        client
    });
    let taken = async {
        let mut acknowledged = 0;
        while acknowledged < count {
            if let Event::Incoming(Incoming::PubAck(_)) = connection.poll().await.unwrap() {
                acknowledged += 1;
            }
        }
    };
    tokio::time::timeout(SOON, taken).await.expect("the broker takes them");
    drop(send.await.unwrap());
}

fn options(broker: &Mosquitto) -> MqttOptions {
    MqttOptions::new("collars", ("127.0.0.1", broker.port()))
}

fn uplink(collar: &str, hour: u32) -> (String, String) {
    let body = format!(
        r#"{{"t":"2026-11-03T{hour:02}:00:00Z","m":{{"activity":40,"rumination_min":20}}}}"#
    );
    (format!("kurier/v1/hof/{collar}/up"), body)
}

fn with(stage: &mut Stage, source: MqttSource) -> HerdConfig {
    stage.config.mqtt = vec![source];
    stage.config.cows = vec![cow("1", "c1"), cow("2", "c2")];
    stage.config.clone()
}

async fn connected(stage: &Stage) {
    stage.until(|totals| totals.sources.iter().any(|source| source.state == "connected")).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readings_come_once_through_repeats_and_a_broker_that_falls() {
    let Some(mut broker) = or_not_run(Mosquitto::start()) else { return };
    let mut stage = Stage::set(at("2026-11-03T08:00:00Z")).await;
    let config = with(&mut stage, source(&broker, Form::Native));
    stage.launch(config).await;
    connected(&stage).await;
    let twice = vec![uplink("c1", 4), uplink("c1", 4), uplink("c2", 4)];
    publish(options(&broker), twice).await;
    stage
        .until(|totals| {
            totals.readings == 4
                && totals.broken.iter().any(|b| b.reason == "repeated" && b.count == 2)
        })
        .await;
    broker.kill().unwrap();
    stage.until(|totals| totals.sources.iter().any(|s| s.state.starts_with("away"))).await;
    broker.restart().unwrap();
    connected(&stage).await;
    let mut more = vec![uplink("c1", 5)];
    more.push(("kurier/v1/hof/c2/up".into(), "{\"t\":\"2026-".into()));
    publish(options(&broker), more).await;
    let is_broken = |totals: &Totals| totals.broken.iter().any(|row| row.reason == "not_json");
    stage.until(|totals| totals.readings == 6 && is_broken(totals)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_came_while_we_were_away_is_not_lost() {
    let Some(broker) = or_not_run(Mosquitto::start()) else { return };
    let mut stage = Stage::set(at("2026-11-03T08:00:00Z")).await;
    let config = with(&mut stage, source(&broker, Form::Native));
    stage.launch(config.clone()).await;
    connected(&stage).await;
    publish(options(&broker), vec![uplink("c1", 4)]).await;
    stage.until(|totals| totals.readings == 2).await;
    stage.stop().await;
    publish(options(&broker), vec![uplink("c1", 5), uplink("c2", 5)]).await;
    stage.launch(config).await;
    stage.until(|totals| totals.readings == 6).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_message_beyond_all_measure_is_counted_once_and_stops_nothing() {
    let Some(broker) = or_not_run(Mosquitto::start()) else { return };
    let mut stage = Stage::set(at("2026-11-03T08:00:00Z")).await;
    let config = with(&mut stage, source(&broker, Form::Native));
    stage.launch(config).await;
    connected(&stage).await;
    let mut options = options(&broker);
    options.set_max_packet_size(1024, 8 * 1024 * 1024);
    let huge = ("kurier/v1/hof/c1/up".to_owned(), "x".repeat(2 * 1024 * 1024));
    publish(options, vec![huge, uplink("c1", 4), uplink("c2", 4)]).await;
    let totals = stage.until(|totals| totals.readings == 4).await;
    let counted = totals.broken.iter().find(|row| row.reason == "too_large");
    assert_eq!(counted.map(|row| row.count), Some(1), "{totals:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_farm_has_its_own_credentials_over_tls() {
    let user =
        |name: &str, topics: &str| (name.to_owned(), format!("{name} secret"), topics.to_owned());
    let broker = Mosquitto::start_with(&MosquittoOptions {
        users: vec![user("hof", "kurier/v1/hof/#"), user("other", "kurier/v1/other/#")],
        tls: true,
    });
    let Some(broker) = or_not_run(broker) else { return };
    let authority = std::fs::read(broker.authority_file()).unwrap();
    let mut stage = Stage::set(at("2026-11-03T08:00:00Z")).await;
    let mut source = source(&broker, Form::Native);
    source.tls = Some(authority.clone());
    source.user = Some(("hof".into(), "hof secret".into()));
    let config = with(&mut stage, source);
    stage.launch(config).await;
    connected(&stage).await;
    let as_user = |name: &str| {
        let mut options = options(&broker);
        options.set_credentials(name, format!("{name} secret"));
        let tls = TlsConfiguration::Simple { ca: authority.clone(), alpn: None, client_auth: None };
        options.set_transport(Transport::tls_with_config(tls));
        options
    };
    // The broker acknowledges what a stranger may not write, and drops it.
    publish(as_user("other"), vec![uplink("c1", 3)]).await;
    publish(as_user("hof"), vec![uplink("c1", 4)]).await;
    let totals = stage.until(|totals| totals.readings == 2).await;
    assert_eq!(totals.sources[0].messages, 1, "nothing of the other farm");
}
