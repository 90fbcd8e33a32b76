//! The model of a disk, against records made by hand and by the recorder.

use super::{Cut, Disk, Op, Record, Recorder, Recording, Trust};
use crate::random::Random;
use std::process::Command;

fn bytes(records: &[(u8, &str, u64, &[u8])]) -> Vec<u8> {
    let mut out = Vec::new();
    for (kind, name, at, data) in records {
        out.push(*kind);
        out.extend(u32::try_from(name.len()).unwrap().to_le_bytes());
        out.extend(at.to_le_bytes());
        out.extend((data.len() as u64).to_le_bytes());
        out.extend(name.as_bytes());
        out.extend(*data);
    }
    out
}

fn content(recording: &Recording, trust: Trust, cut: Cut) -> Vec<u8> {
    let mut disk = Disk::new(recording, trust);
    recording.records.iter().for_each(|record| disk.apply(record));
    disk.image(cut, &mut Random::new(1)).remove("a-wal").unwrap()
}

#[test]
fn what_was_flushed_stays_and_the_rest_may_go() {
    let recording = Recording::parse(bytes(&[
        (b'C', "a-wal", 0, b""),
        (b'W', "a-wal", 0, b"one"),
        (b'S', "a-wal", 0, b""),
        (b'W', "a-wal", 3, b"two"),
    ]))
    .unwrap();
    assert_eq!(content(&recording, Trust::All, Cut::OnlyFlushed), b"one");
    assert_eq!(content(&recording, Trust::All, Cut::All), b"onetwo");
    assert_eq!(content(&recording, Trust::NotTheLog, Cut::OnlyFlushed), b"");
    assert_eq!(content(&recording, Trust::None, Cut::OnlyFlushed), b"");
}

#[test]
fn a_torn_write_ends_at_a_sector_and_nothing_comes_after_it() {
    let page = [7; 4_096];
    let recording =
        Recording::parse(bytes(&[(b'W', "a-wal", 0, &page), (b'W', "a-wal", 4_096, &page)]))
            .unwrap();
    let mut disk = Disk::new(&recording, Trust::All);
    recording.records.iter().for_each(|record| disk.apply(record));
    let mut random = Random::new(1);
    let lengths: Vec<usize> =
        (0..64).map(|_| disk.image(Cut::Torn, &mut random)["a-wal"].len()).collect();
    assert!(lengths.iter().all(|length| length % 512 == 0), "{lengths:?}");
    assert!(lengths.iter().any(|length| length % 4_096 != 0), "{lengths:?}");
}

#[test]
fn the_recorder_writes_down_what_a_program_does() {
    let dir = tempfile::tempdir().unwrap();
    let data = dir.path().join("data");
    std::fs::create_dir(&data).unwrap();
    let recorder = Recorder::build(dir.path()).unwrap();
    let mut options = crate::process::ProcessOptions::new("python3", dir.path());
    recorder.attach(&mut options);
    let script = "import os\n\
        f = os.open('data/x', os.O_RDWR | os.O_CREAT)\n\
        os.pwrite(f, b'hello', 2)\n\
        os.fdatasync(f)\n\
        os.ftruncate(f, 3)\n\
        os.rename(os.path.abspath('data/x'), os.path.abspath('data/y'))\n\
        os.unlink(os.path.abspath('data/y'))\n";
    let mut python = Command::new("python3");
    python.args(["-c", script]).current_dir(dir.path()).envs(options.environment);
    assert!(python.status().unwrap().success());
    let recording = recorder.read().unwrap();
    let seen: Vec<(&str, &Op)> =
        recording.records.iter().map(|Record { name, op, .. }| (name.as_str(), op)).collect();
    let [("x", Op::Write { at: 2, data }), rest @ ..] = &seen[..] else { panic!("{seen:?}") };
    assert_eq!(recording.data(data), b"hello");
    let expected = [
        ("x", &Op::Flush),
        ("x", &Op::Cut(3)),
        ("x", &Op::Rename("y".to_owned())),
        ("y", &Op::Remove),
    ];
    assert_eq!(rest, expected);
    assert_eq!(recording.records.last().unwrap().end, recorder.length());
}
