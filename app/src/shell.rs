//! The frame around everything: the document, and which page stands at which address.

use crate::{
    layout::{Frame, NotFound},
    page::page,
    visit::Visit,
};
use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::MetaTags;
use leptos_router::{
    SsrMode,
    components::{FlatRoutes, Route},
    path,
};
use rules::Theme;

/// Where the files of the browser's half are.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The script that loads the WebAssembly.
    pub js: &'static str,
    /// The WebAssembly.
    pub wasm: &'static str,
    /// The style sheet.
    pub css: &'static str,
}

/// The document that the server renders around [`App`].
#[component]
pub fn Shell(
    /// Where the browser's half is.
    site: Site,
    /// Whether the browser takes over; a page of text needs nothing of it.
    #[prop(optional)]
    plain: bool,
    /// What stands in the body.
    children: Children,
) -> impl IntoView {
    let visit = expect_context::<Visit>();
    let chosen = visit.theme != Theme::System;
    view! {
        <!DOCTYPE html>
        <html lang=visit.language.tag() dir="ltr" data-theme=chosen.then(|| visit.theme.value())>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=if chosen { visit.theme.value() } else { "light dark" }/>
                <meta name="format-detection" content="telephone=no"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <link rel="stylesheet" href=site.css/>
                {(!plain).then(|| view! { <Hydration site/> })}
                <MetaTags/>
            </head>
            <body>{children()}</body>
        </html>
    }
}

/// Marks that scripts run, then loads the WebAssembly and hands the page over to it. Without it the page still works.
#[component]
fn Hydration(site: Site) -> impl IntoView {
    let script = format!(
        "import('{js}').then(m=>m.default({{module_or_path:'{wasm}'}}).then(()=>{{m.hydrate();document.documentElement.dataset.live='yes'}})).catch(()=>{{}})",
        js = site.js,
        wasm = site.wasm
    );
    view! {
        <link rel="modulepreload" href=site.js nonce=use_nonce()/>
        <link rel="preload" href=site.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
        <script nonce=use_nonce()>"document.documentElement.classList.add('js')"</script>
        // A module waits for the whole page: the data that hydration needs stands at its end.
        <script type="module" nonce=use_nonce()>{script}</script>
    }
}

/// Every page, rendered by the server and taken over by the browser.
#[component]
pub fn App() -> impl IntoView {
    let visit = SharedValue::new(|| use_context::<Visit>().unwrap_or_default());
    provide_context(visit.into_inner());
    view! {
        <Frame>
            <FlatRoutes fallback=NotFound>
                // One for all: which page stands where, the server knows.
                <Route path=path!("/*any") view=page ssr=SsrMode::Async/>
            </FlatRoutes>
        </Frame>
    }
}
