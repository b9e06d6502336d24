//! What the pages show.

use crate::{
    activity::{ActivityData, ActivityView},
    clients::{
        ClientsData, ClientsView,
        closed::{ClosedAccountData, ClosedAccountView},
        one::{ClientData, ClientView},
    },
    closed::{Closed, ClosedView},
    data::{DataData, DataView, StayData, StayView},
    details::{DetailsData, DetailsView},
    email::{EmailData, EmailView},
    form::Shown,
    identity::{IdentityData, IdentityView},
    invitation::{InvitationData, InvitationView, InvitedData, InvitedView},
    landing::LandingPage,
    layout::{Forbidden, NotFound},
    members::{
        MembersData, MembersView,
        invite::{InviteData, InviteView},
        one::{MemberData, MemberView},
    },
    panel::{PanelData, PanelView},
    passkeys::{PasskeysData, PasskeysView},
    personalization::PersonalizationView,
    profile::{ProfileData, ProfileView},
    recovery::{RecoveryData, RecoveryView},
    register::{RegisterData, RegisterView},
    reset::{ForgotData, ForgotView, ResetData, ResetView},
    second_step::{SecondStepData, SecondStepView},
    security::{SecurityData, SecurityView},
    sign_in::{SignInData, SignInView},
    two_step::{TwoStepData, TwoStepView},
    undo::{UndoData, UndoView},
    unlock::{UnlockData, UnlockView},
    verify::{VerifyData, VerifyView},
};
use leptos::prelude::*;

/// What a page shows.
#[derive(Clone, Debug)]
pub(crate) enum PageData {
    Landing,
    NotFound,
    Register(RegisterData),
    Closed(Closed),
    Details(DetailsData),
    Verify(VerifyData),
    SignIn(SignInData),
    SecondStep(SecondStepData),
    Forgot(ForgotData),
    Reset(ResetData),
    Unlock(UnlockData),
    Panel(PanelData),
    Identity(IdentityData),
    TwoStep(TwoStepData),
    Passkeys(PasskeysData),
    Recovery(RecoveryData),
    Profile(ProfileData),
    Email(EmailData),
    Undo(UndoData),
    Stay(StayData),
    Security(SecurityData),
    Personalization(Shown),
    Data(DataData),
    Activity(ActivityData),
    Forbidden,
    Clients(ClientsData),
    Client(ClientData),
    ClosedAccount(ClosedAccountData),
    Members(MembersData),
    Invite(InviteData),
    Member(MemberData),
    Invitation(InvitationData),
    Invited(InvitedData),
}

/// A page with its data.
pub(crate) fn shown(data: PageData) -> AnyView {
    match data {
        PageData::Landing => view! { <LandingPage/> }.into_any(),
        PageData::NotFound => view! { <NotFound/> }.into_any(),
        PageData::Register(data) => view! { <RegisterView data/> }.into_any(),
        PageData::Closed(reason) => view! { <ClosedView reason/> }.into_any(),
        PageData::Details(data) => view! { <DetailsView data/> }.into_any(),
        PageData::Verify(data) => view! { <VerifyView data/> }.into_any(),
        PageData::SignIn(data) => view! { <SignInView data/> }.into_any(),
        PageData::SecondStep(data) => view! { <SecondStepView data/> }.into_any(),
        PageData::Forgot(data) => view! { <ForgotView data/> }.into_any(),
        PageData::Reset(data) => view! { <ResetView data/> }.into_any(),
        PageData::Unlock(data) => view! { <UnlockView data/> }.into_any(),
        PageData::Panel(data) => view! { <PanelView data/> }.into_any(),
        PageData::Identity(data) => view! { <IdentityView data/> }.into_any(),
        PageData::TwoStep(data) => view! { <TwoStepView data/> }.into_any(),
        PageData::Passkeys(data) => view! { <PasskeysView data/> }.into_any(),
        PageData::Recovery(data) => view! { <RecoveryView data/> }.into_any(),
        PageData::Profile(data) => view! { <ProfileView data/> }.into_any(),
        PageData::Email(data) => view! { <EmailView data/> }.into_any(),
        PageData::Undo(data) => view! { <UndoView data/> }.into_any(),
        PageData::Stay(data) => view! { <StayView data/> }.into_any(),
        PageData::Personalization(shown) => view! { <PersonalizationView shown/> }.into_any(),
        PageData::Data(data) => view! { <DataView data/> }.into_any(),
        PageData::Security(data) => view! { <SecurityView data/> }.into_any(),
        PageData::Activity(data) => view! { <ActivityView data/> }.into_any(),
        PageData::Forbidden => view! { <Forbidden/> }.into_any(),
        PageData::Clients(data) => view! { <ClientsView data/> }.into_any(),
        PageData::Client(data) => view! { <ClientView data/> }.into_any(),
        PageData::ClosedAccount(data) => view! { <ClosedAccountView data/> }.into_any(),
        PageData::Members(data) => view! { <MembersView data/> }.into_any(),
        PageData::Invite(data) => view! { <InviteView data/> }.into_any(),
        PageData::Member(data) => view! { <MemberView data/> }.into_any(),
        PageData::Invitation(data) => view! { <InvitationView data/> }.into_any(),
        PageData::Invited(data) => view! { <InvitedView data/> }.into_any(),
    }
}

#[cfg(feature = "ssr")]
pub(crate) mod ssr {
    //! What only the server does: what the page shows, and what comes after its forms.

