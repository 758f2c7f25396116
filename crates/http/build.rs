//! The page is embedded from `web/dist`. A build without Node gets a page that says how to build it,
//! so that Rust alone can check and test everything else.

use std::{env, fs, path::Path};

fn main() {
    let dist = Path::new(&env::var("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../web/dist");
    println!("cargo::rerun-if-changed={}", dist.display());
    let index = dist.join("index.html");
    if !index.exists() {
        let page = "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>Ringwright</title>\
            <p>The page is not built yet. Run <code>cargo xtask run</code>.</p></html>";
        let written = fs::create_dir_all(&dist).and_then(|()| fs::write(&index, page));
        if let Err(error) = written {
            println!("cargo::error=cannot write {}: {error}", index.display());
        }
    }
}
