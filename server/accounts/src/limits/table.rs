//! The limits: of networks, of users and of addresses.

/// So many at once, and another one each `every` seconds.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limit {
    pub(super) name: &'static str,
    pub(super) burst: i64,
    pub(super) every: i64,
}

/// Registrations from one network address: 20 a minute, 100 a day.
pub(crate) const REGISTRATIONS: &[Limit] = &[
    Limit { name: "registrations a minute", burst: 20, every: 3 },
    Limit { name: "registrations a day", burst: 100, every: 864 },
];
/// Letters with a code asked for from one network address.
pub(crate) const LETTERS: &[Limit] = &[Limit { name: "letters", burst: 60, every: 60 }];
/// Wrong codes of any kind and wrong answers by passkeys, from one network address.
pub(crate) const CODES: &[Limit] = &[Limit { name: "codes", burst: 60, every: 60 }];
/// Failed sign-ins from one network address: 10 a minute, 100 a day.
pub(crate) const SIGN_INS: &[Limit] = &[
    Limit { name: "sign-ins a minute", burst: 10, every: 6 },
    Limit { name: "sign-ins a day", burst: 100, every: 864 },
];

/// Companies looked for from one network address: 10 a minute, 60 a day.
pub(crate) const COMPANIES: &[Limit] = &[
    Limit { name: "companies a minute", burst: 10, every: 6 },
    Limit { name: "companies a day", burst: 60, every: 1_440 },
];
/// Of these in registers that take only so many a day from all of us: 10 a day.
pub(crate) const RATIONED_SEARCHES: &[Limit] = &[Limit { name: "rationed searches", burst: 10, every: 8_640 }];

/// Invitations sent by one user: 20 an hour.
pub(crate) const INVITATIONS: Limit = Limit { name: "invitations", burst: 20, every: 180 };
/// Sign-ins to applications by one user: each makes rows that live as long as the session.
pub(crate) const AUTHORIZATIONS: Limit = Limit { name: "sign-ins to applications", burst: 60, every: 5 };
/// Letters that tell a user of a right password after many wrong ones: one an hour.
pub(crate) const TOLD_OF_FAILURES: Limit = Limit { name: "letters of many failures", burst: 1, every: 3_600 };
/// Letters that let a browser in, to one address: one an hour, for as many browsers as whoever reads it likes.
pub(crate) const UNLOCKS: Limit = Limit { name: "unlock letters", burst: 1, every: 3_600 };

impl Limit {
    /// The same for so many times as many customers.
    pub(super) const fn times(self, wider: u32) -> Limit {
        let wider = wider as i64;
        let every = if self.every > wider { self.every / wider } else { 1 };
        Limit { burst: self.burst * wider, every, ..self }
    }
}
