//! Records of herd programs in the animal data exchange of ICAR, version 1.3: what happened to cows.

use jiff::Timestamp;
use serde_json::Value;

use super::animal::AnimalId;
use super::measure::{json, text, time};
use super::parcel::{Fact, What};
use super::{Broken, Parcel};

/// Resources of one message at most.
const RESOURCES_MAX: usize = 20_000;
/// Longest text of a record that is kept, in characters.
const KEPT_CHARS: usize = 80;
/// Heaviest milking that can be.
const MILK_KG_MAX: f64 = 100.0;

/// Reads one resource, a list of them, or a collection with `member`.
pub fn parse(body: &[u8], now: Timestamp) -> Parcel {
    let value = match json(body) {
        Ok(value) => value,
        Err(broken) => return broken,
    };
    let list = match &value {
        Value::Array(list) => list.as_slice(),
        other => match other.get("member").and_then(Value::as_array) {
            Some(list) => list.as_slice(),
            None => std::slice::from_ref(other),
        },
    };
    let mut parcel = Parcel::default();
    if list.len() > RESOURCES_MAX {
        parcel.fault(Broken::TooLarge, format!("{} resources in one message", list.len()));
    }
    for resource in list.iter().take(RESOURCES_MAX) {
        match fact(resource, now) {
            Ok(fact) => parcel.facts.push(fact),
            Err((reason, detail)) => parcel.fault(reason, detail),
        }
    }
    parcel.or_empty()
}

type Refused = (Broken, String);

fn fact(resource: &Value, now: Timestamp) -> Result<Fact, Refused> {
    let kind = text(resource, "/resourceType")
        .ok_or_else(|| (Broken::Shape, "no member resourceType".to_owned()))?;
    let core = kind == "icarAnimalCoreResource";
    let what = if core { known(resource) } else { event(kind, resource)? };
    let key = if core { "identifier" } else { "animal" };
    let animal = animal(resource.get(key)).ok_or_else(|| {
        let written: String = resource.get(key).map(Value::to_string).unwrap_or_default();
        (Broken::AnimalId, written)
    })?;
    let at = match (
        core,
        text(resource, "/eventDateTime").or(text(resource, "/milkingStartingDateTime")),
    ) {
        (true, _) => now,
        (false, at) => at.and_then(time).ok_or_else(|| (Broken::BadTime, kind.to_owned()))?,
    };
    Ok(Fact { animal, at, what })
}

fn animal(identifier: Option<&Value>) -> Option<AnimalId> {
    let identifier = identifier?;
    AnimalId::of_scheme(text(identifier, "/id")?, text(identifier, "/scheme")?)
}

fn kept(resource: &Value, pointer: &str) -> Option<String> {
    let kept: String = text(resource, pointer)?.trim().chars().take(KEPT_CHARS).collect();
    (!kept.is_empty()).then_some(kept)
}

fn known(resource: &Value) -> What {
    let pregnant = match text(resource, "/reproductionStatus") {
        Some("Pregnant" | "PregnantMultipleFoetus") => Some(true),
        Some("Open" | "NotPregnant" | "Birthed") => Some(false),
        _ => None,
    };
    What::Known {
        number: kept(resource, "/managementTag"),
        name: kept(resource, "/name"),
        pregnant,
    }
}

fn event(kind: &str, resource: &Value) -> Result<What, Refused> {
    let unknown = || (Broken::UnknownEvent, kind.to_owned());
    match kind {
        "icarReproParturitionEventResource" => Ok(What::Calved),
        "icarReproInseminationEventResource" => Ok(What::Inseminated),
        "icarReproHeatEventResource" => Ok(What::Heat),
        "icarReproPregnancyCheckEventResource" => match text(resource, "/result") {
            Some("Pregnant" | "Multiple") => Ok(What::Pregnancy(true)),
            Some("Empty") => Ok(What::Pregnancy(false)),
            _ => Err(unknown()),
        },
        "icarMilkingVisitEventResource" => milk(resource),
        "icarHealthDiagnosisEventResource" | "icarDiagnosisEventResource" => {
            let name =
                kept(resource, "/diagnoses/0/name").or_else(|| kept(resource, "/diagnoses/0/id"));
            name.map(What::Diagnosis).ok_or_else(unknown)
        }
        "icarAnimalSetJoinEventResource" | "icarGroupMovementArrivalEventResource" => {
            let group = kept(resource, "/animalSetId").or_else(|| kept(resource, "/groupName"));
            group.map(What::Joined).ok_or_else(unknown)
        }
        "icarAnimalSetLeaveEventResource" | "icarGroupMovementDepartureEventResource" => {
            Ok(What::Left)
        }
        _ => Err(unknown()),
    }
}

fn milk(resource: &Value) -> Result<What, Refused> {
    let weight = resource.pointer("/milkingMilkWeight/measurement").and_then(Value::as_f64);
    let kg = match text(resource, "/milkingMilkWeight/unitCode").unwrap_or("KGM") {
        "KGM" | "kg" => weight,
        "GRM" => weight.map(|grams| grams / 1000.0),
        "LBR" => weight.map(|pounds| pounds * 0.453_592_37),
        _ => None,
    };
    #[expect(clippy::cast_possible_truncation, reason = "bounded in the same expression")]
    let kg = kg.filter(|kg| (0.0..=MILK_KG_MAX).contains(kg)).map(|kg| kg as f32);
    kg.map(What::Milk).ok_or_else(|| (Broken::BadNumber, "milkingMilkWeight".to_owned()))
}