    use super::*;
    use crate::{
        activity::ssr::{activity_data, at, client_activity_data},
        answer::Failure,
        clients::{closed::ssr::closed_account, new::ssr::new_client_data, one::ssr::client_data, ssr::clients_data},
        data::ssr::{data_data, stay_data},
        details::ssr::details_data,
        email::ssr::email_data,
        identity::ssr::identity_data,
        invitation::ssr::{invitation_data, invited_data},
        members::{
            invite::ssr::invite_data,
            one::{What, ssr::member_data},
            ssr::{Listed, members_data},
        },
        panel::ssr::panel,
        passkeys::ssr::passkeys_data,
        personalization::ssr::personalization_data,
        profile::ssr::profile_data,
        recovery::ssr::recovery_data,
        register::ssr::register_data,
        reset::ssr::{forgot_data, reset_data},
        routes::Route,
        second_step::ssr::second_step_data,
        security::ssr::security_data,
        server::{
            Ended, current_user_or_leave, forbidden, leave_for, not_found, noted, read_saved_form, redirect_or_fail,
        },
        sign_in::ssr::sign_in_data,
        two_step::ssr::{last_step_data, two_step_data},
        undo::ssr::undo_data,
        unlock::ssr::unlock_data,
        verify::ssr::verify_data,
        visit::Address,
    };
    use accounts::Error;

    /// What the page at this address shows.
    pub(crate) async fn page_data(address: &Address) -> Result<PageData, Failure> {
        let asked = |name| address.asked(name);
        let (registration, next) = (asked("registration"), asked("next"));
        let Some((route, names)) = Route::of(&address.path) else { return Ok(page_not_found()) };
        read_saved_form(address).await?;
        Ok(match route {
            Route::Landing => PageData::Landing,
            Route::Register => register_data().await?.map_or_else(PageData::Closed, PageData::Register),
            Route::Details => PageData::Details(details_data(registration).await?),
            Route::Verify => PageData::Verify(verify_data(registration).await?),
            Route::LastStep => PageData::TwoStep(last_step_data().await?),
            Route::SignIn => PageData::SignIn(sign_in_data(next).await?),
            Route::SecondStep => PageData::SecondStep(second_step_data(next, asked("recovery")).await?),
            Route::Forgot => PageData::Forgot(forgot_data().await?),
            Route::Reset => PageData::Reset(reset_data().await?),
            Route::Unlock => PageData::Unlock(unlock_data().await?),
            Route::Panel => PageData::Panel(panel().await?),
            Route::Identity => PageData::Identity(identity_data(next).await?),
            Route::Settings => return Err(leave_for("/settings/profile")),
            Route::Profile => PageData::Profile(profile_data().await?),
            Route::Email => PageData::Email(email_data().await?),
            Route::Security => PageData::Security(security_data().await?),
            Route::TwoStep => PageData::TwoStep(two_step_data(next).await?),
            Route::Passkeys => PageData::Passkeys(passkeys_data(next).await?),
            Route::Recovery => PageData::Recovery(recovery_data(next).await?),
            Route::Personalization => PageData::Personalization(personalization_data().await?),
            Route::Data => PageData::Data(data_data().await?),
            Route::Undo => PageData::Undo(undo_data().await?),
            Route::Stay => PageData::Stay(stay_data().await?),
            Route::Activity => PageData::Activity(activity_data(address).await?),
            Route::Invitation => PageData::Invitation(invitation_data().await?),
            Route::Invited => invited_data().await?.map_or_else(PageData::Closed, PageData::Invited),
            Route::Clients
            | Route::NewClient
            | Route::Client
            | Route::Members
            | Route::Invite
            | Route::ClientActivity
            | Route::Roles
            | Route::Notifications
            | Route::Dissociate
            | Route::ResetTwoStep => client_page(route, &names, address).await?,
        })
    }

    /// Whether no page stands at this path.
    pub(crate) fn is_unknown(path: &str) -> bool {
        Route::of(path).is_none()
    }

    /// A page that is not there.
    pub(crate) fn page_not_found() -> PageData {
        not_found();
        PageData::NotFound
    }

    /// What the page shows. An account that is somebody else's is as good as missing.
    pub(crate) async fn client_page(route: Route, names: &[&str], address: &Address) -> Result<PageData, Failure> {
        let here = &address.path;
        let me = &*current_user_or_leave(here)?;
        let asked = |name| address.asked(name);
        let listed = Listed { search: asked("search"), sort: asked("sort"), at: at(address) };
        let (number, id) = (names.first().copied().unwrap_or_default(), names.get(1).copied().unwrap_or_default());
        let member = async |what| member_data(me, (number, id), what).await.map(PageData::Member);
        let data = match route {
            Route::NewClient => new_client_data(me).await.map(PageData::Client),
            Route::Client => client_data(me, number).await.map(PageData::Client),
            Route::Members => members_data(me, here, number, listed).await.map(PageData::Members),
            Route::Invite => invite_data(me, number).await.map(PageData::Invite),
            Route::ClientActivity => client_activity_data(me, here, number, &listed.at).await.map(PageData::Activity),
            Route::Roles => member(What::Roles).await,
            Route::Notifications => member(What::Notifications).await,
            Route::Dissociate => member(What::Dissociate).await,
            Route::ResetTwoStep => member(What::Reset).await,
            _ => Ok(PageData::Clients(clients_data(me))),
        };
        match data {
            Ok(data) => Ok(data),
            Err(Ended::Error(Error::Gone)) => Ok(page_not_found()),
            Err(Ended::Error(error @ Error::Forbidden)) => {
                let _noted = noted::<()>(Err(error));
                forbidden();
                Ok(PageData::Forbidden)
            }
            Err(Ended::Error(Error::TwoStepSetupRequired)) => {
                Ok(closed_account(me, number, here).map_or_else(page_not_found, PageData::ClosedAccount))
            }
            Err(Ended::Error(error)) => Err(redirect_or_fail(error, here)),
            Err(Ended::Failure(failure)) => Err(failure),
        }
    }
}
