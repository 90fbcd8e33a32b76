//! Limits of forms, as data.

/// Bytes of a definition. The Cloud API takes 10 MB; a form has to open on a slow line.
pub const JSON_BYTES: usize = 1024 * 1024;
/// Faults that are told at once.
pub const FAULTS: usize = 100;
/// Forms of one business.
pub const FLOWS: u32 = 200;
/// Characters of a form's name.
pub const NAME_CHARS: usize = 200;
/// Characters of an endpoint's address.
pub const ENDPOINT_CHARS: usize = 2_048;
/// Screens of a form.
pub const SCREENS: usize = 20;
/// Components of a screen, those inside others among them.
pub const COMPONENTS: usize = 50;
/// How deep components lie inside each other: a form in a branch in a branch.
pub const COMPONENT_DEPTH: usize = 5;
/// How deep values of a payload lie inside each other.
pub const VALUE_DEPTH: usize = 16;
/// Characters of an id of a screen, a name of a field or a member of the data.
pub const WORD_CHARS: usize = 80;
/// Characters of a screen's title.
pub const TITLE_CHARS: usize = 80;
/// Characters of a condition.
pub const CONDITION_CHARS: usize = 1_000;
/// Characters of an address that a form opens.
pub const URL_CHARS: usize = 2_048;
/// Choices of a drop-down list.
pub const DROPDOWN: usize = 200;
/// Choices of a group.
pub const GROUP: usize = 20;
/// Characters of a choice's title, and of its id.
pub const CHOICE_TITLE_CHARS: usize = 80;
/// Characters of a choice's description.
pub const CHOICE_DESCRIPTION_CHARS: usize = 300;
/// Bytes of a picture before base64.
pub const IMAGE_BYTES: usize = 300 * 1024;
/// Bytes of an answer: what she filled in, as JSON. Half of what a frame of the socket may have.
pub const ANSWER_BYTES: usize = 32 * 1024;
/// Characters of a token that a business gives with a form.
pub const TOKEN_CHARS: usize = 512;
/// Characters of the button that opens a form.
pub const CTA_CHARS: usize = 30;
/// Bytes of the data that a business gives with a form.
pub const DATA_BYTES: usize = 64 * 1024;
