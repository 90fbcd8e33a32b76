//! What one message of a source held.

use jiff::Timestamp;

use super::animal::AnimalId;
use super::{Broken, Fault};
use crate::reading::Reading;

/// Most faults of one message that are named one by one.
const FAULTS_NAMED: usize = 100;

/// What one message of a source held: what is good is taken, what is not is counted.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parcel {
    /// What collars measured.
    pub readings: Vec<Reading>,
    /// What the farm's own records say.
    pub facts: Vec<Fact>,
    /// What could not be used.
    pub faults: Vec<Fault>,
    /// Faults beyond those that are named.
    pub more_faults: u64,
}

/// What the farm's records say of an animal.
#[derive(Debug, Clone, PartialEq)]
pub struct Fact {
    /// Which animal.
    pub animal: AnimalId,
    /// When.
    pub at: Timestamp,
    /// What.
    pub what: What,
}

/// What happened, or is known.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// She belongs to the farm.
    Known {
        /// The number that the farmer reads.
        number: Option<String>,
        /// Her name.
        name: Option<String>,
        /// Whether she is pregnant, where it is said.
        pregnant: Option<bool>,
    },
    /// She calved.
    Calved,
    /// She was inseminated.
    Inseminated,
    /// She was found pregnant, or not.
    Pregnancy(bool),
    /// She was milked: kilograms.
    Milk(f32),
    /// She was found ill.
    Diagnosis(String),
    /// She was seen in heat.
    Heat,
    /// She joined a group.
    Joined(String),
    /// She left a group.
    Left,
}

impl Parcel {
    /// One that holds nothing but a fault.
    pub fn broken(reason: Broken, detail: impl AsRef<str>) -> Self {
        let mut parcel = Self::default();
        parcel.fault(reason, detail);
        parcel
    }

    /// Notes a fault. Beyond a hundred they are only counted.
    pub fn fault(&mut self, reason: Broken, detail: impl AsRef<str>) {
        if self.faults.len() < FAULTS_NAMED {
            self.faults.push(Fault::new(reason, detail));
        } else {
            self.more_faults += 1;
        }
    }

    /// Says so when nothing at all was found.
    #[must_use]
    pub fn or_empty(mut self) -> Self {
        if self.readings.is_empty() && self.facts.is_empty() && self.faults.is_empty() {
            self.fault(Broken::Empty, "nothing is measured");
        }
        self
    }
}
