//! The running business.
