//! What is wrong with a definition, and where.

use std::fmt;

/// A stretch of the text. Lines and columns begin with 1; columns count characters, and the last one is
/// part of the stretch.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// First line.
    pub line_start: usize,
    /// Last line.
    pub line_end: usize,
    /// First column, of the first line.
    pub column_start: usize,
    /// Last column, of the last line.
    pub column_end: usize,
}

/// Kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FlowCode {
    /// The text is no JSON.
    Json,
    /// A member has another type than it must have.
    PropertyType,
    /// A member has a value that is not allowed.
    PropertyValue,
    /// A member is missing.
    PropertyMissing,
    /// A member that is not known here.
    PropertyUnknown,
    /// The version is not taken, or the part came with a later one.
    Version,
    /// A part that the contract knows and Kurier's messenger does not show.
    Unsupported,
    /// Too much of something.
    Limit,
    /// A name that stands for nothing.
    Reference,
    /// Screens that do not lead where they must.
    Routing,
}

impl FlowCode {
    /// `error` of the API.
    pub fn name(self) -> &'static str {
        match self {
            Self::Json => "INVALID_JSON",
            Self::PropertyType => "INVALID_PROPERTY_TYPE",
            Self::PropertyValue => "INVALID_PROPERTY_VALUE",
            Self::PropertyMissing => "MISSING_REQUIRED_PROPERTY",
            Self::PropertyUnknown => "INVALID_PROPERTY_KEY",
            Self::Version => "INVALID_FLOW_JSON_VERSION",
            Self::Unsupported => "UNSUPPORTED_BY_KURIER",
            Self::Limit => "LIMIT_EXCEEDED",
            Self::Reference => "INVALID_REFERENCE",
            Self::Routing => "INVALID_ROUTING_MODEL",
        }
    }

    /// `error_type` of the API.
    pub fn kind(self) -> &'static str {
        match self {
            Self::Json => "JSON_PARSE_ERROR",
            Self::PropertyType
            | Self::PropertyValue
            | Self::PropertyMissing
            | Self::PropertyUnknown => "JSON_SCHEMA_ERROR",
            _ => "FLOW_JSON_ERROR",
        }
    }
}

/// One fault of a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FlowFault {
    /// What kind.
    pub code: FlowCode,
    /// A plain sentence.
    pub message: String,
    /// Where.
    pub span: Span,
    /// JSON pointer (RFC 6901) to the value.
    pub pointer: String,
}

impl fmt::Display for FlowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Span { line_start, column_start, .. } = self.span;
        write!(f, "{line_start}:{column_start}: {} [{}]", self.message, self.code.name())
    }
}
