//! How much of each kind of rows there may be that unknown visitors leave.

/// How much a kind of rows may take.
pub(super) struct Ceiling {
    pub(super) table: &'static str,
    pub(super) key: &'static str,
    /// The rows that count.
    pub(super) of: &'static str,
    /// What a row takes, with its indexes, in bytes; roughly, and rather more.
    pub(super) size: &'static str,
    /// Whose rows are held together: the first of each stay before anybody's second.
    pub(super) whose: &'static str,
    /// The order of those held together, the first to stay first.
    pub(super) order: &'static str,
    /// How old a row is: the smaller, the earlier it goes.
    pub(super) age: &'static str,
    /// Most bytes of all.
    pub(super) most: i64,
}

const MIB: i64 = 1_048_576;

pub(super) const CEILINGS: &[Ceiling] = &[
    Ceiling {
        table: "registrations",
        key: "id",
        of: "finished_at is null",
        size: "600 + octet_length(name) + octet_length(surname) + 3 * octet_length(email) + octet_length(coalesce(company_name, ''))
            + octet_length(coalesce(address, '')) + octet_length(coalesce(city, '')) + octet_length(coalesce(postal_code, ''))
            + octet_length(coalesce(registration_number, '')) + octet_length(coalesce(vat_number, ''))",
        whose: "network",
        order: "case when details_at is null then 1 else 0 end, touched_at desc, id",
        // Those by invitation go last.
        age: "touched_at + case when invitation_id is null then 0 else 86400 end",
        most: 9 * MIB,
    },
    Ceiling {
        table: "form_rows",
        key: "id",
        of: "expires_at > 0",
        size: "300 + octet_length(content)",
        whose: "network",
        order: "created_at desc, id",
        age: "created_at",
        most: 4 * MIB,
    },
    // Letters that wait to be sent go last, and those before others that nobody is told by.
    Ceiling {
        table: "outbox",
        key: "id",
        of: "(kind in ('none', 'verification-code') or about = 'unlock')",
        size: "500 + octet_length(content) + 2 * octet_length(email_key)",
        whose: "email_key",
        order: "created_at desc, id",
        age: "created_at - case when sent_at is not null or failed_at is not null then 20000000000 when kind = 'none' then 10000000000 else 0 end",
        most: 6 * MIB,
    },
    Ceiling {
        table: "resets",
        key: "token_hash",
        of: "user_id is null",
        size: "300 + 2 * octet_length(email_key)",
        whose: "email_key",
        order: "created_at desc, token_hash",
        age: "created_at",
        most: 2 * MIB,
    },
    Ceiling { age: "full_at", most: 5 * MIB, ..count("limits", "200") },
    Ceiling { age: "touched_at + tries * 3600", most: 2 * MIB, ..count("failures", "240") },
    // Those with the most letters go last.
    Ceiling {
        age: "touched_at + octet_length(moments) * 3600",
        most: 2 * MIB,
        ..count("letter_counts", "220 + octet_length(moments)")
    },
    Ceiling {
        key: "token_hash",
        of: "told = 0",
        whose: "token_hash",
        order: "token_hash",
        age: "expires_at",
        most: MIB,
        ..count("unlocks", "240")
    },
];

/// A count: those go first that are nearest to nothing.
const fn count(table: &'static str, size: &'static str) -> Ceiling {
    Ceiling { table, key: "key", of: "1 = 1", size, whose: "key", order: "key", age: "0", most: 0 }
}

impl Ceiling {
    /// How many bytes there are.
    pub(super) fn taken(&self) -> String {
        let Ceiling { table, of, size, .. } = self;
        format!("select cast(coalesce(sum({size}), 0) as bigint) from {table} where {of}")
    }

    /// The keys of those above `$1` bytes; rows of more than `$2` go before others.
    pub(super) fn above(&self) -> String {
        let Ceiling { table, key, of, size, whose, order, age, .. } = self;
        format!(
            "select {key} from (
                 select {key}, sum(size) over (order by nth, case when size > $2 then 1 else 0 end, age desc, {key}
                                               rows between unbounded preceding and current row) as total
                 from (select {key}, {size} as size, {age} as age, row_number() over (partition by {whose} order by {order}) as nth
                       from {table} where {of}) as each_one
             ) as all_of_them where total > $1"
        )
    }
}
