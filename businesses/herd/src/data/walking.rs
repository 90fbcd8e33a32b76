use std::collections::HashMap;
use std::path::PathBuf;

use super::{DataError, table::Table};

/// What of the two sensors is used: acceleration of the one, turning of the other, along the collar's axes.
pub const CHANNELS: [&str; 6] =
    ["BNO055_AX", "BNO055_AY", "BNO055_AZ", "MPU9250_GX", "MPU9250_GY", "MPU9250_GZ"];

/// One bout of one behaviour, ten samples a second.
#[derive(Debug, Clone, PartialEq)]
pub struct Bout {
    /// The cow's number.
    pub cow: String,
    /// What she did, as the observer wrote it.
    pub label: String,
    /// By sample, in the order of [`CHANNELS`].
    pub samples: Vec<[f32; CHANNELS.len()]>,
}

/// Reads labelled bouts and their samples. Bouts without samples are left out.
pub fn read_bouts(bouts: &[PathBuf], samples: &[PathBuf]) -> Result<Vec<Bout>, DataError> {
    let mut by_number: HashMap<String, Bout> = HashMap::new();
    let mut order = Vec::new();
    for path in bouts {
        let mut table = Table::open(path)?;
        let (bout, label) = (table.column("bout")?, table.column("label")?);
        let cow = table.column("cow")?;
        while table.next()? {
            let number = table.text(bout).to_owned();
            let (cow, label) = (table.text(cow).to_owned(), table.text(label).to_owned());
            by_number.insert(number.clone(), Bout { cow, label, samples: Vec::new() });
            order.push(number);
        }
    }
    for path in samples {
        let mut table = Table::open(path)?;
        let bout = table.column("bout")?;
        let mut places = [0; CHANNELS.len()];
        for (place, channel) in places.iter_mut().zip(CHANNELS) {
            *place = table.column(channel)?;
        }
        while table.next()? {
            let Some(bout) = by_number.get_mut(table.text(bout)) else { continue };
            let mut sample = [0.0; CHANNELS.len()];
            for (value, place) in sample.iter_mut().zip(places) {
                *value = table.number(place)?.unwrap_or(0.0);
            }
            bout.samples.push(sample);
        }
    }
    let all = order.into_iter().filter_map(|number| by_number.remove(&number));
    Ok(all.filter(|bout| !bout.samples.is_empty()).collect())
}
