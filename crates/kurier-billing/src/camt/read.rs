//! The walk through a file: bounds, places, and which element means what.

use super::entry::Open;
use super::{BYTES_MAX, DEPTH_MAX, ENTRIES_MAX, Entry, Fault, TEXT_MAX, What};
use quick_xml::Reader;
use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesRef, BytesStart, Event};

/// Namespaces of the versions that are read.
const VERSIONS: [&str; 2] = [
    "urn:iso:std:iso:20022:tech:xsd:camt.053.001.02",
    "urn:iso:std:iso:20022:tech:xsd:camt.053.001.08",
];
const STATEMENT: &str = "/Document/BkToCstmrStmt/Stmt";

/// Reads a bank statement.
pub fn read(bytes: &[u8]) -> Result<Vec<Entry>, Fault> {
    let at_start = |what| Fault { line: 1, what };
    if bytes.len() > BYTES_MAX {
        return Err(at_start(What::TooLarge));
    }
    let text = str::from_utf8(bytes).map_err(|_| at_start(What::NotUtf8))?;
    let mut walk = Walk::new(text.trim_start_matches('\u{FEFF}'));
    walk.run().map_err(|what| Fault { line: walk.line, what })?;
    Ok(walk.entries)
}

struct Walk<'a> {
    text: &'a str,
    reader: Reader<&'a [u8]>,
    /// How far lines are counted.
    counted: usize,
    line: usize,
    /// Local names of the open elements, joined by `/`.
    path: String,
    depth: usize,
    /// Text of the element that is open.
    value: String,
    account: String,
    open: Option<Open>,
    entries: Vec<Entry>,
    known: bool,
}

impl<'a> Walk<'a> {
    fn new(text: &'a str) -> Self {
        Self {
            text,
            reader: Reader::from_str(text),
            counted: 0,
            line: 1,
            path: String::new(),
            depth: 0,
            value: String::new(),
            account: String::new(),
            open: None,
            entries: Vec::new(),
            known: false,
        }
    }

    fn run(&mut self) -> Result<(), What> {
        loop {
            let event = self.reader.read_event();
            self.count();
            match event.map_err(|_| What::NotXml)? {
                Event::Start(start) => self.start(&start)?,
                Event::Empty(start) => {
                    self.start(&start)?;
                    self.end()?;
                }
                Event::End(_) => self.end()?,
                Event::Text(text) => self.add(&text.xml10_content())?,
                Event::CData(text) => self.add(&text.xml10_content())?,
                Event::GeneralRef(entity) => self.refer(&entity)?,
                Event::DocType(_) => return Err(What::Entity),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof if self.depth == 0 && self.known => return Ok(()),
                Event::Eof => return Err(What::NotXml),
            }
        }
    }

    /// Counts lines up to where the reader is, each byte once.
    fn count(&mut self) {
        let end = usize::try_from(self.reader.buffer_position()).unwrap_or(usize::MAX);
        let new = self.text.as_bytes().get(self.counted..end).unwrap_or_default();
        let lines = new.split(|byte| *byte == b'\n').count().saturating_sub(1);
        self.line = self.line.saturating_add(lines);
        self.counted = self.counted.max(end);
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), What> {
        self.depth = self.depth.saturating_add(1);
        if self.depth > DEPTH_MAX {
            return Err(What::TooDeep);
        }
        let local = start.local_name();
        let name: &str = local.as_ref();
        if name.len() > TEXT_MAX {
            return Err(What::TextTooLong);
        }
        if self.depth == 1 {
            self.root(start, name)?;
        }
        self.path.push('/');
        self.path.push_str(name);
        self.value.clear();
        match self.path.strip_prefix(STATEMENT) {
            Some("") => self.account.clear(),
            Some("/Ntry") => self.open = Some(Open::new(self.line, self.account.clone())),
            Some(below) => {
                let place = below.strip_prefix("/Ntry");
                if let (Some(open), Some(place)) = (&mut self.open, place) {
                    let currency = start.try_get_attribute("Ccy").map_err(|_| What::NotXml)?;
                    open.begin(place, currency.as_ref().map(|one| one.value.as_ref()))?;
                }
            }
            None => {}
        }
        Ok(())
    }

    /// The root says which version it is, by whatever prefix.
    fn root(&mut self, start: &BytesStart<'_>, name: &str) -> Result<(), What> {
        let mut version = false;
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|_| What::NotXml)?;
            let key: &str = attribute.key.as_ref();
            version |= key.starts_with("xmlns") && VERSIONS.contains(&attribute.value.as_ref());
        }
        // A second root is no XML.
        if self.known {
            return Err(What::NotXml);
        }
        self.known = true;
        if version && name == "Document" { Ok(()) } else { Err(What::OtherKind) }
    }

    fn end(&mut self) -> Result<(), What> {
        let value = std::mem::take(&mut self.value);
        let value = value.trim();
        match self.path.strip_prefix(STATEMENT) {
            Some("/Acct/Id/IBAN" | "/Acct/Id/Othr/Id") => value.clone_into(&mut self.account),
            Some("/Ntry") => {
                let new = self.open.take().map(Open::close).transpose()?.unwrap_or_default();
                self.entries.extend(new);
                if self.entries.len() > ENTRIES_MAX {
                    return Err(What::TooMany);
                }
            }
            Some(below) => {
                let place = below.strip_prefix("/Ntry");
                if let (Some(open), Some(place)) = (&mut self.open, place) {
                    open.end(place, value)?;
                    if open.parts() > ENTRIES_MAX {
                        return Err(What::TooMany);
                    }
                }
            }
            None => {}
        }
        let cut = self.path.rfind('/').unwrap_or_default();
        self.path.truncate(cut);
        self.depth = self.depth.saturating_sub(1);
        Ok(())
    }

    fn add(&mut self, text: &str) -> Result<(), What> {
        let blank = text.trim().is_empty();
        // Outside the root there is nothing but white space.
        if self.depth == 0 && !blank {
            return Err(What::NotXml);
        }
        let fits = self.value.len().saturating_add(text.len()) <= TEXT_MAX;
        if fits {
            self.value.push_str(text);
        }
        if fits || blank { Ok(()) } else { Err(What::TextTooLong) }
    }

    /// The five entities of XML and characters by number; no others.
    fn refer(&mut self, entity: &BytesRef<'_>) -> Result<(), What> {
        if let Some(letter) = entity.resolve_char_ref().map_err(|_| What::NotXml)? {
            return self.add(letter.encode_utf8(&mut [0; 4]));
        }
        let text = resolve_predefined_entity(entity).ok_or(What::Entity)?;
        self.add(text)
    }
}
