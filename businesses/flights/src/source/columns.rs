use csv::StringRecord;

/// Where a table of departures keeps what we need. Three public extracts of the same records differ in their names.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) year: usize,
    pub(super) month: usize,
    pub(super) day: usize,
    pub(super) carrier: usize,
    pub(super) flight: usize,
    pub(super) tail: usize,
    pub(super) from: usize,
    pub(super) to: usize,
    pub(super) distance: usize,
    pub(super) departed: usize,
    pub(super) departure_delay: usize,
    pub(super) arrived: usize,
    pub(super) arrival_delay: usize,
    pub(super) planned_departure: Option<usize>,
    pub(super) planned_arrival: Option<usize>,
    pub(super) cancelled: Option<usize>,
}

impl Columns {
    /// Finds the columns; the error names the one that is missing.
    pub(super) fn find(headers: &StringRecord) -> Result<Self, String> {
        let any = |names: &[&str]| headers.iter().position(|header| names.contains(&header));
        let must =
            |names: &[&str]| any(names).ok_or_else(|| format!("no column {}", names.join(" or ")));
        Ok(Self {
            year: must(&["year", "Year"])?,
            month: must(&["month", "Month"])?,
            day: must(&["day", "DayofMonth"])?,
            carrier: must(&["carrier", "UniqueCarrier"])?,
            flight: must(&["flight", "FlightNum"])?,
            tail: must(&["tailnum", "TailNum"])?,
            from: must(&["origin", "Origin"])?,
            to: must(&["dest", "Dest"])?,
            distance: must(&["distance", "Distance"])?,
            departed: must(&["dep_time", "DepTime"])?,
            departure_delay: must(&["dep_delay", "DepDelay"])?,
            arrived: must(&["arr_time", "ArrTime"])?,
            arrival_delay: must(&["arr_delay", "ArrDelay"])?,
            planned_departure: any(&["sched_dep_time", "CRSDepTime"]),
            planned_arrival: any(&["sched_arr_time", "CRSArrTime"]),
            cancelled: any(&["cancelled", "Cancelled"]),
        })
    }
}
