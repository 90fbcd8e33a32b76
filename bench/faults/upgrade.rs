//! FT-18: databases of every released schema, opened by this program: nothing missing, whatever moment
//! the migration is cut off at; and a database newer than the program is refused with words.

use crate::dump;
use crate::fault::Place;
use crate::folder::{Found, export, open};
use crate::kurier;
use crate::row::Row;
use anyhow::{Context, Result, ensure};
use rusqlite::Connection;
use serde_json::{Value, json};
use std::path::{Path, PathBuf};
use std::process::Command;
use testkit::power::{Cut, Disk, Image, Recorder, Recording, Trust};
use testkit::{ProcessOptions, Random};

/// Where the golden databases lie: `NNNN.sql`, and the canonical export of its day, `NNNN.export`.
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/faults/golden");

pub(crate) async fn run(place: &Place) -> Result<Row> {
    let mut images = 0;
    let mut notes = Vec::new();
    let mut versions = golden()?;
    ensure!(!versions.is_empty(), "there is no golden database in {GOLDEN}");
    versions.insert(0, None);
    for golden in &versions {
        let name = golden.as_deref().map_or("nothing", |path| name_of(path));
        let before = lay_down(place, golden.as_deref(), name)?;
        let recording = migrate(place, &before, name)?;
        let cut = cut_off(place, golden.as_deref(), &before, &recording, name).await?;
        images += cut;
        notes
            .push(format!("{name}: {} writes, cut off at {cut} moments.", recording.records.len()));
    }
    refuses_what_is_newer(place)?;
    let row = Row::new(images, "cut-offs").note(
        "Each image of a cut-off migration was opened again and held every line of the golden export; a \
         database newer than the program is refused with words.",
    );
    Ok(notes.into_iter().fold(row, Row::note))
}

fn golden() -> Result<Vec<Option<PathBuf>>> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(GOLDEN)? {
        let path = entry?.path();
        if path.extension().is_some_and(|kind| kind == "sql") {
            found.push(Some(path));
        }
    }
    found.sort();
    Ok(found)
}

fn name_of(path: &Path) -> &str {
    path.file_stem().and_then(|stem| stem.to_str()).unwrap_or_default()
}

/// The golden database as files; nothing for the very first start.
fn lay_down(place: &Place, golden: Option<&Path>, name: &str) -> Result<Image> {
    let Some(golden) = golden else { return Ok(Image::new()) };
    let file = place.fresh(&format!("golden-{name}"))?.join("kurier.db");
    let conn = Connection::open(&file)?;
    conn.execute_batch(&std::fs::read_to_string(golden)?).context("the golden database")?;
    drop(conn);
    Ok(Image::from([("kurier.db".to_owned(), std::fs::read(&file)?)]))
}

/// Lets the real program migrate, recorded.
fn migrate(place: &Place, before: &Image, name: &str) -> Result<Recording> {
    let dir = place.fresh(&format!("migrate-{name}"))?;
    let data = dir.join("data");
    std::fs::create_dir_all(&data)?;
    write(before, &data)?;
    let recorder = Recorder::build(&dir)?;
    let mut options = ProcessOptions::new(kurier()?, &dir);
    recorder.attach(&mut options);
    let done = Command::new(&options.binary)
        .args(["ledger", "verify", "--offline", "--data"])
        .arg(&data)
        .env("KURIER_BALLAST", "0")
        .envs(options.environment)
        .output()?;
    ensure!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    recorder.read()
}

/// Cuts it off at every moment; each time the next start must end the work.
async fn cut_off(
    place: &Place,
    golden: Option<&Path>,
    before: &Image,
    recording: &Recording,
    name: &str,
) -> Result<u64> {
    let mut random = Random::new(18);
    let mut disk = Disk::holding(recording, Trust::All, before);
    let mut images = 0;
    let all = recording.records.len().max(1);
    // A quick run takes about a hundred moments of each.
    let step = place.scaled(all.div_ceil(100), 1);
    for (number, record) in recording.records.iter().enumerate() {
        disk.apply(record);
        if number % step != 0 && number + 1 != all {
            continue;
        }
        let cut = if number % 2 == 0 { Cut::OnlyFlushed } else { Cut::Subset };
        let dir = place.fresh("cut-off")?;
        write(&disk.image(cut, &mut random), &dir)?;
        let found = export(&dir).await;
        let found =
            found.with_context(|| format!("{name}, cut off at record {number} of {all}"))?;
        holds(&found, golden).with_context(|| format!("{name}, record {number} of {all}"))?;
        std::fs::remove_dir_all(dir)?;
        images += 1;
    }
    Ok(images)
}

