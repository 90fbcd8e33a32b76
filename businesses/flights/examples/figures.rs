fn main() {
    let (f, day, dir) = (std::env::args().nth(1).unwrap(), std::env::args().nth(2).unwrap(), std::env::args().nth(3).unwrap());
    let data = std::path::PathBuf::from("/work/shared/data");
    let day = if day == "-" { None } else { Some(day.parse().unwrap()) };
    let path = kurier_flights::source::find_file(f.as_ref(), &data).unwrap();
    let flights = kurier_flights::source::read_flights(&path, &data, day).unwrap().flights;
    let mut feed = std::io::BufWriter::new(std::fs::File::create(format!("{dir}/feed.tsv")).unwrap());
    kurier_flights::replay::write_feed(&flights, 1, &mut feed).unwrap();
    let mut out = std::io::BufWriter::new(std::fs::File::create(format!("{dir}/decisions.tsv")).unwrap());
    kurier_flights::replay::write_decisions(&flights, 1, &mut out).unwrap();
    let args = kurier_flights::ReplayArgs { file: f.into(), data, day, speed: None, seed: 1 };
    let r = kurier_flights::replay(&args, &mut |_, _| {}).unwrap();
    println!("{}", kurier_flights::render_text(&r));
}
