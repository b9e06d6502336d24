//! Which page stands at which address.

macro_rules! routes {
    ($($(#[$doc:meta])* $name:ident = $pattern:literal),* $(,)?) => {
        /// A page of the app by its address.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Route {
            $($(#[$doc])* $name,)*
        }

        impl Route {
            /// All of them; where two fit an address, the first one stands there.
            pub const ALL: &'static [Route] = &[$(Route::$name),*];

            /// Its address; parts in braces stand for any name.
            pub const fn pattern(self) -> &'static str {
                match self { $(Route::$name => $pattern),* }
            }
        }
    };
}

routes! {
    /// What this is.
    Landing = "/",
    /// The wizard's first step.
    Register = "/register",
    /// The wizard's second step.
    Details = "/register/details",
    /// The wizard's third step.
    Verify = "/register/verify",
    /// The wizard's last step.
    LastStep = "/register/two-step",
    /// Signing in.
    SignIn = "/sign-in",
    /// Its second step.
    SecondStep = "/sign-in/two-step",
    /// Asking for a letter with a link to a new password.
    Forgot = "/forgot-password",
    /// The new password.
    Reset = "/reset-password",
    /// A letter that lets this browser in, and its link.
    Unlock = "/unlock",
    /// The panel's home.
    Panel = "/panel",
    /// A proof of who one is.
    Identity = "/confirm-identity",
    /// Leads to the first tab.
    Settings = "/settings",
    /// Name, address, phone.
    Profile = "/settings/profile",
    /// The code for another address.
    Email = "/settings/profile/email",
    /// Password, 2-step verification, sessions.
    Security = "/settings/security",
    /// Setting 2-step verification up.
    TwoStep = "/settings/security/two-step",
    /// Passkeys.
    Passkeys = "/settings/security/passkeys",
    /// Recovery codes.
    Recovery = "/settings/security/recovery-codes",
    /// Language and theme.
    Personalization = "/settings/personalization",
    /// A copy of everything, and leaving for good.
    Data = "/settings/data",
    /// The former address comes back.
    Undo = "/email-undo",
    /// A user stays who was to be deleted.
    Stay = "/cancel-deletion",
    /// One's own activity log.
    Activity = "/activity",
    /// An invitation.
    Invitation = "/invite",
    /// The wizard's first step for whoever is invited.
    Invited = "/invite/register",
    /// One's accounts.
    Clients = "/clients",
    /// Another account.
    NewClient = "/clients/new",
    /// An account.
    Client = "/clients/{account}",
    /// Its users.
    Members = "/clients/{account}/users",
    /// An invitation to be written.
    Invite = "/clients/{account}/users/invite",
    /// Its activity log.
    ClientActivity = "/clients/{account}/activity",
    /// A member's roles.
    Roles = "/clients/{account}/users/{member}/roles",
    /// A member's letters.
    Notifications = "/clients/{account}/users/{member}/notifications",
    /// The account is taken from a member.
    Dissociate = "/clients/{account}/users/{member}/dissociate",
    /// A member's second factor is switched off.
    ResetTwoStep = "/clients/{account}/users/{member}/two-step",
}

impl Route {
    /// The page at this path, and what stands at the parts in braces.
    pub fn of(path: &str) -> Option<(Route, Vec<&str>)> {
        Route::ALL.iter().find_map(|route| Some((*route, names(route.pattern(), path)?)))
    }
}

/// What stands in the path at the pattern's parts in braces, where the rest is the same.
fn names<'a>(pattern: &str, path: &'a str) -> Option<Vec<&'a str>> {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    let mut names = Vec::new();
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return Some(names),
            (Some(part), Some(name)) if part.starts_with('{') && !name.is_empty() => names.push(name),
            (Some(part), Some(name)) if part == name => {}
            _ => return None,
        }
    }
}
