/// Why something of a delivery was not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Reason {
    /// Longer than what is read.
    TooLarge,
    /// Not UTF-8; read as Latin-1 all the same.
    NotUtf8,
    /// Nothing in it.
    Empty,
    /// Not of this form, or cut off.
    NotUnderstood,
    /// XML with a DOCTYPE: an attack, or a mistake.
    Doctype,
    /// Nested deeper than any real message.
    TooDeep,
    /// More flights or passengers than one delivery may hold.
    TooMany,
    /// About a flight that is not known here.
    UnknownFlight,
    /// The same delivery came before.
    Duplicate,
    /// Younger news of the same departure came before.
    Overtaken,
    /// A passenger without an address.
    NoAddress,
    /// A passenger who does not want to be contacted.
    Refuses,
}

/// All reasons.
const REASONS: [Reason; 12] = [
    Reason::TooLarge,
    Reason::NotUtf8,
    Reason::Empty,
    Reason::NotUnderstood,
    Reason::Doctype,
    Reason::TooDeep,
    Reason::TooMany,
    Reason::UnknownFlight,
    Reason::Duplicate,
    Reason::Overtaken,
    Reason::NoAddress,
    Reason::Refuses,
];

/// Something that was not used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Why.
    pub reason: Reason,
    /// Where, shortened.
    pub what: String,
}

impl Reason {
    /// Its stable name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TooLarge => "too_large",
            Self::NotUtf8 => "not_utf8",
            Self::Empty => "empty",
            Self::NotUnderstood => "not_understood",
            Self::Doctype => "doctype",
            Self::TooDeep => "too_deep",
            Self::TooMany => "too_many",
            Self::UnknownFlight => "unknown_flight",
            Self::Duplicate => "duplicate",
            Self::Overtaken => "overtaken",
            Self::NoAddress => "no_address",
            Self::Refuses => "refuses",
        }
    }

    /// What it means, and what to do.
    pub fn sentence(name: &str) -> &'static str {
        let known = REASONS.into_iter().find(|reason| reason.name() == name);
        match known {
            Some(Self::TooLarge) => "larger than 4 MiB; send it in parts",
            Some(Self::NotUtf8) => {
                "not UTF-8; it was read as Latin-1, nothing is lost; set the sender to UTF-8"
            }
            Some(Self::Empty) => "nothing in it; look at the sender",
            Some(Self::NotUnderstood) => {
                "not of the form that is read here, or cut off; what could be read of the rest was used"
            }
            Some(Self::Doctype) => {
                "XML with a DOCTYPE is refused, because it can read files; the sender must leave it out"
            }
            Some(Self::TooDeep) => "nested deeper than any real message; look at the sender",
            Some(Self::TooMany) => "more than 50,000 entries in one delivery; send it in parts",
            Some(Self::UnknownFlight) => {
                "about a flight that is not in the schedule; send its schedule first"
            }
            Some(Self::Duplicate) => "the same delivery came before and was used then",
            Some(Self::Overtaken) => {
                "younger news of the same departure came before; the older ones were left aside"
            }
            Some(Self::NoAddress) => {
                "a passenger without phone number or Kurier address; she cannot be told"
            }
            Some(Self::Refuses) => {
                "a passenger who does not want to be contacted (CTCR); she is not"
            }
            None => "unknown reason",
        }
    }
}
