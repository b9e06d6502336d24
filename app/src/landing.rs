//! `/`: what this is, and the way in.

use crate::{
    layout::set_title,
    visit::{visit, words},
};
use leptos::prelude::*;

/// The landing page.
#[component]
pub(crate) fn LandingPage() -> impl IntoView {
    let (visit, words) = (visit(), words());
    let (brand, words, enter) = (visit.brand, &words.landing, words.frame.sign_in);
    let (path, label) = if visit.registration_open { ("/register", words.create) } else { ("/sign-in", enter) };
    let card = |(title, text)| view! { <li class="card"><h3>{title}</h3><p>{text}</p></li> };
    set_title(String::new(), brand.clone());
    view! {
        <section class="hero">
            <h1 class="hero__title">{(words.heading)(&brand)}</h1>
            <p class="lead">{words.lead}</p>
            <a class="button button--primary" href=path>{label}</a>
        </section>
        <section class="points" aria-labelledby="points">
            <h2 id="points">{words.points_heading}</h2>
            <ul class="points__list">{words.points.map(card).into_iter().collect_view()}</ul>
        </section>
    }
}
