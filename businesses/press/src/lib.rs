//! The newsroom: a ready-made business that brings feeds to readers who chose their topics, at the hour they chose.
//!
//! Editions leave as templates through the Cloud API and through nothing else.
