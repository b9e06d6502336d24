//! `/dev/components`: every component in every state, for those who work on the look. The server's build alone has it.

use crate::{
    answer::Failure,
    fields::{ChoiceField, RadioField, Refused, TextField},
    form::{PostForm, Shown, Submit, Unanswered},
    layout::{Cell, Page},
    visit::words,
};
use leptos::prelude::*;
use rules::{AccountType, Errors, Field, FieldError};

/// The page.
#[component]
pub fn ComponentPreview() -> impl IntoView {
    let states = [("As it comes", Shown::default()), ("Filled in", filled()), ("With errors", wrong())];
    let forms = states.map(|(name, shown)| view! { <h2>{name}</h2> <Fields shown/> });
    view! {
        <Page heading="Components".to_owned() step=(1, 3) back="/" aside=Aside>
                <p class="lead">"A lead: what the page is about."</p>
                <h2>"Buttons"</h2>
                <Buttons/>
                <h2>"Notices"</h2>
                <Notices/>
                {forms.collect_view()}
                <h2>"Facts"</h2>
                <Facts/>
                <details class="disclosure">
                    <summary>"A disclosure"</summary>
                    <div class="disclosure__body"><p>"What it holds."</p></div>
                </details>
                <h2>"A table"</h2>
                <Table/>
        </Page>
    }
}

#[component]
fn Aside() -> impl IntoView {
    view! { <h2>"Beside it"</h2><ol><li>"The first."</li><li>"The second, which is longer and takes two lines or three."</li></ol> }
}

#[component]
fn Buttons() -> impl IntoView {
    let looks = ["primary", "secondary", "danger", "link"];
    let button = |look: &str, pending: bool| {
        let class = format!("button button--{look}");
        view! { <button class=class type="button" aria-disabled=pending.then_some("true")>{if pending { "On its way" } else { "Press" }}</button> }
    };
    let row = |pending| looks.map(|look| button(look, pending)).collect_view();
    view! {
        <div class="form__actions">{row(false)}<a class="button button--small button--primary" href="/dev/components">"Small"</a></div>
        <div class="form__actions">{row(true)}</div>
    }
}

#[component]
fn Notices() -> impl IntoView {
    let failures = [Failure::Busy(5), Failure::TooMany(180), Failure::Broken];
    let failures = failures.map(|failure| view! { <Unanswered failure=failure/> });
    view! {
        <p class="notice">"It is done."</p>
        <p class="notice notice--info">"Good to know."</p>
        {failures.collect_view()}
    }
}

/// A form that shows every kind of field.
#[component]
fn Fields(shown: Shown) -> impl IntoView {
    let choices = ["PL", "UA"].map(|code| (code.to_owned(), code.to_owned())).to_vec();
    let own = &words().details;
    let radios = vec![
        (AccountType::Personal.as_str(), own.personal, own.personal_hint),
        (AccountType::Business.as_str(), own.business, own.business_hint),
    ];
    view! {
        <PostForm to="/dev/components" shown=shown>
            <div class="form__row">
                <TextField field=Field::Name/>
                <TextField field=Field::City optional=true/>
            </div>
            <TextField field=Field::Email/>
            <TextField field=Field::Password/>
            <ChoiceField field=Field::Country choices=choices autocomplete="off" none=words().frame.choose/>
            <RadioField field=Field::AccountType choices=radios/>
            <TextField field=Field::Code/>
            <Refused field=Field::Next/>
            <Submit label="Send"/>
        </PostForm>
    }
}

fn filled() -> Shown {
    let values = [
        (Field::Name, "Оксана"),
        (Field::City, "Łódź"),
        (Field::Email, "a-very-long-name-that-hardly-ends@subdomain.example.com"),
        (Field::Country, "UA"),
        (Field::AccountType, "business"),
        (Field::Code, "ABC-DEF"),
    ];
    Shown::of(values.map(|(field, value)| (field, value.to_owned())).to_vec())
}

fn wrong() -> Shown {
    let mut errors = Errors::default();
    for (field, wrong) in [
        (Field::Name, FieldError::Missing),
        (Field::Email, FieldError::Malformed),
        (Field::Password, FieldError::TooShort(15)),
        (Field::Country, FieldError::Missing),
        (Field::AccountType, FieldError::Missing),
        (Field::Code, FieldError::Code),
        (Field::Next, FieldError::Wait(60)),
    ] {
        errors.add(field, wrong);
    }
    Shown { errors, ..filled() }
}

#[component]
fn Facts() -> impl IntoView {
    view! {
        <dl class="facts">
            <div class="facts__row">
                <dt>"Account number"</dt>
                <dd><span class="account-number" dir="ltr">"1234-5674"</span> " " <span class="facts__hint">"A hint."</span></dd>
            </div>
            <div class="facts__row"><dt>"Name"</dt><dd>"Оксана Ґалаґан"</dd></div>
        </dl>
    }
}

#[component]
fn Table() -> impl IntoView {
    let row = |(name, role): (&'static str, &'static str)| view! { <tr><th scope="row">{name}</th><Cell label="Roles" text=role.to_owned()/></tr> };
    let rows = [("a@example.com", "Account Owner"), ("b@example.com", "User Administrator, Account Observer")];
    view! {
        <section class="table-scroll" tabindex="0" aria-label="A table">
            <table class="table table--cards">
                <caption>"Users"</caption>
                <thead><tr><th scope="col">"E-mail"</th><th scope="col">"Roles"</th></tr></thead>
                <tbody>{rows.map(row).collect_view()}</tbody>
            </table>
        </section>
    }
}
