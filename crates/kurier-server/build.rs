//! Makes sure that there is a web app to embed: the built one, or a page that says how to build it.
//! Never runs npm.

use std::path::Path;
use std::{env, fs, io};

const PLACEHOLDER: &str = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Kurier</title>\
<body><h1>Kurier runs</h1><p>The web app was not built. Run <code>cargo xtask run</code>, \
or <code>cargo xtask web</code> and build again.</p></body></html>\n";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-env-changed=KURIER_REQUIRE_WEB");
    let root = env::var("CARGO_MANIFEST_DIR").map_err(io::Error::other)?;
    let dist = Path::new(&root).join("../../web/dist");
    let page = dist.join("index.html");
    println!("cargo::rerun-if-changed={}", page.display());
    let built = fs::read_to_string(&page).is_ok_and(|text| text != PLACEHOLDER);
    if built {
        return Ok(());
    }
    if env::var_os("KURIER_REQUIRE_WEB").is_some_and(|value| value == "1") {
        return Err(io::Error::other("web/dist is missing: run `cargo xtask web` first"));
    }
    fs::create_dir_all(&dist)?;
    if !page.exists() {
        fs::write(&page, PLACEHOLDER)?;
        fs::write(dist.join("phone.html"), PLACEHOLDER)?;
        fs::write(dist.join("console.html"), PLACEHOLDER)?;
    }
    Ok(())
}
