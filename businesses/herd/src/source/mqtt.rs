//! Readings from an MQTT broker. A message is acknowledged once it is on disk, and a session that the broker keeps brings what
//! came while we were away: at least once, and counted once.

use std::time::Duration;

use rumqttc::{
    AckMode, AsyncClient, ConnectionError, Event, EventLoop, Incoming, MqttOptions, Outgoing, QoS,
    SessionMode, StateError, TlsConfiguration, Transport, mqttbytes,
};

use super::{Broken, Form, Parcel};
use crate::HerdError;
use crate::live::Intake;

/// Longest packet that is read as a rule: what is longer than a message may be is still named and counted.
const PACKET_BYTES: usize = 1024 * 1024;
/// Longest packet that MQTT knows. One beyond the rule would come again for ever and let nothing else through: it is read once, counted
/// and acknowledged.
const PACKET_BYTES_MAX: usize = 256 * 1024 * 1024;
const KEEP_ALIVE_S: u16 = 30;
const FIRST_PAUSE: Duration = Duration::from_millis(200);
const LONGEST_PAUSE: Duration = Duration::from_secs(30);

/// A broker and what to listen to there.
#[derive(Clone)]
pub struct MqttSource {
    /// How the page names it.
    pub name: String,
    /// Its host.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Encrypted, trusting these authorities (PEM), or not at all.
    pub tls: Option<Vec<u8>>,
    /// Who we are.
    pub user: Option<(String, String)>,
    /// How messages are written.
    pub form: Form,
    /// What to listen to.
    pub topic: String,
    /// Names the session that the broker keeps.
    pub client_id: String,
}

impl std::fmt::Debug for MqttSource {
    /// Leaves the password out.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "MqttSource({} at {}:{}, {})", self.name, self.host, self.port, self.topic)
    }
}

impl MqttSource {
    /// The topic where none is given.
    pub fn usual_topic(form: Form, name: &str) -> String {
        match form {
            Form::Chirpstack => "application/+/device/+/event/up".to_owned(),
            Form::Things => "v3/+/devices/+/up".to_owned(),
            _ => format!("kurier/v1/{name}/+/up"),
        }
    }

    /// Listens until dropped. Ends only when the herd's database fails.
    pub(crate) async fn run(self, intake: Intake, farm: String) -> Result<(), HerdError> {
        let (mut client, mut connection) = self.connect(PACKET_BYTES)?;
        let mut reads_all = false;
        let mut pause = FIRST_PAUSE;
        loop {
            match connection.poll().await {
                Ok(Event::Incoming(Incoming::ConnAck(_))) => {
                    if let Err(fault) = client.subscribe(self.topic.clone(), QoS::AtLeastOnce).await
                    {
                        tracing::warn!(%fault, source = self.name, "cannot subscribe");
                    }
                }
                Ok(Event::Incoming(Incoming::SubAck(_))) => {
                    pause = FIRST_PAUSE;
                    intake.note(&self.name, "connected").await?;
                }
                Ok(Event::Incoming(Incoming::Publish(publish))) => {
                    self.take(&intake, &farm, &publish.topic, &publish.payload).await?;
                    // A lost acknowledgement brings the message again, which changes nothing.
                    if let Err(fault) = client.ack(&publish).await {
                        tracing::info!(%fault, source = self.name, "cannot acknowledge");
                    }
                }
                // What was too long is off the broker: the rule holds again.
                Ok(Event::Outgoing(Outgoing::PubAck(_))) if reads_all => {
                    reads_all = false;
                    (client, connection) = self.connect(PACKET_BYTES)?;
                }
                Ok(_) => {}
                Err(fault) if is_too_long(&fault) => {
                    tracing::warn!(%fault, source = self.name, "a message beyond all measure");
                    reads_all = true;
                    (client, connection) = self.connect(PACKET_BYTES_MAX)?;
                }
                Err(fault) => {
                    tracing::info!(%fault, source = self.name, "the broker is away");
                    intake.note(&self.name, &format!("away: {fault}")).await?;
                    tokio::time::sleep(pause).await;
                    pause = (pause * 2).min(LONGEST_PAUSE);
                    reads_all = false;
                    (client, connection) = self.connect(PACKET_BYTES)?;
                }
            }
        }
    }

    fn connect(&self, packet_bytes: usize) -> Result<(AsyncClient, EventLoop), HerdError> {
        let mut options = MqttOptions::new(self.client_id.clone(), (self.host.clone(), self.port));
        options.set_keep_alive(KEEP_ALIVE_S);
        options.set_session_mode(SessionMode::Persistent);
        options.set_ack_mode(AckMode::Manual);
        options.set_max_packet_size(packet_bytes, PACKET_BYTES);
        if let Some((user, password)) = &self.user {
            options.set_credentials(user.clone(), password.clone());
        }
        if let Some(authorities) = &self.tls {
            let tls =
                TlsConfiguration::Simple { ca: authorities.clone(), alpn: None, client_auth: None };
            options.set_transport(Transport::tls_with_config(tls));
        }
        let wrong = |fault: &dyn std::fmt::Display| {
            HerdError::Configuration(format!("source {}: {fault}", self.name))
        };
        // Acknowledgements wait here while a burst is read; the broker bounds how many messages are under way.
        AsyncClient::builder(options).unbounded().try_build().map_err(|fault| wrong(&fault))
    }

    async fn take(
        &self,
        intake: &Intake,
        farm: &str,
        topic: &[u8],
        payload: &[u8],
    ) -> Result<(), HerdError> {
        let topic = String::from_utf8_lossy(topic);
        let place = place(self.form, &topic);
        if place.farm.is_some_and(|named| named != farm) {
            let parcel = Parcel::broken(Broken::OtherFarm, topic.as_ref());
            return intake.keep(&self.name, parcel).await.map(|_| ());
        }
        intake.take(&self.name, self.form, place.device, payload).await.map(|_| ())
    }
}

fn is_too_long(fault: &ConnectionError) -> bool {
    use mqttbytes::Error::PayloadSizeLimitExceeded;
    let ConnectionError::MqttState(StateError::Deserialization(fault)) = fault else {
        return false;
    };
    matches!(fault, PayloadSizeLimitExceeded(_))
}

/// What a topic says.
#[derive(Debug, Default, PartialEq, Eq)]
struct Place<'a> {
    farm: Option<&'a str>,
    device: Option<&'a str>,
}

/// `kurier/v1/{farm}/{device}/up` names farm and device; network servers name the device in the message.
fn place(form: Form, topic: &str) -> Place<'_> {
    if !matches!(form, Form::Native | Form::Senml) {
        return Place::default();
    }
    let mut parts = topic.split('/');
    match (parts.next(), parts.next(), parts.next(), parts.next(), parts.next(), parts.next()) {
        (Some("kurier"), Some("v1"), Some(owner), Some(device), Some("up"), None) => {
            Place { farm: Some(owner), device: Some(device) }
        }
        _ => Place::default(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_topic_names_farm_and_device() {
        let found = place(Form::Native, "kurier/v1/hof/c1/up");
        assert_eq!(found, Place { farm: Some("hof"), device: Some("c1") });
        assert_eq!(place(Form::Native, "kurier/v1/hof/c1/up/more"), Place::default());
        assert_eq!(place(Form::Things, "v3/app/devices/c1/up"), Place::default());
    }
}
