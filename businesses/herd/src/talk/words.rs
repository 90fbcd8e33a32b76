//! Measures, causes and advice in plain words.

use jiff::tz::TimeZone;

use super::{Change, Language, Noted, Plot, Subject};
use crate::model::Kind;
use crate::reading::Metric;

/// Longest value of a template, in characters.
const VALUE_CHARS: usize = 700;
/// Cows that a message names, at most.
const NAMED: usize = 12;

/// A measure's name.
pub(super) fn metric_words(metric: usize, language: Language) -> &'static str {
    match Metric::ALL.get(metric) {
        Some(Metric::Activity) => language.pick("activity", "Aktivität"),
        Some(Metric::Rumination) => language.pick("rumination", "Wiederkauen"),
        Some(Metric::Eating) => language.pick("eating", "Fressen"),
        Some(Metric::Lying) => language.pick("lying", "Liegen"),
        Some(Metric::Steps) => language.pick("steps", "Schritte"),
        Some(Metric::Temperature) => language.pick("temperature", "Temperatur"),
        Some(Metric::Milk) => language.pick("milk", "Milch"),
        None => language.pick("behaviour", "Verhalten"),
    }
}

/// A number as people of the language write it, with a real minus sign.
pub(super) fn number(value: f32, digits: usize, sign: bool, language: Language) -> String {
    let bare = format!("{:.digits$}", value.abs());
    let bare = if language == Language::German { bare.replace('.', ",") } else { bare };
    let is_nothing = !bare.contains(|c: char| ('1'..='9').contains(&c));
    match (value < 0.0 && !is_nothing, sign) {
        (true, _) => format!("−{bare}"),
        (false, true) => format!("+{bare}"),
        (false, false) => bare,
    }
}

impl Change {
    /// `rumination −42 % over 12 h`.
    pub(super) fn words(&self, language: Language) -> String {
        let name = metric_words(self.metric, language);
        let amount = match self.percent {
            Some(percent) => format!("{} %", number(percent, 0, true, language)),
            None if self.metric == Metric::Temperature.index() => {
                format!("{} °C", number(self.change, 1, true, language))
            }
            None if self.change < 0.0 => language.pick("far lower", "stark gesunken").to_owned(),
            None => language.pick("far higher", "stark gestiegen").to_owned(),
        };
        let over = language.pick("over", "in");
        format!("{name} {amount} {over} {} h", self.hours)
    }
}

/// What changed, in one line.
pub(super) fn changes(noted: &Noted, language: Language) -> String {
    let all: Vec<String> = noted.changes.iter().map(|change| change.words(language)).collect();
    if all.is_empty() {
        return language.pick("no readings", "keine Messwerte").to_owned();
    }
    all.join(", ")
}

/// The cow or the group.
pub(super) fn subject(noted: &Noted, language: Language) -> String {
    match &noted.subject {
        Subject::Cow { number, name, pen, .. } => {
            let name = if name.is_empty() { String::new() } else { format!(" {name}") };
            let pen = if pen.is_empty() { String::new() } else { format!(" ({pen})") };
            one_line(&format!("{number}{name}{pen}"))
        }
        Subject::Group { name, .. } if name.is_empty() => {
            language.pick("the herd", "die Herde").to_owned()
        }
        Subject::Group { name, .. } => one_line(name),
    }
}

/// The cows of a group that stand out.
pub(super) fn cows(noted: &Noted, language: Language) -> String {
    let Subject::Group { numbers, .. } = &noted.subject else { return String::new() };
    if numbers.is_empty() {
        return language.pick("all of them", "alle").to_owned();
    }
    let mut listed = numbers.iter().take(NAMED).cloned().collect::<Vec<_>>().join(", ");
    if numbers.len() > NAMED {
        let more = language.pick("and", "und");
        let others = language.pick("more", "weitere");
        listed = format!("{listed} {more} {} {others}", numbers.len() - NAMED);
    }
    one_line(&listed)
}

/// How the herd is beside her.
pub(super) fn herd(noted: &Noted, language: Language) -> String {
    match (noted.herd, language) {
        (Some((normal, all)), Language::English) if normal == all => {
            format!("the other {all} cows are as ever")
        }
        (Some((normal, all)), Language::German) if normal == all => {
            format!("die anderen {all} Kühe sind wie immer")
        }
        (Some((normal, all)), Language::English) => {
            format!("{normal} of {all} others are as ever")
        }
        (Some((normal, all)), Language::German) => {
            format!("{normal} von {all} anderen sind wie immer")
        }
        (None, Language::English) => "too few others report to compare".to_owned(),
        (None, Language::German) => "zu wenige andere melden zum Vergleich".to_owned(),
    }
}

/// What it likely is.
pub(super) fn cause(noted: &Noted, language: Language) -> String {
    let sure = if noted.likely {
        language.pick("likely", "wahrscheinlich")
    } else {
        language.pick("perhaps", "vielleicht")
    };
    let what = match noted.kind.0 {
        Kind::Heat => language.pick("in heat", "brünstig"),
        Kind::Illness => language.pick("ill", "krank"),
        Kind::Calving => language.pick("about to calve", "kurz vor der Kalbung"),
        Kind::Lameness => language.pick("lame", "lahm"),
        Kind::Feed => {
            language.pick("a matter of feed or rumen", "eine Frage von Futter oder Pansen")
        }
        Kind::Unusual => {
            language.pick("something, but we do not know what", "etwas, wir wissen nicht was")
        }
        Kind::WholeGroup => {
            language.pick("feed, heat or a disturbance", "Futter, Hitze oder eine Störung")
        }
        Kind::CollarSilent => {
            language.pick("the collar or its battery", "das Halsband oder seine Batterie")
        }
        Kind::GroupSilent => {
            language.pick("the receiver or its power", "der Empfänger oder sein Strom")
        }
    };
    format!("{sure} {what}")
}

