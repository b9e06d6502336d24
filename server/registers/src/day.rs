//! Which day it is where a register is. All of Europe changes its clocks at the same moment: at 01:00 UTC on the last
//! Sundays of March and October (directive 2000/84/EC).

use time::{Month, OffsetDateTime};

/// A day.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Day {
    /// In days since 1970-01-01.
    pub(crate) number: i64,
    /// As `2026-11-29`.
    pub(crate) text: String,
}

impl Day {
    /// The day at this moment, so many hours before Greenwich in winter.
    pub(crate) fn at(now: i64, hours: i64) -> Day {
        let hours = hours + i64::from(is_summer(moment(now)));
        let local = now + hours * 3_600;
        let date = moment(local).date();
        let text = format!("{:04}-{:02}-{:02}", date.year(), u8::from(date.month()), date.day());
        Day { number: local.div_euclid(86_400), text }
    }
}

fn moment(now: i64) -> OffsetDateTime {
    OffsetDateTime::from_unix_timestamp(now).unwrap_or(OffsetDateTime::UNIX_EPOCH)
}

fn is_summer(at: OffsetDateTime) -> bool {
    match at.month() {
        Month::March => is_after_change(at),
        Month::October => !is_after_change(at),
        month => (Month::April as u8..=Month::September as u8).contains(&(month as u8)),
    }
}

/// Whether the last Sunday's 01:00 of a month of 31 days is over.
fn is_after_change(at: OffsetDateTime) -> bool {
    let sunday = at.date().replace_day(31).map_or(31, |last| 31 - last.weekday().number_days_from_sunday());
    (at.day(), at.hour()) >= (sunday, 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn midnight_is_where_the_register_is_in_winter_and_in_summer() {
        for (now, hours, day) in [
            (1_795_993_199, 1, "2026-11-29"), // 2026-11-29T22:59:59Z
            (1_795_993_200, 1, "2026-11-30"),
            (1_795_993_199, 2, "2026-11-30"),
            (1_782_856_799, 1, "2026-06-30"), // 2026-06-30T21:59:59Z
            (1_782_856_800, 1, "2026-07-01"),
            // The clocks change on 2026-03-29 and 2026-10-25.
            (1_774_738_799, 1, "2026-03-28"), // 2026-03-28T22:59:59Z
            (1_774_821_600, 1, "2026-03-30"), // 2026-03-29T22:00:00Z
            (1_792_879_200, 1, "2026-10-25"), // 2026-10-24T22:00:00Z
            (1_792_965_600, 1, "2026-10-25"), // 2026-10-25T22:00:00Z
        ] {
            assert_eq!(Day::at(now, hours).text, day, "{now}");
        }
        assert_eq!(Day::at(86_400, 0), Day { number: 1, text: "1970-01-02".into() });
    }
}