/// Every line of the golden export is there, and nothing is wrong.
fn holds(found: &Found, golden: Option<&Path>) -> Result<()> {
    ensure!(found.is_sound, "{}", found.said);
    let Some(golden) = golden else { return Ok(()) };
    let lines = |text: &str| -> Result<Vec<Value>> {
        Ok(text.lines().map(serde_json::from_str).collect::<Result<_, _>>()?)
    };
    let present = lines(&found.text)?;
    let before = lines(&std::fs::read_to_string(golden.with_extension("export"))?)?;
    ensure!(present.len() >= before.len(), "the export has {} lines", present.len());
    for mut line in before {
        // How many lines there are today is their own matter: later programs keep more.
        if line.get("end").is_some() {
            continue;
        }
        as_told_today(&mut line);
        ensure!(present.iter().any(|now| tells(now, &line)), "the export lacks {line}");
    }
    Ok(())
}

/// Tells a line of the first schema in today's form: since 0002 transfers are numbered per business, and a
/// key names its message as a whole.
fn as_told_today(line: &mut Value) {
    for (kind, number) in [("transfer", "id"), ("top_up", "transfer")] {
        if let Some(Value::Object(members)) = line.get_mut(kind) {
            members.remove(number);
        }
    }
    if let Some(Value::Object(key)) = line.get_mut("idempotency") {
        let (person, seq) = (key.remove("person"), key.remove("seq"));
        key.entry("message").or_insert(json!({ "person": person, "seq": seq }));
    }
}

/// Whether `now` tells everything that `then` told. It may tell more: later programs know more.
fn tells(now: &Value, then: &Value) -> bool {
    match (now, then) {
        (Value::Object(now), Value::Object(then)) => then.iter().all(|(name, then)| {
            then.is_null() || now.get(name).is_some_and(|now| tells(now, then))
        }),
        (Value::Array(now), Value::Array(then)) => {
            now.len() == then.len() && now.iter().zip(then).all(|(now, then)| tells(now, then))
        }
        _ => now == then,
    }
}

fn refuses_what_is_newer(place: &Place) -> Result<()> {
    let dir = place.fresh("newer")?;
    drop(open(&dir)?);
    let conn = Connection::open(dir.join("kurier.db"))?;
    conn.execute(
        "INSERT INTO schema_migration (version, name, checksum) VALUES (9999, '9999_later', zeroblob(32))",
        [],
    )?;
    drop(conn);
    let done = Command::new(kurier()?)
        .args(["ledger", "verify", "--offline", "--data"])
        .arg(&dir)
        .output()?;
    let said = String::from_utf8_lossy(&done.stderr);
    ensure!(!done.status.success(), "a database of a later program was opened");
    ensure!(said.contains("newer Kurier"), "it said: {said}");
    Ok(())
}

fn write(image: &Image, dir: &Path) -> Result<()> {
    for (name, content) in image {
        std::fs::write(dir.join(name), content)?;
    }
    Ok(())
}

/// Makes a golden pair from a data folder at rest, named after the newest migration it knows.
pub(crate) async fn make(data: &Path) -> Result<()> {
    let found = export(data).await?;
    ensure!(found.is_sound, "{}", found.said);
    let conn = Connection::open(data.join("kurier.db"))?;
    let version: i64 =
        conn.query_row("SELECT count(*) FROM schema_migration", [], |row| row.get(0))?;
    let base = Path::new(GOLDEN).join(format!("{version:04}"));
    std::fs::write(base.with_extension("export"), found.text)?;
    std::fs::write(base.with_extension("sql"), dump::text(&conn)?)?;
    println!("{} made", base.display());
    Ok(())
}
