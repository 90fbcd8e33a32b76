//! Where readings and the farm's records come from. Every parser takes arbitrary bytes, never panics, and gives what is good
//! beside what is not, with its reason.

mod animal;
mod broken;
pub mod chirpstack;
pub mod http;
pub mod icar;
mod measure;
pub mod mqtt;
pub mod native;
mod parcel;
pub mod senml;
pub mod table;
pub mod things;

pub use animal::AnimalId;
pub use broken::{Broken, Fault};
pub use measure::{metric, time};
pub use parcel::{Fact, Parcel, What};

use jiff::Timestamp;

/// How a source writes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Form {
    /// Kurier's own.
    Native,
    /// SenML in JSON.
    Senml,
    /// ChirpStack 4.
    Chirpstack,
    /// The Things Stack 3.
    Things,
    /// A table.
    Csv,
    /// ICAR's animal data exchange.
    Icar,
}

/// Longest message of a collar or of a network server.
const UPLINK_BYTES: usize = 256 * 1024;
/// Longest table or collection of a herd program.
pub(crate) const TABLE_BYTES: usize = 4 * 1024 * 1024;

impl Form {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::Native, Self::Senml, Self::Chirpstack, Self::Things, Self::Csv, Self::Icar];

    /// Its name in configurations and addresses.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Native => "native",
            Self::Senml => "senml",
            Self::Chirpstack => "chirpstack",
            Self::Things => "things",
            Self::Csv => "csv",
            Self::Icar => "icar",
        }
    }

    /// By its name.
    pub fn of(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.name() == name)
    }

    /// Longest message.
    pub const fn bytes_max(self) -> usize {
        match self {
            Self::Csv | Self::Icar => TABLE_BYTES,
            _ => UPLINK_BYTES,
        }
    }

    /// Reads a message. `device` is the device of the topic, where the topic names one.
    pub fn read(self, body: &[u8], device: Option<&str>, now: Timestamp) -> Parcel {
        if body.len() > self.bytes_max() {
            return Parcel::broken(Broken::TooLarge, format!("{} bytes", body.len()));
        }
        match self {
            Self::Native => native::parse(body, device),
            Self::Senml => senml::parse(body, device, now),
            Self::Chirpstack => chirpstack::parse(body),
            Self::Things => things::parse(body),
            Self::Csv => table::parse(body),
            Self::Icar => icar::parse(body, now),
        }
    }
}
