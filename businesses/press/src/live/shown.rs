//! Feeds to show: real ones of the data folder, or invented ones.

use std::fmt::Write as _;
use std::path::{Path, PathBuf};

/// Feeds of newsrooms that show well, by their place in the data folder.
const GOOD: [&str; 6] = ["rss2", "atom", "rss1", "jsonfeed", "rss0", "xml"];
/// Most feeds that are shown.
const FEEDS_MAX: usize = 4;
/// Items that a feed must have to be worth showing.
const ITEMS_MIN: usize = 3;

/// A feed to be shown.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownFeed {
    /// What it is about.
    pub topic: String,
    /// Its bytes.
    pub body: Vec<u8>,
}

/// Real feeds below `data/feeds/newsrooms`, if there are any; else one that is invented. The second value says whether they are real.
pub fn feeds_to_show(data: &Path) -> (Vec<ShownFeed>, bool) {
    let root = data.join("feeds").join("newsrooms");
    let mut found = Vec::new();
    for folder in GOOD {
        let mut files: Vec<PathBuf> = std::fs::read_dir(root.join(folder))
            .into_iter()
            .flatten()
            .flatten()
            .map(|entry| entry.path())
            .collect();
        files.sort();
        // One of each kind, so that different forms are seen at work.
        let fitting = files.into_iter().find_map(|file| {
            let body = std::fs::read(file).ok()?;
            let feed = crate::read::read(&body, None, None).ok()?;
            let titled = feed
                .items
                .iter()
                .filter(|item| item.title.len() > 15 && item.link.is_some())
                .count();
            let topic = crate::read::text::cut(&feed.title, 24);
            (titled >= ITEMS_MIN && !topic.is_empty()).then_some(ShownFeed { topic, body })
        });
        found.extend(fitting);
        if found.len() >= FEEDS_MAX {
            break;
        }
    }
    if found.is_empty() { (vec![invented(1)], false) } else { (found, true) }
}

/// A plausible feed of a town that does not exist; the same seed gives the same one.
pub fn invented(seed: u64) -> ShownFeed {
    let places = [
        "bridge",
        "harbour",
        "school",
        "museum",
        "market hall",
        "railway station",
        "river bank",
        "theatre",
    ];
    let doings = [
        "closes for repairs until spring",
        "opens again on Monday",
        "gets a new roof",
        "is to be sold, the council says",
        "asks for helpers",
    ];
    let pick = |list: &[&'static str], number: u64| {
        let length = u64::try_from(list.len()).unwrap_or(1);
        let place = usize::try_from(number.wrapping_mul(2_654_435_761).wrapping_add(seed) % length)
            .unwrap_or(0);
        list.get(place).copied().unwrap_or_default()
    };
    let mut items = String::new();
    for number in 0..6_u64 {
        let title = format!("The {} {}", pick(&places, number), pick(&doings, number / 2 + 3));
        let _infallible = write!(
            items,
            "<item><guid>{seed}-{number}</guid><title>{title}</title>\
             <description>{title}. This story is invented.</description></item>"
        );
    }
    let body = format!(
        "<rss version=\"2.0\"><channel><title>Invented news</title>{items}</channel></rss>"
    )
    .into_bytes();
    ShownFeed { topic: "Invented news".to_owned(), body }
}
