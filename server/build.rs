//! Puts the site that `frontend/build.mjs` made into the program: a table of its files, and the names pages ask for.
//! Without a site the table is empty.

use std::{env, fmt::Write, fs, path::Path};

fn main() {
    let server = env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it");
    let site = Path::new(&server).parent().expect("the workspace is above").join("target/site");
    let list = site.join("assets.tsv");
    // A file to watch that is not there would have cargo compile the server anew every time.
    if !list.exists() {
        fs::create_dir_all(&site).and_then(|()| fs::write(&list, "")).expect("the target folder can be written");
    }
    // Relative, so that clones which share a target folder do not watch each other's.
    println!("cargo::rerun-if-changed=../target/site/assets.tsv");
    println!("cargo::rerun-if-changed=build.rs");

    let lines = fs::read_to_string(&list).expect("the list can be read");
    let out = Path::new(&env::var_os("OUT_DIR").expect("cargo sets it")).join("assets.rs");
    fs::write(out, table(&site, &lines)).expect("OUT_DIR can be written");
}

/// Rust for the statics `ASSETS` and `NAMES`, from lines of name, path, hash and encodings with tabs between.
fn table(site: &Path, lines: &str) -> String {
    let mut names = [("js", "/pkg/ocpanel.js"), ("wasm", "/pkg/ocpanel.wasm"), ("css", "/pkg/ocpanel.css")];
    let mut code = String::from("static ASSETS: &[Asset] = &[\n");
    for line in lines.lines() {
        let [name, path, hash, encodings] =
            line.split('\t').collect::<Vec<_>>().try_into().expect("assets.tsv has four columns");
        if let Some((_, known)) = names.iter_mut().find(|(known, _)| *known == name) {
            *known = path;
        }
        let file = |suffix: &str| format!("include_bytes!({:?})", format!("{}{path}{suffix}", site.display()));
        let compressed = |encoding: &str| {
            let there = encodings.split(' ').any(|one| one == encoding);
            if there { format!("Some({})", file(&format!(".{encoding}"))) } else { "None".into() }
        };
        writeln!(
            code,
            "    Asset {{ path: {path:?}, hash: {hash:?}, raw: {}, brotli: {}, gzip: {} }},",
            file(""),
            compressed("br"),
            compressed("gz"),
        )
        .expect("writing to a String");
    }
    let [(_, js), (_, wasm), (_, css)] = names;
    code + &format!("];\nstatic NAMES: Names = Names {{ js: {js:?}, wasm: {wasm:?}, css: {css:?} }};\n")
}
