//! How often is too often.

use crate::{db::Tx, error::Error, settings::Settings};

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Holds the address until the transaction ends, so that nobody else counts its letters meanwhile.
pub(crate) async fn hold_address(tx: &mut Tx, email_key: &str, now: i64) -> Result<(), Error> {
    sqlx::query("insert into addresses (email_key, touched_at) values ($1, $2) on conflict (email_key) do update set touched_at = excluded.touched_at")
        .bind(email_key)
        .bind(now)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// From when on another code may go to an address that got codes at these moments, the newest first.
pub(crate) fn next_code(sent: &[i64], codes_per_hour: usize, now: i64) -> i64 {
    let after = |most: usize, span: i64| {
        let nth = most.checked_sub(1).and_then(|last| sent.get(last));
        nth.map_or(0, |moment| moment + span)
    };
    let free = after(codes_per_hour, HOUR).max(after(Settings::CODES_PER_DAY, DAY));
    free.max(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn five_an_hour_and_ten_a_day() {
        let now = 1_000_000;
        let sent = |ago: &[i64]| ago.iter().map(|ago| now - ago).collect::<Vec<_>>();
        assert_eq!(next_code(&[], 5, now), now);
        assert_eq!(next_code(&sent(&[10, 20, 30, 40]), 5, now), now);
        assert_eq!(next_code(&sent(&[10, 20, 30, 40, 3_000]), 5, now), now + 600);
        assert_eq!(next_code(&sent(&[10, 20, 30, 40, 3_600]), 5, now), now);
        let ten = sent(&[4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 11_000, 12_000, 13_000]);
        assert_eq!(next_code(&ten, 5, now), now - 13_000 + 86_400);
    }
}
