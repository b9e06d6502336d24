//! The pages of an invitation.

use super::{closed, signed_in::moment};
use crate::{
    answer::Failure,
    invitation::{Facts, InvitationData, InvitedData, Reader, State},
    page::PageData,
    register::Closed,
    server::{
        accounts, barred,
        cookies::{Link, opened},
        known_browser, leave_for, refused_form, visitor,
    },
};
use accounts::Invitation;
use rules::Field;

/// The invitation whose link this browser has opened.
async fn opened_invitation() -> Result<Option<Invitation>, Failure> {
    match opened(Link::Invite) {
        Some(link) => accounts().invitation(&link, &visitor()).await.map_err(|error| barred(error, "/invite")),
        None => Ok(None),
    }
}

pub(super) async fn invitation() -> Result<InvitationData, Failure> {
    known_browser();
    Ok(InvitationData { invitation: opened_invitation().await?.map(facts) })
}

fn facts(invitation: Invitation) -> Facts {
    let state = match invitation.state {
        accounts::State::Open => State::Open,
        accounts::State::Expired => State::Expired,
        accounts::State::Revoked => State::Revoked,
        accounts::State::Accepted => State::Accepted,
        accounts::State::Declined => State::Declined,
    };
    let reader = match invitation.reader {
        accounts::Reader::Nobody => Reader::Nobody,
        accounts::Reader::Invited => Reader::Invited,
        accounts::Reader::Other(email) => Reader::Other(email),
    };
    Facts {
        id: invitation.id,
        number: invitation.number,
        company: invitation.company,
        inviter: invitation.inviter,
        email: invitation.email,
        roles: invitation.roles,
        until: moment(invitation.until),
        state,
        reader,
    }
}

/// The wizard's first step; only for whoever holds an invitation that is open, and is not signed in.
pub(super) async fn register(form: Option<String>) -> Result<PageData, Failure> {
    if closed(accounts().settings().registration) == Some(Closed::Wholly) {
        return Ok(PageData::Closed(Closed::Wholly));
    }
    let open = |invitation: &Invitation| {
        invitation.state == accounts::State::Open && invitation.reader == accounts::Reader::Nobody
    };
    let invitation = opened_invitation().await?.filter(open).ok_or_else(|| leave_for("/invite"))?;
    known_browser();
    let mut shown = refused_form(form, "/invite/register", "register_invited").await?;
    shown.values.retain(|(field, _)| *field != Field::Invitation);
    shown.values.push((Field::Invitation, invitation.id));
    let limits = accounts().settings().limits;
    Ok(PageData::Invited(InvitedData { shown, limits, number: invitation.number, email: invitation.email }))
}
