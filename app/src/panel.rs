//! `/panel`: the panel's home.

use crate::{
    layout::{Page, breaking},
    tools::Copy,
    visit::words,
};
use leptos::prelude::*;
use rules::{AccountNumber, Field, OrganisationType, Role};

/// What the page shows.
#[derive(Clone, Debug)]
pub struct PanelData {
    pub(crate) name: String,
    /// Where the control panel is.
    pub(crate) go_on: Option<String>,
    /// The user's own details.
    pub(crate) you: Vec<(Field, String)>,
    pub(crate) accounts: Vec<AccountData>,
    /// Whether 2-step verification is on.
    pub(crate) two_step: bool,
    /// Whether few recovery codes are left.
    pub(crate) few_codes: bool,
}

/// An account as the page shows it.
#[derive(Clone, Debug)]
pub struct AccountData {
    pub(crate) number: AccountNumber,
    pub(crate) roles: Vec<Role>,
    pub(crate) organisation: Vec<(Field, String)>,
    /// Whether it requires 2-step verification and the person has it off.
    pub(crate) closed: bool,
}

/// The page.
#[component]
pub(crate) fn PanelView(data: PanelData) -> impl IntoView {
    let words = &words().panel;
    let none = data.accounts.is_empty().then(|| view! { <p class="lead">{words.none}</p> });
    view! {
        <Page heading=(words.heading)(&data.name)>
            {none}
            {data.go_on.map(|panel| view! { <p><a class="button button--primary" href=panel rel="external">{words.go_on}</a></p> })}
            {data.accounts.into_iter().map(|account| view! { <AccountView account/> }).collect_view()}
            <Next two_step=data.two_step few_codes=data.few_codes/>
            <section aria-labelledby="you">
                <h2 id="you">{words.you}</h2>
                <Facts facts=data.you/>
            </section>
        </Page>
    }
}

/// What one might do next: a link and why.
#[component]
fn Next(two_step: bool, few_codes: bool) -> impl IntoView {
    let words = &words().panel;
    let item = |path: &'static str, [title, why]: [&'static str; 2]| {
        view! { <li><a href=path>{title}</a><p>{why}</p></li> }
    };
    view! {
        <section aria-labelledby="next">
            <h2 id="next">{words.next}</h2>
            <ul class="next">
                {(!two_step).then(|| item("/settings/security/two-step", words.two_step))}
                {few_codes.then(|| item("/settings/security", words.recovery))}
                {item("/clients", words.clients)}
                {item("/activity", words.activity)}
            </ul>
        </section>
    }
}

#[component]
fn AccountView(account: AccountData) -> impl IntoView {
    let words = &words().panel;
    let roles = account.roles.iter().map(|role| (words.role)(*role)).collect::<Vec<_>>().join(", ");
    let organisation = (!account.organisation.is_empty()).then(|| {
        view! { <section><h2>{words.organisation}</h2><Facts facts=account.organisation/></section> }
    });
    let closed = account.closed.then(|| {
        let words = self::words();
        view! {
            <p class="notice notice--warning">
                {words.clients.closed} " " <a href="/settings/security/two-step?next=/panel">{words.two_step.enable}</a>
            </p>
        }
    });
    view! {
        <section>
            {closed}
            <dl class="facts">
                <div class="facts__row">
                    <dt>{words.account_number}</dt>
                    <dd>
                        <span class="account-number" dir="ltr">{account.number.to_string()}</span>
                        " " <Copy text=account.number.to_string()/> " "
                        <span class="facts__hint">{words.account_number_hint}</span>
                    </dd>
                </div>
                <div class="facts__row"><dt>{words.your_roles}</dt><dd>{roles}</dd></div>
            </dl>
        </section>
        {organisation}
    }
}

/// Fields with their values, in words.
#[component]
pub(crate) fn Facts(facts: Vec<(Field, String)>) -> impl IntoView {
    let row = |(field, value): (Field, String)| {
        view! { <div class="facts__row"><dt>{words().label(field)}</dt><dd><bdi>{breaking(&in_words(field, value))}</bdi></dd></div> }
    };
    view! { <dl class="facts">{facts.into_iter().map(row).collect_view()}</dl> }
}

fn in_words(field: Field, value: String) -> String {
    match (field, OrganisationType::parse(&value)) {
        (Field::OrganisationType, Some(kind)) => (words().details.organisation_type)(kind).to_owned(),
        _ => value,
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        answer::Failure,
        security::FEW,
        server::{accounts, current_user_or_leave, leave_for, two_step_state, wanted_back},
        visit::visit,
    };
    use accounts::{Account, CurrentUser};

    pub(crate) async fn panel() -> Result<PanelData, Failure> {
        let page = "/panel";
        let me = current_user_or_leave(page)?;
        // Here ends every way in. Whoever came from an application goes back to it.
        if let Some(back) = wanted_back() {
            return Err(leave_for(&back));
        }
        let few = me.user.two_step && two_step_state(&me).await?.recovery_left <= FEW;
        Ok(panel_data(&me, few))
    }

    /// What the panel's home shows of somebody; `few_codes`: whether few recovery codes are left.
    pub(crate) fn panel_data(me: &CurrentUser, few_codes: bool) -> PanelData {
        let user = &me.user;
        let country = words::country_name(visit().language, &user.country).unwrap_or(&user.country).to_owned();
        let mut you = vec![
            (Field::Name, user.name.clone()),
            (Field::Surname, user.surname.clone()),
            (Field::Email, user.email.clone()),
            (Field::Phone, user.phone_shown()),
            (Field::Country, country),
        ];
        // Somebody with one name has no surname.
        you.retain(|(_, value)| !value.is_empty());
        let go_on = accounts().settings().panel_url.clone();
        PanelData {
            name: user.name.clone(),
            go_on,
            you,
            two_step: user.two_step,
            few_codes,
            accounts: me.accounts.iter().map(account_data).collect(),
        }
    }

    fn account_data(account: &Account) -> AccountData {
        AccountData {
            number: account.number,
            roles: account.roles.clone(),
            closed: account.closed,
            organisation: if account.closed { Vec::new() } else { account.organisation.clone() },
        }
    }
}
