//! Who may do what: every role, everybody else and nobody, at every verb, in every account, to everybody. What must come
//! of it is computed from the rules.

mod race;
mod stage;

use crate::help::each_db;
use rules::{Permission, Role};
use stage::Stage;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verb {
    Client,
    NewAccount,
    OpenAccount,
    SaveAccount,
    LeaveAccount,
    Members,
    Member,
    SetRoles(Role),
    SetNotifications,
    Dissociate,
    ResetTwoStep,
    Activity,
    Invite(Role),
    Resend,
    Revoke,
    Accept,
    Decline,
}
use Verb as V;

/// Whether they are tried, and by which file they are.
const VERBS: [(bool, &[Verb]); 3] = [(true, &OF_MEMBERS), (true, &OF_CLIENTS), (true, &OF_INVITATIONS)];
const OF_MEMBERS: [Verb; 10] = [
    V::Members,
    V::Member,
    V::SetRoles(Role::AccountAdministrator),
    V::SetRoles(Role::BillingAdministrator),
    V::SetRoles(Role::UserAdministrator),
    V::SetRoles(Role::AccountObserver),
    V::SetNotifications,
    V::Dissociate,
    V::ResetTwoStep,
    V::Activity,
];
const OF_CLIENTS: [Verb; 5] = [V::Client, V::NewAccount, V::OpenAccount, V::SaveAccount, V::LeaveAccount];
const OF_INVITATIONS: [Verb; 8] = [
    V::Invite(Role::AccountAdministrator),
    V::Invite(Role::BillingAdministrator),
    V::Invite(Role::UserAdministrator),
    V::Invite(Role::AccountObserver),
    V::Resend,
    V::Revoke,
    V::Accept,
    V::Decline,
];

/// Who tries it, in the order of the table's columns: `Role::ALL`, then these.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Actor {
    Holder(Role),
    Outsider,
    Nobody,
}

/// In which account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Own,
    Other,
    Missing,
    Scrap,
}

/// To whom, or with which invitation.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Id {
    None,
    Oneself,
    Holder(Role),
    Invited(Role),
    /// A member of the other account, and an invitation there.
    Foreign,
    ForeignInvited,
    Missing,
}

const DONE: &str = "done";
const GONE: &str = "Gone";
const FORBIDDEN: &str = "Forbidden";
const RIGHTS: &str = "Refused(Errors([(Roles, Rights)]))";

impl Verb {
    fn permission(self) -> Permission {
        match self {
            V::Client | V::Members | V::Member => Permission::ViewUsers,
            V::SaveAccount => Permission::EditAccount,
            V::SetNotifications => Permission::ManageNotifications,
            V::SetRoles(_) | V::Dissociate | V::ResetTwoStep | V::Activity => Permission::ManageUsers,
            V::Invite(_) | V::Resend | V::Revoke => Permission::ManageUsers,
            V::LeaveAccount | V::NewAccount | V::OpenAccount | V::Accept | V::Decline => Permission::MemberBasics,
        }
    }

    /// Where it is tried, and on whom.
    fn cells(self) -> Vec<(Place, Id)> {
        let holders = Role::ALL.map(Id::Holder).into_iter();
        let invited = Role::GIVEN.map(Id::Invited).into_iter();
        let missing = [Id::Foreign, Id::ForeignInvited, Id::Missing];
        let ids: Vec<Id> = match self {
            V::NewAccount | V::OpenAccount | V::Accept | V::Decline => return vec![(Place::Own, Id::None)],
            V::Member | V::SetRoles(_) | V::SetNotifications | V::Dissociate | V::ResetTwoStep => {
                holders.chain([Id::Oneself, Id::Invited(Role::AccountObserver)]).chain(missing).collect()
            }
            V::Resend | V::Revoke => {
                invited.chain([Id::Oneself, Id::Holder(Role::AccountObserver)]).chain(missing).collect()
            }
            _ => vec![Id::None],
        };
        let places = [Place::Own, Place::Other, Place::Missing, Place::Scrap];
        places.into_iter().flat_map(|place| ids.iter().map(move |id| (place, *id))).collect()
    }

    /// What must come of it.
    fn expected(self, actor: Actor, place: Place, id: Id) -> &'static str {
        match (self, actor) {
            (V::Accept | V::Decline, _) => GONE,
            (_, Actor::Nobody) => "SignedOut",
            (V::NewAccount | V::OpenAccount, _) => DONE,
            (_, Actor::Holder(role)) if place == Place::Own => self.expected_of(role, id),
            _ => GONE,
        }
    }

    /// What must come of it for a member with this role alone.
    fn expected_of(self, mine: Role, id: Id) -> &'static str {
        let oneself = id == Id::Oneself || id == Id::Holder(mine) && mine == Role::AccountOwner;
        let reach = |theirs, then| if Role::may_give_all(&[mine], &[theirs]) { then } else { FORBIDDEN };
        let choice = |given| if Role::may_give_all(&[mine], &[given]) { DONE } else { RIGHTS };
        match (self, id) {
            (V::SetNotifications, _) if oneself => DONE,
            (V::LeaveAccount, _) if mine == Role::AccountOwner => FORBIDDEN,
            _ if !mine.may(self.permission()) => FORBIDDEN,
            (V::Invite(given), _) => choice(given),
            (_, Id::None) => DONE,
            (_, Id::Foreign | Id::ForeignInvited | Id::Missing) => GONE,
            (V::Resend | V::Revoke, Id::Invited(theirs)) => reach(theirs, DONE),
            (V::Resend | V::Revoke, _) | (_, Id::Invited(_)) => GONE,
            (V::Member, _) => DONE,
            _ if oneself => FORBIDDEN,
            (V::SetRoles(given), Id::Holder(theirs)) => reach(theirs, choice(given)),
            (_, Id::Holder(theirs)) => reach(theirs, DONE),
            (_, Id::Oneself) => unreachable!("that was oneself"),
        }
    }
}

#[test]
fn every_cell_of_the_table_is_as_the_rules_say() {
    each_db(|world| async move {
        let stage = Stage::new(world).await;
        let columns: Vec<_> = stage.actors.iter().map(|(actor, _)| format!("{:<34}", format!("{actor:?}"))).collect();
        println!("{:<72} {}", "", columns.join(" "));
        let mut wrong = Vec::new();
        for verb in VERBS.into_iter().filter(|(tried, _)| *tried).flat_map(|(_, verbs)| verbs) {
            for (place, id) in verb.cells() {
                let [must, is] = stage.row(*verb, place, id).await;
                println!("{is}");
                if must != is {
                    wrong.push(format!("{must} must be, but it is\n{is}"));
                }
            }
        }
        assert!(wrong.is_empty(), "{} rows:\n{}", wrong.len(), wrong.join("\n"));
    });
}
