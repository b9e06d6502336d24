//! Where somebody is from: a list, those first that are likely. Where the page is awake it can be searched
//! ([`crate::live`]).

use crate::{
    fields::{Labelled, described_by},
    form::form_state,
    visit::{can_hide, words},
};
use leptos::prelude::*;
use rules::{Country, Field, Language};

/// Every country once: code and name.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Countries {
    /// The likely ones, the likeliest first.
    first: Vec<(String, String)>,
    /// All others, in the order of the page's language.
    others: Vec<(String, String)>,
}

impl Countries {
    /// All countries in this language. Those of `likely` come first; what is no country's code there counts for nothing.
    pub(crate) fn new(language: Language, likely: &[&str]) -> Countries {
        let all = words::countries(language);
        let mut first: Vec<(String, String)> = Vec::new();
        for likely in likely {
            let known = all.iter().find(|(code, _)| code == likely);
            if let Some((code, name)) = known.filter(|(code, _)| first.iter().all(|(at, _)| at != code)) {
                first.push(((*code).to_owned(), (*name).to_owned()));
            }
        }
        let others = all.iter().filter(|(code, _)| first.iter().all(|(at, _)| at != code));
        let others = others.map(|(code, name)| ((*code).to_owned(), (*name).to_owned())).collect();
        Countries { first, others }
    }
}

/// The region that a browser names as its own: the first in its `Accept-Language` (RFC 9110, 12.5.4; RFC 5646, 2.2.4).
/// Browsers list what they like best first.
pub(crate) fn region(accepted: &str) -> Option<Country> {
    let ranges = accepted.split(',').filter_map(|range| range.split(';').next());
    // A single letter begins what is neither language, script nor region.
    let mut regions = ranges
        .filter_map(|tag| tag.trim().split('-').take_while(|part| part.len() > 1).skip(1).find_map(Country::parse));
    regions.next()
}

/// The field. Its select is what is labelled, focused and sent, always; the search stands over it while it is open.
#[component]
pub(crate) fn CountryField(countries: Countries) -> impl IntoView {
    let state = form_state();
    let words = words();
    let own = &words.countries;
    let value = state.value(Field::Country);
    let options = |countries: Vec<(String, String)>| {
        let option = |(code, name): (String, String)| {
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
                    <ul class="combobox__list" id="countries" role="listbox" aria-label=own.search></ul>
                    <p role="status" data-found=own.found data-none=own.none></p>
                </div>
            </div>
        </template>
    }
    .into_any()
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: which countries stand first.

    use super::*;
    use crate::{form::Shown, visit::visit};
    use axum::http::{header, request::Parts};
    use leptos::prelude::use_context;
    use rules::{Country, Field};

    /// All countries in the page's language: first the one that the form has, or had, and the browser's own.
    pub(crate) fn countries(shown: &Shown) -> Countries {
        let accepted = use_context::<Parts>().and_then(|parts| {
            let accepted = parts.headers.get(header::ACCEPT_LANGUAGE)?;
            region(accepted.to_str().ok()?)
        });
        let used = shown.value(Field::Country);
        Countries::new(visit().language, &[&used, accepted.map(Country::code).unwrap_or_default()])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(list: &[(String, String)]) -> Vec<&str> {
        list.iter().map(|(code, _)| code.as_str()).collect()
    }

    #[test]
    fn the_likely_ones_come_first_in_their_order_and_once() {
        let countries = Countries::new(Language::English, &["UA", "PL", "UA"]);
        assert_eq!(codes(&countries.first), ["UA", "PL"]);
        assert_eq!(codes(&countries.others).len(), Country::ALL.len() - 2);
        assert!(countries.others.iter().all(|(code, _)| code != "UA" && code != "PL"));
    }

    #[test]
    fn the_others_follow_the_language_and_every_country_is_there_once() {
        for language in Language::ALL {
            let countries = Countries::new(language, &["UA"]);
            let named = words::countries(language).iter().map(|(code, _)| *code);
            assert_eq!(codes(&countries.others), named.filter(|code| *code != "UA").collect::<Vec<_>>());
        }
        assert_eq!(Countries::new(Language::Polish, &["UA"]).first, [("UA".to_owned(), "Ukraina".to_owned())]);
    }

    #[test]
    fn what_is_no_country_counts_for_nothing() {
        for likely in ["", "XX", "ua", "Ukraine"] {
            assert_eq!(Countries::new(Language::English, &[likely]).first, []);
        }
    }

    #[test]
    fn the_region_is_the_first_that_the_browser_names() {
        let code = |accepted| region(accepted).map(Country::code);
        assert_eq!(code("uk-UA,uk;q=0.9,en-US;q=0.8"), Some("UA"));
        assert_eq!(code("pl, en-GB;q=0.7"), Some("GB"));
        assert_eq!(code("zh-Hant-TW"), Some("TW"));
        assert_eq!(code(" de-at ;q=1"), Some("AT"));
        for none in ["", "uk", "en;q=0.5", "*", "es-419", "en-001", "en-EU", "x-ua,,-", "sr-Latn", "en-u-ca-gregory"] {
            assert_eq!(code(none), None, "{none}");
        }
    }
}
