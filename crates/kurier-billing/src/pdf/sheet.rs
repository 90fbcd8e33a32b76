//! Pages to draw on, with a pen that moves down and begins a new page when one is full.

use super::font::{Font, encode};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};

/// Left edge of the text, in points from the left.
pub(super) const LEFT: f32 = 62.0;
/// Right edge of the text.
pub(super) const RIGHT: f32 = 538.0;
/// Where the text of a page begins, from the bottom.
const TOP: f32 = 785.0;
/// Where it ends: below lies the foot.
const BOTTOM: f32 = 112.0;
/// Three dots in WinAnsi.
const ELLIPSIS: u8 = 0x85;
/// A4.
const PAGE: Rect = Rect { x1: 0.0, y1: 0.0, x2: 595.276, y2: 841.89 };

/// One page, and what may be drawn on it.
pub(super) struct Page {
    content: Content,
    replaced: bool,
}

impl Page {
    fn new() -> Self {
        Self { content: Content::new(), replaced: false }
    }

    /// A line of text from `x` on.
    pub(super) fn text(&mut self, font: Font, size: f32, (x, y): (f32, f32), text: &str) {
        let (bytes, whole) = encode(text);
        self.replaced |= !whole;
        self.bytes(font, size, (x, y), &bytes);
    }

    /// A line of text that is cut where it would be wider than `width`.
    pub(super) fn text_in(
        &mut self,
        font: Font,
        size: f32,
        at: (f32, f32),
        width: f32,
        text: &str,
    ) {
        let (mut bytes, whole) = encode(text);
        self.replaced |= !whole;
        if font.measure(&bytes, size) > width {
            while !bytes.is_empty() && font.measure(&bytes, size) > width - size {
                bytes.pop();
            }
            bytes.push(ELLIPSIS);
        }
        self.bytes(font, size, at, &bytes);
    }

    /// A line of text that ends at `x`.
    pub(super) fn text_to(&mut self, font: Font, size: f32, (x, y): (f32, f32), text: &str) {
        let (bytes, whole) = encode(text);
        self.replaced |= !whole;
        self.bytes(font, size, (x - font.measure(&bytes, size), y), &bytes);
    }

    fn bytes(&mut self, font: Font, size: f32, (x, y): (f32, f32), bytes: &[u8]) {
        self.content.begin_text();
        self.content.set_font(Name(font.key()), size);
        self.content.next_line(x, y);
        self.content.show(Str(bytes));
        self.content.end_text();
    }

    /// What follows is drawn in this grey; 0 is black.
    pub(super) fn grey(&mut self, grey: f32) {
        self.content.set_fill_gray(grey);
    }

    /// A thin line.
    pub(super) fn rule(&mut self, from: f32, to: f32, y: f32, width: f32) {
        self.content.set_line_width(width).set_stroke_gray(0.35);
        self.content.move_to(from, y).line_to(to, y).stroke();
    }

    /// A pale band behind text.
    pub(super) fn band(&mut self, from: f32, to: f32, y: f32, height: f32) {
        self.content.save_state();
        self.content.set_fill_gray(0.93).rect(from, y, to - from, height).fill_nonzero();
        self.content.restore_state();
    }
}

/// All pages.
pub(super) struct Sheet {
    full: Vec<Page>,
    page: Page,
    /// Where the pen is, from the bottom.
    pub(super) y: f32,
}

impl Sheet {
    pub(super) fn new() -> Self {
        Self { full: Vec::new(), page: Page::new(), y: TOP }
    }

    /// The page under the pen.
    pub(super) fn page(&mut self) -> &mut Page {
        &mut self.page
    }

    /// Whether letters had to be replaced anywhere.
    pub(super) fn replaced(&self) -> bool {
        self.page.replaced || self.full.iter().any(|page| page.replaced)
    }

    /// Moves the pen down.
    pub(super) fn space(&mut self, points: f32) {
        self.y -= points;
    }

