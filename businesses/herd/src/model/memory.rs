//! States as bytes: little-endian, a version first. What does not fit is refused whole.

use super::alarm::Alarm;
use super::bias::Bias;
use super::bucket::Bucket;
use super::cow::Cow;
use super::evidence::Frozen;
use super::group::Group;
use super::herd::ForeignState;
use super::ring::Ring;
use super::{Hour, METRICS, WINDOWS};

/// Changes with every change of the form.
const VERSION: u8 = 1;
/// What stands for no hour.
const NO_HOUR: i64 = i64::MIN;

pub(super) fn cow_to_bytes(cow: &Cow) -> Vec<u8> {
    let mut to = Writer(vec![VERSION]);
    to.hour(Some(cow.decided));
    for open in &cow.open {
        let used = open.buckets.iter().any(|bucket| !bucket.is_empty());
        to.hour(used.then_some(open.hour));
        for bucket in open.buckets.iter().filter(|_| used) {
            to.u64(bucket.minutes);
            to.i64(bucket.sum);
        }
    }
    for at in 0..METRICS {
        to.u32(cow.heard[at]);
        to.f32(cow.slow[at]);
        let empty = cow.rings[at].is_empty();
        to.u8(u8::from(!empty));
        for packed in cow.rings[at].0.iter().filter(|_| !empty) {
            to.u16(*packed);
        }
        for packed in &cow.days[at] {
            to.u16(*packed);
        }
    }
    cow.alarms.as_flattened().iter().for_each(|alarm| to.alarm(alarm));
    to.hour(Some(cow.shown));
    for (told, bias) in cow.told.iter().zip(&cow.bias) {
        to.hour(*told);
        to.f32(bias.by);
        to.hour(Some(bias.at));
    }
    to.u8(u8::from(cow.frozen.is_some()));
    for (middle, spread) in cow.frozen.iter().flat_map(|frozen| frozen.normal.as_flattened()) {
        to.f32(*middle);
        to.f32(*spread);
    }
    to.hour(cow.last_word);
    to.u8(u8::from(cow.silent));
    to.0
}

pub(super) fn cow_from_bytes(bytes: &[u8]) -> Result<Box<Cow>, ForeignState> {
    let mut from = Reader::of(bytes)?;
    let mut cow = Box::new(Cow { decided: from.hour()?.ok_or(ForeignState)?, ..Cow::default() });
    for open in &mut cow.open {
        let Some(hour) = from.hour()? else { continue };
        open.hour = hour;
        for bucket in &mut open.buckets {
            *bucket = Bucket { minutes: from.u64()?, sum: from.i64()? };
        }
    }
    for at in 0..METRICS {
        cow.heard[at] = from.u32()?;
        cow.slow[at] = from.f32()?;
        if from.flag()? {
            from.halves(&mut cow.rings[at].0)?;
        } else {
            cow.rings[at] = Ring::default();
        }
        from.halves(&mut cow.days[at])?;
    }
    for alarm in cow.alarms.as_flattened_mut() {
        *alarm = from.alarm()?;
    }
    cow.shown = from.hour()?.ok_or(ForeignState)?;
    for (told, bias) in cow.told.iter_mut().zip(&mut cow.bias) {
        *told = from.hour()?;
        *bias = Bias { by: from.f32()?, at: from.hour()?.ok_or(ForeignState)? };
    }
    if from.flag()? {
        let mut frozen = Frozen { normal: [[(0.0, 0.0); WINDOWS.len()]; METRICS] };
        for pair in frozen.normal.as_flattened_mut() {
            *pair = (from.f32()?, from.f32()?);
        }
        cow.frozen = Some(frozen);
    }
    cow.last_word = from.hour()?;
    cow.silent = from.flag()?;
    from.end()?;
    Ok(cow)
}

pub(super) fn groups_to_bytes(groups: &[(String, Group)]) -> Vec<u8> {
    let mut to = Writer(vec![VERSION]);
    to.u32(u32::try_from(groups.len()).unwrap_or(u32::MAX));
    for (name, group) in groups {
        to.text(name);
        to.hour(Some(group.decided));
        for median in group.medians.as_flattened() {
            let empty = median.hours.iter().all(|value| value.is_nan());
            to.u8(u8::from(!empty));
            for value in median.hours.iter().filter(|_| !empty) {
                to.f32(*value);
            }
            to.f32(median.usual_mad);
        }
        to.hour(Some(group.early));
        group.alarms.iter().for_each(|alarm| to.alarm(alarm));
        to.hour(group.told_whole);
        to.hour(group.told_together);
        to.u8(u8::from(group.silent));
    }
    to.0
}

