//! The footer of every page: legal pages, help, and the choice of language and look.

use crate::{
    problems::MainForm,
    {
        form::CsrfToken,
        visit::{address, can_hide, visit, words},
    },
};
use leptos::prelude::*;
use rules::{Field, Language, Theme};

/// Legal pages, help and the choice of language: the same on every page.
#[component]
pub(super) fn Footer() -> impl IntoView {
    let (visit, frame) = (visit(), &words().frame);
    let mailto = format!("mailto:{}", visit.support_email);
    let languages = Language::ALL.map(|item| (item.tag(), item.own_name(), Some(item.tag()), item == visit.language));
    let themes = Theme::ALL.map(|item| (item.as_str(), (frame.theme)(item), None, item == visit.theme));
    let link = |path: &'static str, text: &'static str| view! { <li><a href=path rel="external">{text}</a></li> " " };
    view! {
        <footer class="footer">
            <div class="footer__inner">
                <nav aria-label=frame.footer>
                    <ul class="footer__links">
                        {link("/terms", frame.terms)} {link("/privacy", frame.privacy)} {link("/accessibility", frame.accessibility)}
                    </ul>
                </nav>
                <p class="footer__help">{frame.help} ": " <a href=mailto rel="external">{visit.support_email.clone()}</a></p>
                <div class="footer__switches">
                    <Switch field=Field::Language label=frame.language items=languages/>
                    <Switch field=Field::Theme label=frame.look items=themes/>
                </div>
            </div>
        </footer>
    }
}

/// A choice of three in the footer: value, text, its language, and whether it is chosen.
type Item = (&'static str, &'static str, Option<&'static str>, bool);

/// A button for each choice. It sends the page's main form along, so that what was typed comes back in the new language
/// or look; where there is none, and in browsers that know no such button, a form of its own.
#[component]
fn Switch(field: Field, label: &'static str, items: [Item; 3]) -> impl IntoView {
    let button = |form: Option<String>, to: Option<String>, (value, text, language, chosen): Item| {
        let named = form.is_none().then(|| (field.name(), value));
        let (name, value) = named.unzip();
        view! {
            <button class="switch__item" type="submit" form=form formaction=to name=name value=value lang=language aria-current=chosen.then_some("true")>
                {text}
            </button>
            " "
        }
    };
    let main = use_context::<MainForm>().filter(|_| can_hide());
    match main.and_then(MainForm::get) {
        Some((form, to)) => {
            let address = |value| Some(format!("{to}?{}={value}", field.name()));
            let buttons = items.map(|item| button(Some(form.clone()), address(item.0), item));
            view! { <div class="switch" role="group" aria-label=label>{buttons.into_iter().collect_view()}</div> }
                .into_any()
        }
        None => view! {
            <form class="switch" method="post" action="/api/taste" aria-label=label>
                <CsrfToken/>
                <input type="hidden" name=Field::Next.name() value=address().whole/>
                {items.map(|item| button(None, None, item)).into_iter().collect_view()}
            </form>
        }
        .into_any(),
    }
}
