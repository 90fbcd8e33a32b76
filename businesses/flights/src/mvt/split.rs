use super::Clock;

/// Types of message that may follow each other in one text. A line that is exactly one of these begins a message.
const TYPES: [&str; 16] = [
    "MVT", "MVA", "ASM", "SSM", "DIV", "LDM", "CPM", "UCM", "PSM", "PTM", "PNL", "ADL", "SAM",
    "SRM", "SLC", "SLS",
];

/// One message: its type line, whether `COR` stood before it, and its lines.
#[derive(Debug)]
pub(super) struct Block<'a> {
    pub(super) kind: &'a str,
    pub(super) is_correction: bool,
    pub(super) sent: Option<Clock>,
    pub(super) lines: Vec<&'a str>,
}

/// Cuts a text into messages. Whatever stands before the first type line is a header and is left out.
pub(super) fn split(text: &str) -> Vec<Block<'_>> {
    let mut blocks: Vec<Block<'_>> = Vec::new();
    let mut corrects = false;
    let mut sent = None;
    for line in
        text.split(['\n', '\r']).map(|line| line.trim_matches([' ', '\t', '\u{1}', '\u{3}']))
    {
        if let Some(clock) = origin(line) {
            sent = Some(clock);
        } else if let Some((kind, first)) = adexp(line) {
            blocks.push(Block { kind, is_correction: false, sent, lines: vec![first] });
        } else if line == "COR" {
            corrects = true;
        } else if let Some((kind, correction)) = type_of(line) {
            blocks.push(Block {
                kind,
                is_correction: corrects || correction,
                sent,
                lines: Vec::new(),
            });
            corrects = false;
        } else if let Some(block) = blocks.last_mut()
            && !line.is_empty()
        {
            block.lines.push(line);
        }
    }
    blocks
}

fn type_of(line: &str) -> Option<(&str, bool)> {
    let stripped = line.strip_prefix("COR ").or_else(|| line.strip_suffix(" COR"));
    let kind = stripped.unwrap_or(line);
    TYPES.contains(&kind).then_some((kind, stripped.is_some()))
}

/// `.BUDKLXH 171230`: who sent it, and when.
fn origin(line: &str) -> Option<Clock> {
    let (sender, rest) = line.strip_prefix('.')?.split_once(' ')?;
    let time = rest.split([' ', '/']).next()?;
    (sender.len() == 7 && time.len() == 6).then(|| Clock::read(time))?
}

/// `-TITLE SAM …`
fn adexp(line: &str) -> Option<(&str, &str)> {
    let rest = line.strip_prefix("-TITLE ")?;
    let kind = rest.split(' ').next().filter(|kind| TYPES.contains(kind))?;
    Some((kind, line))
}

/// The text without its name lists (PNL, ADL, PTM), which name passengers.
pub fn without_names(text: &str) -> String {
    let mut names = false;
    let mut kept = String::with_capacity(text.len());
    for line in text.split_inclusive('\n') {
        let bare = line.trim_matches([' ', '\t', '\r', '\n', '\u{1}', '\u{3}']);
        if let Some((kind, _)) = type_of(bare) {
            names = matches!(kind, "PNL" | "ADL" | "PTM");
        } else if adexp(bare).is_some() {
            names = false;
        }
        if !names {
            kept.push_str(line);
        }
    }
    kept
}
