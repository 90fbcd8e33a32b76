use jiff::Timestamp;

/// What a source brought.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Feed {
    /// Its title, as plain text.
    pub title: String,
    /// The page it belongs to.
    pub link: Option<String>,
    /// Where it says it lies itself.
    pub itself: Option<String>,
    /// Hubs that push its changes (WebSub).
    pub hubs: Vec<String>,
    /// Its language.
    pub language: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// When it last changed.
    pub updated: Option<Timestamp>,
    /// How often it wants to be asked.
    pub pace: Pace,
    /// Its items, in its own order.
    pub items: Vec<Item>,
    /// What had to be mended or left out, once per reason.
    pub faults: Vec<Fault>,
    /// The character set it came in.
    pub encoding: &'static str,
}

/// How often a feed wants to be asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Pace {
    /// Not more often than this, in minutes: the longer of `ttl` and `sy:updatePeriod`.
    pub every_min: u32,
    /// Hours (UTC) in which it does not want to be asked, one bit each.
    pub skip_hours: u32,
    /// Days (Monday first) on which it does not want to be asked, one bit each.
    pub skip_days: u8,
}

/// One item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Item {
    /// What the feed calls it.
    pub id: Option<String>,
    /// Its page; of the web, or nothing.
    pub link: Option<String>,
    /// Its title, as plain text.
    pub title: String,
    /// Its summary, as plain text.
    pub summary: String,
    /// Its whole text, safe to show.
    pub body_html: Option<String>,
    /// When it was published, as the feed says.
    pub published: Option<Timestamp>,
    /// When it was changed, as the feed says.
    pub updated: Option<Timestamp>,
    /// Files that belong to it: the sound of a podcast.
    pub enclosures: Vec<Enclosure>,
    /// How long its sound is, in seconds.
    pub duration_s: Option<u32>,
    /// Its language.
    pub language: Option<String>,
}

/// A file that belongs to an item.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Enclosure {
    /// Where it lies.
    pub url: String,
    /// Its media type, as the feed says.
    pub kind: Option<String>,
    /// Its length, as the feed says.
    pub bytes: Option<u64>,
}

/// Something that was mended or left out while reading.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    /// Bytes that no character set could read.
    DamagedText,
    /// It announced another character set than it is in.
    WrongCharset,
    /// Form that had to be mended: unclosed elements, stray signs, unknown entities.
    Malformed,
    /// The document ended before its end.
    Truncated,
    /// It holds more than is read of one feed.
    TooLong,
    /// A single item could not be read; the others were.
    ItemUnreadable,
    /// An item with neither title, link nor text.
    ItemEmpty,
    /// A date that is none.
    BadDate,
    /// An address that does not lead to the web.
    BadLink,
}

impl Fault {
    /// Its name in counts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::DamagedText => "damaged_text",
            Self::WrongCharset => "wrong_charset",
            Self::Malformed => "malformed",
            Self::Truncated => "truncated",
            Self::TooLong => "too_long",
            Self::ItemUnreadable => "item_unreadable",
            Self::ItemEmpty => "item_empty",
            Self::BadDate => "bad_date",
            Self::BadLink => "bad_link",
        }
    }

    /// What it means, for the newsroom.
    pub const fn explanation(self) -> &'static str {
        match self {
            Self::DamagedText => "some bytes fit no character set; they were replaced",
            Self::WrongCharset => {
                "the feed announces another character set than it is written in; the right one was taken"
            }
            Self::Malformed => "the feed is not well-formed; it was mended and read all the same",
            Self::Truncated => "the feed ended in the middle; what had arrived was read",
            Self::TooLong => "the feed holds more than is read of one; the beginning was read",
            Self::ItemUnreadable => {
                "an item could not be read and was left out; the others were read"
            }
            Self::ItemEmpty => {
                "an item has neither title nor link nor text; there is nothing to send"
            }
            Self::BadDate => "a date could not be understood; the time of first sight is used",
            Self::BadLink => "an address does not lead to the web; it was left out",
        }
    }
}

/// Why nothing was read.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
pub enum NotAFeed {
    /// Nothing came.
    #[error("the answer is empty")]
    Empty,
    /// A page for people.
    #[error("this is a web page, not a feed; look for the address of its feed")]
    WebPage,
    /// Neither RSS, Atom nor JSON Feed.
    #[error("this is neither RSS, Atom nor JSON Feed")]
    Unknown,
    /// JSON that is no JSON Feed, or broken.
    #[error("this JSON is no JSON Feed, or it is broken")]
    BadJson,
    /// Reading it panicked: a defect of ours, which costs this document alone.
    #[error(
        "reading this broke the reader; that is a defect of the newsroom, please report it with the feed"
    )]
    BrokeReader,
}

impl NotAFeed {
    /// Its name in counts.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::WebPage => "web_page",
            Self::Unknown => "not_a_feed",
            Self::BadJson => "bad_json",
            Self::BrokeReader => "broke_reader",
        }
    }
}
