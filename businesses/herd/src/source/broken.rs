//! Why something that came could not be used: a closed list, so that it can be counted and explained.

/// Longest detail that is kept, in characters.
const DETAIL_CHARS: usize = 160;

/// Why something could not be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Broken {
    /// Longer than the source may send.
    TooLarge,
    /// Bytes that are no UTF-8.
    CharacterSet,
    /// No JSON, or cut off.
    NotJson,
    /// No table with the columns that are needed.
    NotATable,
    /// JSON of another shape.
    Shape,
    /// A shape of a version that is not read: named, so that nothing is taken wrongly.
    OldVersion,
    /// A label that the sender says must be understood.
    MustUnderstand,
    /// Only raw bytes: the network server has no decoder for the collar.
    NotDecoded,
    /// No device is named, or its name is too long.
    NoDevice,
    /// No time, or one that cannot be.
    BadTime,
    /// No number, or one that no cow reaches.
    BadNumber,
    /// A measure or a unit that the herd does not know.
    UnknownMeasure,
    /// It holds nothing that is measured.
    Empty,
    /// An animal's number that breaks ISO 11784.
    AnimalId,
    /// An event of a kind that is not read.
    UnknownEvent,
    /// It is about another farm.
    OtherFarm,
    /// Seen already.
    Repeated,
    /// Of an hour that is decided.
    Late,
    /// A record of the farm from so long ago that newer ones are known.
    Old,
    /// Of an hour that has not come.
    Ahead,
    /// Of a collar or an animal that the farm does not know.
    Stranger,
}

impl Broken {
    /// All of them.
    pub const ALL: [Self; 21] = [
        Self::TooLarge,
        Self::CharacterSet,
        Self::NotJson,
        Self::NotATable,
        Self::Shape,
        Self::OldVersion,
        Self::MustUnderstand,
        Self::NotDecoded,
        Self::NoDevice,
        Self::BadTime,
        Self::BadNumber,
        Self::UnknownMeasure,
        Self::Empty,
        Self::AnimalId,
        Self::UnknownEvent,
        Self::OtherFarm,
        Self::Repeated,
        Self::Late,
        Self::Old,
        Self::Ahead,
        Self::Stranger,
    ];

    /// Its stable name.
    pub const fn code(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::CharacterSet => "character_set",
            Self::NotJson => "not_json",
            Self::NotATable => "not_a_table",
            Self::Shape => "shape",
            Self::OldVersion => "old_version",
            Self::MustUnderstand => "must_understand",
            Self::NotDecoded => "not_decoded",
            Self::NoDevice => "no_device",
            Self::BadTime => "bad_time",
            Self::BadNumber => "bad_number",
            Self::UnknownMeasure => "unknown_measure",
            Self::Empty => "empty",
            Self::AnimalId => "animal_id",
            Self::UnknownEvent => "unknown_event",
            Self::OtherFarm => "other_farm",
            Self::Repeated => "repeated",
            Self::Late => "late",
            Self::Old => "old",
            Self::Ahead => "ahead",
            Self::Stranger => "stranger",
        }
    }

    /// What happened and what to do, in one sentence.
    pub const fn explain(self) -> &'static str {
        match self {
            Self::TooLarge => "longer than this source may send: send fewer hours at once",
            Self::CharacterSet => "the bytes are no UTF-8: export as UTF-8",
            Self::NotJson => "no JSON, or cut off: look at the connection and at the sender",
            Self::NotATable => {
                "the first line names no collar and no time: see the columns in the documentation"
            }
            Self::Shape => {
                "JSON of another shape than this source has: is it the right address or topic?"
            }
            Self::OldVersion => "a message of ChirpStack 3: update it to version 4",
            Self::MustUnderstand => {
                "the sender demands that a label be understood which is not known here"
            }
            Self::NotDecoded => {
                "only raw bytes came: give the collars a decoder in the network server"
            }
            Self::NoDevice => "no device is named, or its name is longer than 64 characters",
            Self::BadTime => "no time, or one that cannot be: look at the sender's clock",
            Self::BadNumber => {
                "no number, or one that no cow reaches: look at the collar and its decoder"
            }
            Self::UnknownMeasure => {
                "a measure or unit that the herd does not use; nothing to do if it is of no use to you"
            }
            Self::Empty => "a message without measures; nothing to do if the collar sends such",
            Self::AnimalId => "an animal's number that breaks ISO 11784: 15 digits, country first",
            Self::UnknownEvent => "an event of a kind that is not used here; nothing to do",
            Self::OtherFarm => {
                "it is about another farm: look at the topics and at the broker's permissions"
            }
            Self::Repeated => "seen already and counted once; nothing to do",
            Self::Late => {
                "its hour was decided already: the readings came more than six hours late"
            }
            Self::Old => "a record of more than two years ago; nothing to do",
            Self::Ahead => "from the future: look at the sender's clock",
            Self::Stranger => "no cow of the farm wears this collar: add her, or change her collar",
        }
    }
}

/// One thing that could not be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub reason: Broken,
    /// Where, in a few words; never longer than a line.
    pub detail: String,
}

impl Fault {
    /// A fault with a detail, cut to a line of printable characters.
    pub fn new(reason: Broken, detail: impl AsRef<str>) -> Self {
        let printable = |c: char| if c.is_control() { ' ' } else { c };
        let detail = detail.as_ref().chars().take(DETAIL_CHARS).map(printable).collect();
        Self { reason, detail }
    }
}
