//! Where somebody is from: a list, those first that are likely. Where the page is awake it can be searched
//! ([`crate::live`]).

use crate::{
    answer::Failure,
    fields::{Labelled, described_by},
    form::form_state,
    visit::{can_hide, words},
};
use leptos::prelude::*;
use rules::Field;
use std::collections::BTreeMap;
use words::Countries;

/// The countries that what is typed may mean, by any name in any language, each with its [rank](words::country_rank). The
/// browser knows only the names on the page.
#[server(endpoint = "country_search")]
pub async fn country_search(#[server(default)] name: String) -> Result<BTreeMap<String, u8>, Failure> {
    Ok(ssr::ranks(&name).map(|(code, rank)| (code.to_owned(), rank)).collect())
}

/// The field. Its select is what is labelled, focused and sent, always; the search stands over it while it is open.
#[component]
pub(crate) fn CountryField(countries: Countries) -> impl IntoView {
    let state = form_state();
    let words = words();
    let own = &words.countries;
    let value = state.value(Field::Country);
    let options = |countries: Vec<(&'static str, &'static str)>| {
        let option = |(code, name)| {
            let selected = code == value;
            view! { <option value=code selected=selected>{name}</option> }
        };
        countries.into_iter().map(option).collect_view()
    };
    let list = if countries.first.is_empty() {
        options(countries.others).into_any()
    } else {
        view! {
            <optgroup label=own.first>{options(countries.first)}</optgroup>
            <optgroup label=own.others>{options(countries.others)}</optgroup>
        }
        .into_any()
    };
    let can_search = can_hide();
    let search = can_search.then(|| view! { <Search described=described_by(&state, Field::Country, false)/> });
    view! {
        <Labelled field=Field::Country hint=None optional=false>
            <div class=can_search.then_some("combobox")>
                <select
                    class="select"
                    id=Field::Country.name()
                    name=Field::Country.name()
                    autocomplete="country"
                    aria-describedby=described_by(&state, Field::Country, false)
                    aria-invalid=state.is_wrong(Field::Country).then_some("true")
                >
                    <option value="">{words.frame.choose}</option>
                    {list}
                </select>
                {search}
            </div>
        </Labelled>
    }
    .into_any()
}

/// The search, for scripts to show. What a template holds is a field like others for those who know none.
#[component]
fn Search(described: String) -> impl IntoView {
    let own = &words().countries;
    view! {
        <template>
            <div class="combobox__open">
                <input
                    class="input combobox__input"
                    type="text"
                    role="combobox"
                    aria-label=own.search
                    aria-autocomplete="list"
                    aria-controls="countries"
                    aria-expanded="false"
                    aria-describedby=described
                    placeholder=own.search
                    autocomplete="off"
                    autocapitalize="off"
                    spellcheck="false"
                    enterkeyhint="done"
                />
                <div class="combobox__panel">
                    <ul class="combobox__list" id="countries" tabindex="-1" role="listbox" aria-label=own.search></ul>
                    <p role="status" data-found=own.found data-none=own.none></p>
                </div>
            </div>
        </template>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: which countries stand first, and what people call each.

    use super::*;
    use crate::{form::Shown, visit::visit};
    use accounts::folded;
    use axum::http::{header, request::Parts};
    use leptos::prelude::use_context;
    use rules::{Country, Field};
    use std::sync::LazyLock;
    use words::{country_names, country_rank};

    /// What is searched of each country. No name on the page is among them: what precedes the first one is no name.
    static NAMES: LazyLock<Vec<(&str, String)>> = LazyLock::new(|| {
        let searched = |code| country_names(code).fold(";;".to_owned(), |names, name| names + &plain(name) + ";");
        Country::ALL.map(|country| (country.code(), searched(country.code()))).into()
    });

    /// The countries that answer to a name, each with its rank.
    pub(super) fn ranks(name: &str) -> impl Iterator<Item = (&'static str, u8)> {
        let wanted = plain(name);
        NAMES.iter().filter_map(move |(code, names)| Some((*code, country_rank(names.as_bytes(), wanted.as_bytes())?)))
    }

    /// A folded text without the signs that people leave out, one blank for what parts words.
    fn plain(text: &str) -> String {
        let kept = folded(text).replace(['.', '\'', ')', ';'], "");
        let words = kept.split(|c: char| c.is_whitespace() || "-(,&".contains(c)).filter(|word| !word.is_empty());
        words.collect::<Vec<_>>().join(" ")
    }

    /// All countries in the page's language: first the one that the form has, or had, and the browser's own.
    pub(crate) fn countries(shown: &Shown) -> Countries {
        let accepted = use_context::<Parts>().and_then(|parts| {
            let accepted = parts.headers.get(header::ACCEPT_LANGUAGE)?;
            Country::first_region(accepted.to_str().ok()?)
        });
        let used = shown.value(Field::Country);
        Countries::new(visit().language, &[&used, accepted.map(Country::code).unwrap_or_default()])
    }
}
