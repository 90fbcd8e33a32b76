use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use super::expect::{self, Condition, EXPECTATIONS};
use super::report::CheckReport;
use super::{safe, score};
use crate::PressError;
use crate::read::{Feed, NotAFeed, apart, read};

/// Reading one file may take so long.
const LONGEST: Duration = Duration::from_secs(10);
/// Bytes at the beginning of a file in which it may say how it is served.
const SERVED_BYTES: usize = 4096;
/// The address of files with expectations, which speak of addresses relative to it.
const SERVED_AT: &str = "http://127.0.0.1:8097/tests/case.xml";
/// Folders inside folders that are gone into.
const DEPTH_MAX: usize = 12;

/// How one document was read.
#[derive(Debug)]
pub struct Checked {
    /// What was read; nothing when it is no feed, or reading panicked.
    pub feed: Option<Feed>,
    /// Reading panicked or took too long.
    pub broke: bool,
    /// How long it took.
    pub took: Duration,
}

/// Reads one document; a panic is seen and counted.
pub fn check_bytes(bytes: &[u8], content_type: Option<&str>, base: Option<&str>) -> Checked {
    let begin = Instant::now();
    let done = read(bytes, content_type, base);
    let took = begin.elapsed();
    let broke = matches!(done, Err(NotAFeed::BrokeReader)) || took > LONGEST;
    Checked { broke, feed: done.ok(), took }
}

/// Checks every file below a folder, or a single file. Each folder's `expect.json` says what is expected of files below it.
pub fn check_folder(
    path: &Path,
    progress: &mut dyn FnMut(usize, usize),
) -> Result<CheckReport, PressError> {
    let mut files = Vec::new();
    let mut expectations: HashMap<PathBuf, Vec<Condition>> = HashMap::new();
    if path.is_file() {
        files.push(path.to_owned());
    } else {
        gather(path, 0, &mut files, &mut expectations)?;
    }
    files.sort();
    let mut report = CheckReport::default();
    for (number, file) in files.iter().enumerate() {
        progress(number, files.len());
        let bytes = std::fs::read(file)
            .map_err(|source| PressError::Read { path: file.clone(), source })?;
        let conditions = expectations.get(file).map_or(&[][..], Vec::as_slice);
        // Judging what was read is work over a stranger's words, too.
        let only = apart(|| {
            let mut only = CheckReport::default();
            one(&mut only, file, &bytes, conditions);
            only
        });
        report.add(only.unwrap_or_else(|| CheckReport {
            files: 1,
            panics: 1,
            misses: vec![format!("{}: judging it panicked", file.display())],
            ..CheckReport::default()
        }));
    }
    Ok(report)
}

fn gather(
    folder: &Path,
    depth: usize,
    files: &mut Vec<PathBuf>,
    expectations: &mut HashMap<PathBuf, Vec<Condition>>,
) -> Result<(), PressError> {
    let failed = |source| PressError::Read { path: folder.to_owned(), source };
    expectations.extend(
        expect::load(folder)?.into_iter().map(|(file, conditions)| (folder.join(file), conditions)),
    );
    for entry in std::fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        let name =
            path.file_name().map(|name| name.to_string_lossy().to_lowercase()).unwrap_or_default();
        if path.is_dir() && depth < DEPTH_MAX {
            gather(&path, depth + 1, files, expectations)?;
        } else if path.is_file() && !is_about_the_files(&name) {
            files.push(path);
        }
    }
    Ok(())
}

fn is_about_the_files(name: &str) -> bool {
    let about = ["license", "licence", "copying", "readme"];
    name == EXPECTATIONS || name.starts_with('.') || about.iter().any(|word| name.starts_with(word))
}

fn one(report: &mut CheckReport, file: &Path, bytes: &[u8], conditions: &[Condition]) {
    let (content_type, location) = served(bytes);
    // Where the authors of the cases serve them.
    let base = location.as_deref().or((!conditions.is_empty()).then_some(SERVED_AT));
    let checked = check_bytes(bytes, content_type.as_deref(), base);
    report.files += 1;
    if checked.broke {
        report.panics += 1;
        report.misses.push(format!("{}: reading it panicked or took too long", file.display()));
    }
    report.slowest_ms = report.slowest_ms.max(checked.took.as_millis());
    if let Some(feed) = &checked.feed {
        report.feeds += 1;
        report.items += feed.items.len();
        if safe::is_unsafe(feed) {
            report.harmful += 1;
            report.misses.push(format!("{}: something harmful would be shown", file.display()));
        }
    }
    for condition in conditions {
        if let Some(is_met) = score::charset(bytes, content_type.as_deref(), condition) {
            report.encodings_total += 1;
            report.encodings_ok += usize::from(is_met);
            missed(report, file, is_met, condition);
        }
        if let Some(is_met) = score::field(checked.feed.as_ref(), condition) {
            report.fields_total += 1;
            report.fields_ok += usize::from(is_met);
            missed(report, file, is_met, condition);
        }
    }
}

fn missed(report: &mut CheckReport, file: &Path, is_met: bool, condition: &Condition) {
    if !is_met {
        let path = serde_json::Value::Array(condition.path.clone());
        report.misses.push(format!("{}: {path} is not {}", file.display(), condition.value));
    }
}

/// Test cases say in their first comment with which headers they are served: `Header: Content-type: text/xml`.
fn served(bytes: &[u8]) -> (Option<String>, Option<String>) {
    let head =
        String::from_utf8_lossy(bytes.get(..bytes.len().min(SERVED_BYTES)).unwrap_or_default())
            .into_owned();
    let comment = head
        .split_once("<!--")
        .and_then(|(_, rest)| rest.split_once("-->"))
        .map_or("", |(comment, _)| comment);
    let header = |wanted: &str| {
        comment.lines().find_map(|line| {
            let (name, value) = line.trim().strip_prefix("Header:")?.split_once(':')?;
            name.trim().eq_ignore_ascii_case(wanted).then(|| value.trim().to_owned())
        })
    };
    (header("content-type"), header("content-location"))
}
