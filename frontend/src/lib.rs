//! The browser's entry.

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered. `frontend/start.js` calls it once, when the WebAssembly is there.
#[wasm_bindgen]
pub fn start(life: web_sys::AbortSignal, wake: js_sys::Function, parse: js_sys::Function) {
    app::start(life, wake, parse);
}
