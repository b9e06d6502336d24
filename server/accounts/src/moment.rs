//! Moments as people and programs read them, all in UTC.

use serde::{Serialize, Serializer};
use time::{
    OffsetDateTime,
    format_description::{StaticFormatDescription, well_known::Rfc3339},
    macros::format_description,
};

const SECONDS: StaticFormatDescription =
    format_description!(version = 2, "[year]-[month]-[day] [hour]:[minute]:[second] UTC");
const MINUTES: StaticFormatDescription = format_description!(version = 2, "[year]-[month]-[day] [hour]:[minute] UTC");

/// Unix seconds as pages say them: `2026-11-21 20:43:07 UTC`.
pub fn moment(at: i64) -> String {
    utc(at).format(SECONDS).unwrap_or_default()
}

/// Unix seconds as letters say them: `2026-11-21 20:43 UTC`.
pub(crate) fn moment_in_minutes(at: i64) -> String {
    utc(at).format(MINUTES).unwrap_or_default()
}

/// Unix seconds by RFC 3339: `2026-11-21T20:43:07Z`.
pub fn rfc3339(at: i64) -> String {
    utc(at).format(&Rfc3339).unwrap_or_default()
}

/// For an export: by RFC 3339 where there is one.
pub(crate) fn maybe<S: Serializer>(at: &Option<i64>, to: S) -> Result<S::Ok, S::Error> {
    at.map(rfc3339).serialize(to)
}

fn utc(at: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(at).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_said_in_three_ways() {
        let at = 1_700_000_000;
        assert_eq!(moment(at), "2023-11-14 22:13:20 UTC");
        assert_eq!(moment_in_minutes(at), "2023-11-14 22:13 UTC");
        assert_eq!(rfc3339(at), "2023-11-14T22:13:20Z");
        assert_eq!(rfc3339(0), "1970-01-01T00:00:00Z");
    }
}
