//! Days of the calendar, for numbers that hold a birth date.

/// Days since 1970-01-01 of a day of the Gregorian calendar; none if there is no such day.
pub(super) fn day(year: u32, month: u32, day: u32) -> Option<i64> {
    let leap = year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=days).contains(&day) {
        return None;
    }
    // Counted from the first of March, so that the leap day is a year's last.
    let (year, month) = if month > 2 { (year, month - 3) } else { (year - 1, month + 9) };
    let before = 365 * year + year / 4 - year / 100 + year / 400;
    Some(i64::from(before + (153 * month + 2) / 5 + day - 1) - 719_468)
}

/// Whether somebody can have been born on that day, seen from `today`.
pub(super) fn is_past(year: u32, month: u32, on: u32, today: u32) -> bool {
    day(year, month, on).is_some_and(|born| born <= i64::from(today))
}
