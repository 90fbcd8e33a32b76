//! Keeps `docs/errors.md` equal to the error table.

#[test]
fn docs_errors_md_is_what_the_table_says() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/errors.md");
    let wanted = kurier_wire::error::errors_markdown();
    if std::env::var_os("KURIER_GEN").is_some() {
        std::fs::write(path, &wanted).expect("docs/errors.md can be written");
    }
    let found = std::fs::read_to_string(path).unwrap_or_default();
    assert!(found == wanted, "docs/errors.md is stale: cargo xtask gen");
}
