//! End-to-end benchmarks: see `scenarios/`. Run them with `cargo xtask bench`.
