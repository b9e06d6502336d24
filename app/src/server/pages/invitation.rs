//! The pages of an invitation.

use super::{closed, meant, signed_in::moment};
use crate::{
    answer::Failure,
    form::Shown,
    invitation::{Facts, InvitationData, InvitedData, Reader, State},
    page::PageData,
    register::Closed,
    server::{
        accounts,
        cookies::{Link, opened},
        current_user, failure, known_browser, leave_for, refused_form,
    },
};
use accounts::{Invitation, Token};
use rules::Field;

/// The invitation whose link this browser has opened.
async fn opened_by(link: Option<&Token>) -> Result<Option<Invitation>, Failure> {
    match link {
        Some(link) => accounts().invitations.invitation(link, current_user().as_deref()).await.map_err(failure),
        None => Ok(None),
    }
}

pub(super) async fn invitation() -> Result<InvitationData, Failure> {
    known_browser();
    let (shown, link) = meant(Link::Invite, Shown::default())?;
    Ok(InvitationData { invitation: opened_by(link.as_ref()).await?.map(|invitation| facts(invitation, shown)) })
}

fn facts(invitation: Invitation, mut shown: Shown) -> Facts {
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
    shown.values.push((Field::Invitation, invitation.id));
    Facts {
        shown,
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

fn is_open(invitation: &Invitation) -> bool {
    invitation.state == accounts::State::Open && invitation.reader == accounts::Reader::Nobody
}

/// The number of the account that an open invitation of this browser is to.
pub(super) async fn waiting() -> Result<Option<String>, Failure> {
    let link = opened(Link::Invite).named_or_newest("");
    Ok(opened_by(link.as_ref()).await?.filter(is_open).map(|invitation| invitation.number.to_string()))
}

/// The wizard's first step; only for whoever holds an invitation that is open, and is not signed in.
pub(super) async fn register(form: Option<String>) -> Result<PageData, Failure> {
    if closed(accounts().settings().registration) == Some(Closed::Wholly) {
        return Ok(PageData::Closed(Closed::Wholly));
    }
    let (mut shown, link) = meant(Link::Invite, refused_form(form, "/invite/register", "register_invited").await?)?;
    let invitation = opened_by(link.as_ref()).await?.filter(is_open).ok_or_else(|| leave_for("/invite"))?;
    known_browser();
    shown.values.retain(|(field, _)| *field != Field::Invitation);
    shown.values.push((Field::Invitation, invitation.id));
    let limits = accounts().settings().limits;
    Ok(PageData::Invited(InvitedData { shown, limits, number: invitation.number, email: invitation.email }))
}