    /// Makes sure that `points` fit above the foot; says whether a new page was begun for that.
    pub(super) fn need(&mut self, points: f32) -> bool {
        if self.y - points >= BOTTOM {
            return false;
        }
        self.full.push(std::mem::replace(&mut self.page, Page::new()));
        self.y = TOP;
        true
    }

    /// A text over as many lines as it takes.
    pub(super) fn paragraph(&mut self, text: &str, size: f32, from: f32, to: f32) {
        let (bytes, whole) = encode(text);
        self.page.replaced |= !whole;
        for line in wrapped(&bytes, Font::Regular, size, to - from) {
            self.need(size * 1.35);
            self.space(size * 1.35);
            self.page.bytes(Font::Regular, size, (from, self.y), &line);
        }
    }

    /// A text that is broken at `width`, without drawing it: its lines for [`Self::line`].
    pub(super) fn broken(&mut self, text: &str, size: f32, width: f32) -> Vec<Vec<u8>> {
        let (bytes, whole) = encode(text);
        self.page.replaced |= !whole;
        wrapped(&bytes, Font::Regular, size, width)
    }

    /// One such line at the pen.
    pub(super) fn line(&mut self, line: &[u8], size: f32, x: f32) {
        let y = self.y;
        self.page.bytes(Font::Regular, size, (x, y), line);
    }

    /// Draws the feet and puts the file together.
    pub(super) fn finish(
        mut self,
        title: &str,
        language: &str,
        foot: impl Fn(&mut Page, usize, usize),
    ) -> Vec<u8> {
        self.full.push(self.page);
        let count = self.full.len();
        let mut next = 1_i32;
        let mut id = || {
            let new = Ref::new(next);
            next = next.saturating_add(1);
            new
        };
        let (catalog, tree, info) = (id(), id(), id());
        let fonts = Font::ALL.map(|font| (font, id()));
        let mut pdf = Pdf::new();
        pdf.catalog(catalog).pages(tree).lang(TextStr(language));
        pdf.document_info(info).title(TextStr(title)).producer(TextStr("Kurier"));
        for (font, id) in fonts {
            let mut font_object = pdf.type1_font(id);
            font_object.base_font(Name(font.name())).encoding_predefined(Name(b"WinAnsiEncoding"));
        }
        let mut kids = Vec::with_capacity(count);
        for (place, mut page) in self.full.into_iter().enumerate() {
            foot(&mut page, place.saturating_add(1), count);
            let (page_id, content_id) = (id(), id());
            kids.push(page_id);
            let mut object = pdf.page(page_id);
            object.media_box(PAGE).parent(tree).contents(content_id);
            let mut resources = object.resources();
            let mut named = resources.fonts();
            for (font, id) in fonts {
                named.pair(Name(font.key()), id);
            }
            named.finish();
            resources.finish();
            object.finish();
            pdf.stream(content_id, &page.content.finish());
        }
        let count = i32::try_from(count).unwrap_or(i32::MAX);
        pdf.pages(tree).kids(kids).count(count);
        pdf.finish()
    }
}

/// Breaks a text at spaces, and words that are too wide by themselves anywhere.
pub(super) fn wrapped(text: &[u8], font: Font, size: f32, width: f32) -> Vec<Vec<u8>> {
    let mut lines: Vec<Vec<u8>> = Vec::new();
    let mut line: Vec<u8> = Vec::new();
    for word in text.split(|byte| *byte == b' ').filter(|word| !word.is_empty()) {
        let gap = if line.is_empty() { 0.0 } else { font.measure(b" ", size) };
        if font.measure(&line, size) + gap + font.measure(word, size) <= width {
            if !line.is_empty() {
                line.push(b' ');
            }
            line.extend_from_slice(word);
            continue;
        }
        if !line.is_empty() {
            lines.push(std::mem::take(&mut line));
        }
        for byte in word {
            line.push(*byte);
            if line.len() > 1 && font.measure(&line, size) > width {
                line.pop();
                lines.push(std::mem::replace(&mut line, vec![*byte]));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}
