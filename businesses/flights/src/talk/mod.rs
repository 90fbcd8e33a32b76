//! What a passenger reads.