pub(super) fn groups_from_bytes(bytes: &[u8]) -> Result<Vec<(String, Group)>, ForeignState> {
    let mut from = Reader::of(bytes)?;
    let mut groups = Vec::new();
    for _ in 0..from.u32()? {
        let name = from.text()?;
        let decided = from.hour()?.ok_or(ForeignState)?;
        let mut group = Group { decided, ..Group::default() };
        for median in group.medians.as_flattened_mut() {
            if from.flag()? {
                for value in &mut median.hours {
                    *value = from.f32()?;
                }
            }
            median.usual_mad = from.f32()?;
        }
        group.early = from.hour()?.ok_or(ForeignState)?;
        group.alarms = [from.alarm()?, from.alarm()?];
        group.told_whole = from.hour()?;
        group.told_together = from.hour()?;
        group.silent = from.flag()?;
        groups.push((name, group));
    }
    from.end()?;
    Ok(groups)
}

struct Writer(Vec<u8>);

impl Writer {
    fn u8(&mut self, value: u8) {
        self.0.push(value);
    }
    fn u16(&mut self, value: u16) {
        self.0.extend(value.to_le_bytes());
    }
    fn u32(&mut self, value: u32) {
        self.0.extend(value.to_le_bytes());
    }
    fn u64(&mut self, value: u64) {
        self.0.extend(value.to_le_bytes());
    }
    fn i64(&mut self, value: i64) {
        self.0.extend(value.to_le_bytes());
    }
    fn f32(&mut self, value: f32) {
        self.0.extend(value.to_le_bytes());
    }
    fn hour(&mut self, hour: Option<Hour>) {
        self.i64(hour.map_or(NO_HOUR, |hour| hour.0));
    }
    fn alarm(&mut self, alarm: &Alarm) {
        self.hour(alarm.on_since);
        self.hour(alarm.beyond_since);
        self.u8(u8::from(alarm.told));
    }
    fn text(&mut self, text: &str) {
        self.u32(u32::try_from(text.len()).unwrap_or(u32::MAX));
        self.0.extend(text.as_bytes());
    }
}

struct Reader<'a>(&'a [u8]);

impl<'a> Reader<'a> {
    fn of(bytes: &'a [u8]) -> Result<Self, ForeignState> {
        let mut reader = Self(bytes);
        if reader.u8()? == VERSION { Ok(reader) } else { Err(ForeignState) }
    }
    fn take<const N: usize>(&mut self) -> Result<[u8; N], ForeignState> {
        let (first, rest) = self.0.split_first_chunk().ok_or(ForeignState)?;
        self.0 = rest;
        Ok(*first)
    }
    fn u8(&mut self) -> Result<u8, ForeignState> {
        Ok(u8::from_le_bytes(self.take()?))
    }
    fn flag(&mut self) -> Result<bool, ForeignState> {
        match self.u8()? {
            0 => Ok(false),
            1 => Ok(true),
            _ => Err(ForeignState),
        }
    }
    fn u32(&mut self) -> Result<u32, ForeignState> {
        Ok(u32::from_le_bytes(self.take()?))
    }
    fn u64(&mut self) -> Result<u64, ForeignState> {
        Ok(u64::from_le_bytes(self.take()?))
    }
    fn i64(&mut self) -> Result<i64, ForeignState> {
        Ok(i64::from_le_bytes(self.take()?))
    }
    fn f32(&mut self) -> Result<f32, ForeignState> {
        Ok(f32::from_le_bytes(self.take()?))
    }
    fn hour(&mut self) -> Result<Option<Hour>, ForeignState> {
        let hour = self.i64()?;
        Ok((hour != NO_HOUR).then_some(Hour(hour)))
    }
    fn halves(&mut self, into: &mut [u16]) -> Result<(), ForeignState> {
        for value in into {
            *value = u16::from_le_bytes(self.take()?);
        }
        Ok(())
    }
    fn alarm(&mut self) -> Result<Alarm, ForeignState> {
        let (on_since, beyond_since) = (self.hour()?, self.hour()?);
        Ok(Alarm { on_since, beyond_since, told: self.flag()? })
    }
    fn text(&mut self) -> Result<String, ForeignState> {
        let length = usize::try_from(self.u32()?).map_err(|_| ForeignState)?;
        let (text, rest) = self.0.split_at_checked(length).ok_or(ForeignState)?;
        self.0 = rest;
        String::from_utf8(text.to_vec()).map_err(|_| ForeignState)
    }
    fn end(&self) -> Result<(), ForeignState> {
        if self.0.is_empty() { Ok(()) } else { Err(ForeignState) }
    }
}
