use super::DelayCode;

/// A language passengers are written to in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
pub enum Language {
    /// American English.
    #[serde(rename = "en_US")]
    English,
    /// German.
    #[serde(rename = "de")]
    German,
}

/// Which part of the work a delay code belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Group {
    /// 00-09
    Airline,
    /// 11-19
    Passengers,
    /// 21-29
    Cargo,
    /// 31-39
    Handling,
    /// 41-48
    Technical,
    /// 51-58
    DamageAndSystems,
    /// 61-69
    Crew,
    /// 71-77
    Weather,
    /// 81-89
    Authorities,
    /// 91-96
    Reactionary,
    /// 97-99
    Other,
}

/// What a code means to a passenger.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reason {
    /// The part of the work.
    pub group: Group,
    /// In English, fit to follow "Reason:".
    pub english: &'static str,
    /// In German, fit to follow "Grund:".
    pub german: &'static str,
    /// Often taken as an extraordinary circumstance. A hint, never a legal judgement.
    pub often_extraordinary: bool,
}

impl Reason {
    /// The words in a language.
    pub const fn words(&self, language: Language) -> &'static str {
        match language {
            Language::English => self.english,
            Language::German => self.german,
        }
    }

    /// The words for a delay of which no reason is known.
    pub const fn unknown(language: Language) -> &'static str {
        match language {
            Language::English => "not known yet",
            Language::German => "noch nicht bekannt",
        }
    }
}

const fn group(number: u8) -> Group {
    match number {
        0..=10 => Group::Airline,
        11..=20 => Group::Passengers,
        21..=30 => Group::Cargo,
        31..=40 => Group::Handling,
        41..=50 => Group::Technical,
        51..=60 => Group::DamageAndSystems,
        61..=70 => Group::Crew,
        71..=80 => Group::Weather,
        81..=90 => Group::Authorities,
        91..=96 => Group::Reactionary,
        _ => Group::Other,
    }
}

/// Codes (first and last of a run), English, German.
const WORDS: &[(u8, u8, &str, &str)] = &[
    (0, 5, "operational reasons at the airline", "betriebliche Gründe bei der Airline"),
    (6, 6, "no gate was free", "kein Gate war frei"),
    (7, 8, "operational reasons at the airline", "betriebliche Gründe bei der Airline"),
    (9, 9, "the time planned on the ground was too short", "die geplante Bodenzeit war zu kurz"),
    (11, 13, "check-in took longer", "der Check-in dauerte länger"),
    (14, 14, "more passengers than seats", "mehr Fluggäste als Plätze"),
    (15, 15, "boarding took longer", "das Einsteigen dauerte länger"),
    (16, 17, "preparing the cabin took longer", "die Vorbereitung der Kabine dauerte länger"),
    (18, 18, "handling baggage took longer", "die Gepäckabfertigung dauerte länger"),
    (19, 19, "helping passengers on board took longer", "die Hilfe beim Einsteigen dauerte länger"),
    (21, 29, "loading cargo took longer", "das Laden der Fracht dauerte länger"),
    (31, 31, "flight papers came late", "Flugunterlagen kamen verspätet"),
    (32, 34, "loading the aircraft took longer", "das Beladen des Flugzeugs dauerte länger"),
    (35, 35, "cleaning the aircraft took longer", "die Reinigung des Flugzeugs dauerte länger"),
    (36, 36, "fuelling took longer", "das Betanken dauerte länger"),
    (37, 37, "catering came late", "die Bordverpflegung kam verspätet"),
    (38, 39, "ground equipment was not ready", "Bodengerät war nicht bereit"),
    (41, 41, "a technical fault is being mended", "ein technischer Fehler wird behoben"),
    (42, 43, "maintenance took longer", "die Wartung dauerte länger"),
    (44, 45, "a spare part is awaited", "auf ein Ersatzteil wird gewartet"),
    (46, 48, "another aircraft is being prepared", "ein anderes Flugzeug wird vorbereitet"),
    (
        51,
        52,
        "the aircraft was damaged and is being checked",
        "das Flugzeug wurde beschädigt und wird geprüft",
    ),
    (55, 58, "a computer system failed", "ein Computersystem ist ausgefallen"),
    (61, 62, "the flight plan had to be changed", "der Flugplan musste geändert werden"),
    (63, 63, "the crew came late", "die Besatzung kam verspätet"),
    (64, 64, "the crew is not complete", "die Besatzung ist nicht vollzählig"),
    (65, 65, "a request of the crew", "ein Wunsch der Besatzung"),
    (66, 66, "the cabin crew came late", "die Kabinenbesatzung kam verspätet"),
    (67, 68, "the cabin crew is not complete", "die Kabinenbesatzung ist nicht vollzählig"),
    (69, 69, "a security check on board", "eine Sicherheitsprüfung an Bord"),
    (71, 71, "weather at the airport of departure", "Wetter am Abflugort"),
    (72, 72, "weather at the destination", "Wetter am Zielort"),
    (73, 73, "weather on the way", "Wetter auf der Strecke"),
    (75, 75, "the aircraft is being de-iced", "das Flugzeug wird enteist"),
    (76, 76, "snow is being cleared", "Schnee wird geräumt"),
    (77, 77, "weather slows the work on the ground", "das Wetter verlangsamt die Arbeit am Boden"),
    (
        81,
        83,
        "air traffic control allows fewer flights",
        "die Flugsicherung lässt weniger Flüge zu",
    ),
    (
        84,
        84,
        "air traffic control, because of weather at the destination",
        "Flugsicherung, wegen des Wetters am Zielort",
    ),
    (85, 85, "security checks took longer", "die Sicherheitskontrolle dauerte länger"),
    (86, 86, "passport or customs control took longer", "Pass- oder Zollkontrolle dauerte länger"),
    (
        87,
        87,
        "airport facilities were not available",
        "Anlagen des Flughafens waren nicht verfügbar",
    ),
    (88, 88, "restrictions at the destination", "Einschränkungen am Zielort"),
    (89, 89, "restrictions at the airport of departure", "Einschränkungen am Abflugort"),
    (
        91,
        91,
        "passengers or baggage of a late connection",
        "Fluggäste oder Gepäck eines verspäteten Zubringers",
    ),
    (92, 92, "a check-in error at a connection", "ein Check-in-Fehler beim Zubringer"),
    (
        93,
        93,
        "the aircraft arrives late from its previous flight",
        "das Flugzeug kommt verspätet von seinem vorigen Flug",
    ),
    (
        94,
        95,
        "the crew arrives late from its previous flight",
        "die Besatzung kommt verspätet von ihrem vorigen Flug",
    ),
    (96, 96, "the airline had to change its plans", "die Airline musste umplanen"),
    (97, 97, "a strike at the airline", "ein Streik bei der Airline"),
    (98, 98, "a strike outside the airline", "ein Streik außerhalb der Airline"),
];

impl DelayCode {
    /// What it means to a passenger; `None` for codes without a public meaning.
    pub fn reason(self) -> Option<Reason> {
        let number = self.number();
        let (_, _, english, german) =
            WORDS.iter().find(|(first, last, ..)| (*first..=*last).contains(&number))?;
        let often_extraordinary = matches!(number, 71..=77 | 81..=89 | 98);
        Some(Reason { group: group(number), english, german, often_extraordinary })
    }
}
