//! Reading tables of departures.
#![expect(clippy::expect_used, reason = "a test that cannot go on fails")]

use std::{fs, path::Path};

use jiff::civil::date;
use kurier_flights::FlightsError;
use kurier_flights::source::{Flights, read_flights};

const AIRPORTS: &str = "iata,icao,name,city,country,lat,lon,tz
DFW,KDFW,x,Dallas,US,0,0,America/Chicago
LAX,KLAX,x,Los Angeles,US,0,0,America/Los_Angeles
JFK,KJFK,x,New York,US,0,0,America/New_York
HNL,PHNL,x,Honolulu,US,0,0,Pacific/Honolulu
GUM,PGUM,x,Guam,GU,0,0,Pacific/Guam
";

const HEAD_1999: &str = "year,month,day,dep_time,sched_dep_time,dep_delay,arr_time,sched_arr_time,arr_delay,carrier,\
    tailnum,flight,origin,dest,air_time,distance,cancelled,hour,minute,time_hour";

fn gzip(path: &Path, text: &str) {
    use std::io::Write;
    let file = fs::File::create(path).expect("a file");
    let mut packed = flate2::write::GzEncoder::new(file, flate2::Compression::fast());
    packed.write_all(text.as_bytes()).expect("written");
    packed.finish().expect("finished");
}

fn read(table: &str) -> Result<Flights, FlightsError> {
    let folder = tempfile::tempdir().expect("a folder");
    gzip(&folder.path().join("airports_iata.csv.gz"), AIRPORTS);
    let path = folder.path().join("flights.csv.gz");
    gzip(&path, table);
    read_flights(&path, folder.path(), None)
}

fn times(flights: &Flights, at: usize) -> [Option<String>; 4] {
    let flight = &flights.flights[at];
    let text = |at: kurier_flights::model::Minute| at.timestamp().to_string();
    [
        Some(text(flight.plan.std)),
        Some(text(flight.plan.sta)),
        flight.actual.off_block.map(text),
        flight.actual.on_block.map(text),
    ]
}

#[test]
fn local_times_become_utc_over_midnight_and_the_date_line() {
    let flights = read(&format!(
        "{HEAD_1999}
1999,12,22,2355,2350,5,800,755,5,AA,N1AA,1,LAX,JFK,0,2475,0,0,0,0
1999,12,22,30,2330,60,545,500,45,AA,N2AA,2,LAX,DFW,0,1235,0,0,0,0
1999,12,22,1400,1400,0,1830,1830,0,CO,N3CO,3,HNL,GUM,0,3801,0,0,0,0
1999,12,22,700,700,0,1800,1800,0,CO,N3CO,4,GUM,HNL,0,3801,0,0,0,0
1999,12,22,,2400,NA,,130,NA,AA,UNKNOW,5,DFW,LAX,NA,1235,1,0,0,0
"
    ))
    .expect("read");
    let expected = [
        [
            "1999-12-23T07:50:00Z",
            "1999-12-23T12:55:00Z",
            "1999-12-23T07:55:00Z",
            "1999-12-23T13:00:00Z",
        ],
        [
            "1999-12-23T07:30:00Z",
            "1999-12-23T11:00:00Z",
            "1999-12-23T08:30:00Z",
            "1999-12-23T11:45:00Z",
        ],
        [
            "1999-12-23T00:00:00Z",
            "1999-12-23T08:30:00Z",
            "1999-12-23T00:00:00Z",
            "1999-12-23T08:30:00Z",
        ],
        [
            "1999-12-21T21:00:00Z",
            "1999-12-22T04:00:00Z",
            "1999-12-21T21:00:00Z",
            "1999-12-22T04:00:00Z",
        ],
    ];
    for (at, expected) in expected.into_iter().enumerate() {
        assert_eq!(times(&flights, at), expected.map(|text| Some(text.to_owned())), "row {at}");
    }
    let cancelled = &flights.flights[4];
    assert_eq!(times(&flights, 4)[0].as_deref(), Some("1999-12-23T06:00:00Z"), "2400 ends the day");
    assert_eq!((cancelled.plan.tail.as_deref(), cancelled.actual.off_block), (None, None));
    assert_eq!(cancelled.plan.key.day, date(1999, 12, 22));
}

#[test]
fn the_days_of_changing_clocks_are_counted_right() {
    let flights = read(&format!(
        "{HEAD_1999}
2026,3,8,100,100,0,500,500,0,AA,N1AA,1,JFK,DFW,0,1391,0,0,0,0
2026,3,8,230,230,0,500,500,0,AA,N1AA,2,JFK,DFW,0,1391,0,0,0,0
2026,11,1,30,30,0,330,330,0,AA,N1AA,3,JFK,DFW,0,1391,0,0,0,0
"
    ))
    .expect("read");
    assert_eq!(
        times(&flights, 0)[..2],
        ["2026-03-08T06:00:00Z", "2026-03-08T10:00:00Z"].map(|t| Some(t.to_owned()))
    );
    assert_eq!(
        times(&flights, 1)[0].as_deref(),
        Some("2026-03-08T07:30:00Z"),
        "2:30 does not exist: 3:30"
    );
    assert_eq!(
        times(&flights, 2)[..2],
        ["2026-11-01T04:30:00Z", "2026-11-01T09:30:00Z"].map(|t| Some(t.to_owned()))
    );
}

#[test]
fn the_other_two_extracts_are_read_too() {
    let flights = read(
        "year,month,day,dep_time,dep_delay,arr_time,arr_delay,carrier,tailnum,flight,origin,dest,air_time,distance,hour,minute
2013,1,1,10,25,155,20,UA,N14228,1545,JFK,DFW,227,1391,0,10
2013,1,1,NA,NA,NA,NA,UA,N14228,1546,JFK,DFW,NA,1391,NA,NA
",
    )
    .expect("read");
    assert_eq!(
        (flights.flights.len(), flights.skipped),
        (1, 1),
        "a cancelled row has no time at all"
    );
    assert_eq!(
        times(&flights, 0)[0].as_deref(),
        Some("2013-01-02T04:45:00Z"),
        "scheduled 23:45 that day"
    );
    assert_eq!(flights.flights[0].delay_min(), Some(25));
    let flights = read(
        "Year,Month,DayofMonth,DayOfWeek,DepTime,ArrTime,UniqueCarrier,FlightNum,TailNum,ActualElapsedTime,AirTime,\
         ArrDelay,DepDelay,Origin,Dest,Distance,TaxiIn,TaxiOut,Cancelled,CancellationCode,Diverted
2011,1,1,6,1400,1500,AA,428,N576AA,60,40,-10,0,DFW,LAX,1235,7,13,0,,0
",
    )
    .expect("read");
    assert_eq!(times(&flights, 0)[0].as_deref(), Some("2011-01-01T20:00:00Z"));
}

#[test]
fn a_table_of_something_else_is_refused_with_the_reason() {
    for (table, why) in [
        ("a,b\n1,2\n", "no column year or Year"),
        ("", "no column year or Year"),
        (HEAD_1999, "none of its 0 rows is a flight"),
        (&format!("{HEAD_1999}\nx,y\n"), "none of its 1 rows is a flight"),
    ] {
        let fault = read(table).expect_err("refused");
        assert_eq!(fault.code(), "flights_data_shape");
        assert!(fault.to_string().contains(why), "{fault}");
    }
}
