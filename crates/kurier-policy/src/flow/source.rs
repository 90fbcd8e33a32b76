//! JSON that knows where it stands in its text.

use super::fault::{FlowCode, FlowFault, Span};
use super::limits::VALUE_DEPTH;
use jsonc_parser::ast::{ObjectProp, Value as Ast};
use jsonc_parser::common::{Range, Ranged};
use jsonc_parser::{CollectOptions, ParseOptions, parse_to_ast};
use serde_json::Value;

/// Exactly the JSON of RFC 8259: nothing of the looser dialects.
const STRICT: ParseOptions = ParseOptions {
    allow_comments: false,
    allow_loose_object_property_names: false,
    allow_trailing_commas: false,
    allow_missing_commas: false,
    allow_single_quoted_strings: false,
    allow_hexadecimal_numbers: false,
    allow_unary_plus_numbers: false,
    allow_bare_decimal_point_numbers: false,
    allow_non_finite_numbers: false,
    allow_extended_string_escapes: false,
};

/// Counts lines and columns of a text.
pub(super) struct Places<'t> {
    text: &'t str,
    lines: Vec<usize>,
}

impl<'t> Places<'t> {
    pub(super) fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = ends.map(|(at, _)| at.saturating_add(1));
        Self { text, lines: std::iter::once(0).chain(starts).collect() }
    }

    /// Line and column of a byte.
    fn place(&self, at: usize) -> (usize, usize) {
        let line = self.lines.partition_point(|start| *start <= at).max(1);
        let start = self.lines.get(line.saturating_sub(1)).copied().unwrap_or(0);
        let before = self.text.get(start..at).map_or(0, |text| text.chars().count());
        (line, before.saturating_add(1))
    }

    pub(super) fn span(&self, range: Range) -> Span {
        let inside = self.text.get(range.start..range.end).unwrap_or_default();
        let last = inside.char_indices().next_back().map_or(0, |(at, _)| at);
        let (line_start, column_start) = self.place(range.start);
        let (line_end, column_end) = self.place(range.start.saturating_add(last));
        Span { line_start, line_end, column_start, column_end }
    }
}

/// A value and where it stands.
#[derive(Clone)]
pub(super) struct At<'a, 't> {
    pub(super) value: &'a Ast<'t>,
    pub(super) pointer: String,
}

impl<'a, 't> At<'a, 't> {
    pub(super) fn range(&self) -> Range {
        self.value.range()
    }

    pub(super) fn text(&self) -> Option<&'a str> {
        self.value.as_string_lit().map(|text| text.value.as_ref())
    }

    pub(super) fn truth(&self) -> Option<bool> {
        self.value.as_boolean_lit().map(|truth| truth.value)
    }

    pub(super) fn members(&self) -> Option<Vec<Member<'a, 't>>> {
        let object = self.value.as_object()?;
        Some(object.properties.iter().map(|one| Member::of(one, &self.pointer)).collect())
    }

    pub(super) fn items(&self) -> Option<Vec<Self>> {
        let array = self.value.as_array()?;
        let item = |(at, value)| Self { value, pointer: format!("{}/{at}", self.pointer) };
        Some(array.elements.iter().enumerate().map(item).collect())
    }

    /// As plain JSON; `None` where it lies deeper than a payload may.
    pub(super) fn plain(&self) -> Option<Value> {
        plain(self.value, VALUE_DEPTH)
    }
}

fn plain(value: &Ast<'_>, depth: usize) -> Option<Value> {
    let below = depth.checked_sub(1)?;
    Some(match value {
        Ast::StringLit(text) => Value::String(text.value.clone().into_owned()),
        Ast::NumberLit(number) => serde_json::from_str(number.value).ok()?,
        Ast::BooleanLit(truth) => Value::Bool(truth.value),
        Ast::NullKeyword(_) => Value::Null,
        Ast::Array(array) => {
            Value::Array(array.elements.iter().map(|one| plain(one, below)).collect::<Option<_>>()?)
        }
        Ast::Object(object) => {
            let member = |one: &ObjectProp<'_>| {
                Some((one.name.as_str().to_owned(), plain(&one.value, below)?))
            };
            Value::Object(object.properties.iter().map(member).collect::<Option<_>>()?)
        }
    })
}

/// A member of an object.
pub(super) struct Member<'a, 't> {
    pub(super) name: &'a str,
    /// Where the name stands.
    pub(super) key: Range,
    pub(super) at: At<'a, 't>,
}

impl<'a, 't> Member<'a, 't> {
    fn of(one: &'a ObjectProp<'t>, above: &str) -> Self {
        let name = one.name.as_str();
        let step = name.replace('~', "~0").replace('/', "~1");
        let at = At { value: &one.value, pointer: format!("{above}/{step}") };
        Self { name, key: one.name.range(), at }
    }
}

/// Parses a text; the fault if it is no JSON.
pub(super) fn parse<'t>(text: &'t str, places: &Places<'_>) -> Result<Ast<'t>, FlowFault> {
    let fault = |range: Range, message: String| FlowFault {
        code: FlowCode::Json,
        message,
        span: places.span(range),
        pointer: String::new(),
    };
    match parse_to_ast(text, &CollectOptions::default(), &STRICT) {
        Ok(parsed) => {
            parsed.value.ok_or_else(|| fault(Range::new(0, 0), "the text is empty".to_owned()))
        }
        Err(error) => Err(fault(error.range(), format!("not JSON: {}", error.kind()))),
    }
}