/// What to do now.
pub(super) fn advice(kind: Kind, language: Language) -> &'static str {
    match kind {
        Kind::Heat => language.pick(
            "watch her, and inseminate 8 to 16 hours after the beginning",
            "beobachten und 8 bis 16 Stunden nach Beginn besamen",
        ),
        Kind::Illness => language.pick(
            "measure temperature, look at udder, rumen and dung; call the vet if in doubt",
            "Temperatur messen, Euter, Pansen und Kot ansehen; im Zweifel den Tierarzt rufen",
        ),
        Kind::Calving => language.pick(
            "look after her now, and again every hour",
            "jetzt nach ihr sehen und dann jede Stunde",
        ),
        Kind::Lameness => {
            language.pick("look at her walk and her claws", "Gang und Klauen ansehen")
        }
        Kind::Feed => language
            .pick("look at feed, water and rumen fill", "Futter, Wasser und Pansenfüllung ansehen"),
        Kind::Unusual => language.pick("look at her", "nach ihr sehen"),
        Kind::WholeGroup => language.pick(
            "look at feed, water, air and what disturbs them",
            "Futter, Wasser, Luft und Störungen prüfen",
        ),
        Kind::CollarSilent => language.pick("look at the collar", "das Halsband ansehen"),
        Kind::GroupSilent => language.pick(
            "look at the receiver; alerts on its cows pause until readings come again",
            "den Empfänger prüfen; Meldungen zu seinen Kühen ruhen, bis wieder Werte kommen",
        ),
    }
}

/// The facts beside the collar.
pub(super) fn facts(noted: &Noted, language: Language) -> String {
    let mut facts = Vec::new();
    if let Some(days) = noted.days_in_milk {
        facts.push(match language {
            Language::English => format!("{days} d in milk"),
            Language::German => format!("{days}. Laktationstag"),
        });
    }
    if let Some(days) = noted.calving_in_days.filter(|days| (-14..=30).contains(days)) {
        facts.push(match language {
            Language::English => format!("calving expected in {days} d"),
            Language::German => format!("Kalbung erwartet in {days} Tagen"),
        });
    }
    if facts.is_empty() { "–".to_owned() } else { facts.join(", ") }
}

impl Plot {
    /// The picture in words: her sums of the last days, beside what is normal for a day.
    pub(crate) fn words(&self, language: Language) -> String {
        let is_mean = self.metric == Metric::Temperature.index();
        let sum = |hours: &[Option<f32>]| {
            let known: Vec<f32> = hours.iter().flatten().copied().collect();
            let count = u16::try_from(known.len()).unwrap_or(u16::MAX);
            let total: f32 = known.iter().sum();
            (count >= 12).then(|| {
                let mean = total / f32::from(count);
                if is_mean { mean } else { mean * 24.0 }
            })
        };
        let digits = usize::from(is_mean);
        let days: Vec<String> = self
            .measured
            .rchunks(24)
            .rev()
            .map(|day| {
                sum(day).map_or_else(|| "?".to_owned(), |n| number(n, digits, false, language))
            })
            .collect();
        let name = metric_words(self.metric, language);
        let per_day = language.pick("per day", "je Tag");
        let normal = sum(&self.normal).map_or(String::new(), |n| {
            format!(
                " ({} {})",
                language.pick("normal", "normal"),
                number(n, digits, false, language)
            )
        });
        format!("{name} {per_day} {}{normal}", days.join(" → "))
    }
}

/// When it began, on the farm's clock.
pub(super) fn since(noted: &Noted, zone: &TimeZone, language: Language) -> String {
    let local = noted.since().to_zoned(zone.clone());
    match language {
        Language::English => local.strftime("%-d %b %H:%M").to_string(),
        Language::German => local.strftime("%-d.%-m. %H:%M Uhr").to_string(),
    }
}

/// A line of a digest.
pub(crate) fn line(noted: &Noted, zone: &TimeZone, language: Language) -> String {
    let who = subject(noted, language);
    let cause = cause(noted, language);
    let who = match &noted.subject {
        Subject::Group { .. } => format!("{who} – {}", cows(noted, language)),
        Subject::Cow { .. } => who,
    };
    if noted.kind.0 == Kind::CollarSilent {
        let since = since(noted, zone, language);
        return one_line(&format!(
            "{who}: {} {since}",
            language.pick("collar silent since", "Halsband still seit")
        ));
    }
    one_line(&format!("{who}: {cause} ({})", changes(noted, language)))
}

/// A value of a template: one line, no runs of spaces, not too long.
pub(crate) fn one_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let joined: String = words.join(" ").chars().filter(|c| !c.is_control()).collect();
    if joined.chars().count() <= VALUE_CHARS {
        return if joined.is_empty() { "–".to_owned() } else { joined };
    }
    joined.chars().take(VALUE_CHARS - 1).chain(['…']).collect()
}
