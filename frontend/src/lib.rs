//! The browser's entry.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered. The page's script calls it once, when the WebAssembly is loaded.
#[wasm_bindgen]
pub fn hydrate() {
    leptos::mount::hydrate_body(app::App);
}
