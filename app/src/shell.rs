//! The document around a page.

use crate::visit::PageContext;
use leptos::prelude::*;
use rules::Theme;

/// Where the files of the browser's half are, and what begins it.
#[derive(Clone, Copy, Debug)]
pub struct Site {
    /// The script that wakes the page.
    pub js: &'static str,
    /// The WebAssembly.
    pub wasm: &'static str,
    /// The style sheet.
    pub css: &'static str,
    /// The script in each page; the content security policy runs no other.
    pub script: &'static str,
}

impl Site {
    /// The site with these files. Made once: its script stays for as long as the program runs.
    pub fn new(js: &'static str, wasm: &'static str, css: &'static str) -> Site {
        // A script that a trusted one adds is trusted too ('strict-dynamic'); one that it imports is not. Before the page is
        // awake, Back may lead to another of its addresses: then that page is loaded.
        let script = format!(
            "(h=>{{h.classList.add('js');let a=()=>location.pathname+location.search,b=a(),s=document.createElement('script'),t=window.trustedTypes;\
             addEventListener('popstate',()=>{{h.dataset.live||a()==(h.dataset.at||b)||location.reload()}});\
             s.type='module';s.src=t?t.createPolicy('ocpanel-start',{{createScriptURL:()=>'{js}'}}).createScriptURL(''):'{js}';\
             document.head.append(s)}})(document.documentElement)"
        );
        Site { js, wasm, css, script: script.leak() }
    }
}

/// The document that the server renders around a page.
#[component]
pub(crate) fn Shell(
    /// Where the browser's half is.
    site: Site,
    /// Whether it takes over; a page of text needs nothing of it.
    live: bool,
    /// What the document is called.
    title: String,
    /// What stands in the body.
    body: AnyView,
) -> impl IntoView {
    let visit = expect_context::<PageContext>();
    let chosen = visit.theme != Theme::System;
    let theme = visit.theme.as_str();
    let build = live.then(|| format!("{} {} {}", site.js, site.wasm, site.css));
    let wakes = live.then(|| {
        view! {
            <link rel="preload" href=site.wasm r#as="fetch" r#type="application/wasm" crossorigin="anonymous"/>
            <script inner_html=site.script></script>
        }
    });
    view! {
        <!DOCTYPE html>
        <html lang=visit.language.tag() dir="ltr" data-theme=chosen.then_some(theme) data-visit=visit.identity() data-build=build>
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1"/>
                <meta name="color-scheme" content=if chosen { theme } else { "light dark" }/>
                <meta name="format-detection" content="telephone=no"/>
                <title>{title}</title>
                // Before the style, or the script would wait for it.
                {wakes}
                <link rel="stylesheet" href=site.css/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
            </head>
            <body>{body}</body>
        </html>
    }
}
