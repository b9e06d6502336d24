//! How many letters an address gets: five an hour, ten a day, and from then on one an hour.
//!
//! So strangers who ask again and again never keep the owner of an address waiting longer than an hour. Whoever strangers
//! could keep waiting at all has a count of their own: a browser that its user signed in from or that a letter let in,
//! and a registration by invitation. What is kept is a keyed hash and the moments of the newest letters. It stays
//! whatever happens to the address, so that it tells nothing: neither that the address was proved, nor that its owner did
//! something, nor that they are gone.

use crate::{
    RequestContext, Settings,
    clock::{seconds_until, unless_ahead},
    counters::reached,
    db::{Pipeline, Tx},
    error::Error,
    limits::RateLimits,
};
use sqlx::AnyExecutor;

const HOUR: i64 = 3_600;
const DAY: i64 = 86_400;

/// Letters that are counted together.
#[derive(Debug)]
pub(crate) struct Cap {
    key: String,
    an_hour: usize,
}

impl RateLimits {
    /// The count of letters with codes that this visitor's go into; `invitation`: the one that their registration came by.
    pub(crate) async fn codes_cap<'c>(
        &self,
        executor: impl AnyExecutor<'c>,
        email_key: &str,
        invitation: Option<&str>,
        context: &RequestContext,
    ) -> Result<Cap, Error> {
        let own = self.own_counts(executor, email_key, context).await?;
        let whose = match invitation {
            Some(invitation) => format!("invitation {invitation}"),
            None => own.unwrap_or_default(),
        };
        Ok(self.cap("letters with codes", email_key, &whose, self.settings.codes_per_hour))
    }

    /// The count of letters with links to a new password that go to this address; `own`: for a browser with counts of its
    /// own.
    pub(crate) fn resets_cap(&self, email_key: &str, own: Option<&str>) -> Cap {
        self.cap("letters with links", email_key, own.unwrap_or_default(), Settings::RESETS_PER_HOUR)
    }

    fn cap(&self, what: &str, email_key: &str, whose: &str, an_hour: usize) -> Cap {
        Cap { key: self.keys.hash(what, &format!("{email_key}\0{whose}")), an_hour }
    }

    /// Counts a letter that is about to be written, with the address held: none when it may go, else the seconds until
    /// one may. Then nothing is counted.
    pub(crate) async fn count_letter(&self, tx: &mut Tx, cap: &Cap) -> Result<Option<u32>, Error> {
        let now = self.now();
        let mut sent = sent_lately(&mut **tx, cap, now).await?;
        let next = next_letter(&sent, cap.an_hour, now);
        if next > now {
            reached("letters to an address");
            return Ok(Some(seconds_until(next, now)));
        }
        sent.insert(0, now);
        sent.truncate(cap.an_hour.max(Settings::LETTERS_PER_DAY));
        let moments: Vec<String> = sent.iter().map(i64::to_string).collect();
        sqlx::query(
            "insert into letter_counts (key, moments, touched_at) values ($1, $2, $3)
             on conflict (key) do update set moments = excluded.moments, touched_at = excluded.touched_at",
        )
        .bind(&cap.key)
        .bind(moments.join(" "))
        .bind(now)
        .pipeline(tx);
        Ok(None)
    }

    /// In how many seconds another letter may go; asking counts nothing.
    pub(crate) async fn letter_in(&self, cap: &Cap) -> Result<u32, Error> {
        let sent = sent_lately(self.db.read(), cap, self.now()).await?;
        Ok(seconds_until(next_letter(&sent, cap.an_hour, self.now()), self.now()))
    }

    /// In how many seconds another code can be had where the last one went then, and whether it is the cap that makes
    /// people wait.
    pub(crate) async fn resend_in(&self, cap: &Cap, code_sent_at: Option<i64>) -> Result<(u32, bool), Error> {
        let by_cap = self.letter_in(cap).await?;
        let by_wait = self.seconds_to_resend(code_sent_at);
        Ok((by_cap.max(by_wait), by_cap > 0))
    }

    /// The same by the wait alone.
    pub(crate) fn seconds_to_resend(&self, code_sent_at: Option<i64>) -> u32 {
        let sent_at = code_sent_at.and_then(|at| unless_ahead(at, self.now()));
        sent_at.map_or(0, |at| seconds_until(at + self.settings.resend_after, self.now()))
    }
}

/// When the newest letters went, the newest first.
async fn sent_lately<'c>(executor: impl AnyExecutor<'c>, cap: &Cap, now: i64) -> Result<Vec<i64>, Error> {
    let moments: Option<String> = sqlx::query_scalar("select moments from letter_counts where key = $1")
        .bind(&cap.key)
        .fetch_optional(executor)
        .await?;
    let moments = moments.unwrap_or_default();
    Ok(moments.split(' ').filter_map(|moment| unless_ahead(moment.parse().ok()?, now)).collect())
}

/// From when on another letter may go, where letters went at these moments, the newest first.
fn next_letter(sent: &[i64], an_hour: usize, now: i64) -> i64 {
    let nth = |most: usize| most.checked_sub(1).and_then(|last| sent.get(last)).copied();
    let by_hour = nth(an_hour).map_or(now, |fifth| fifth + HOUR);
    let many_today = nth(Settings::LETTERS_PER_DAY).is_some_and(|tenth| tenth + DAY > now);
    let by_day = sent.first().filter(|_| many_today).map_or(now, |newest| newest + HOUR);
    by_hour.max(by_day).max(now)
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOW: i64 = 1_000_000;

    fn next(ago: &[i64]) -> i64 {
        next_letter(&ago.iter().map(|ago| NOW - ago).collect::<Vec<_>>(), 5, NOW) - NOW
    }

    #[test]
    fn five_an_hour_and_ten_a_day_and_then_one_an_hour() {
        assert_eq!(next(&[]), 0);
        assert_eq!(next(&[10, 20, 30, 40]), 0);
        assert_eq!(next(&[10, 20, 30, 40, 3_000]), 600);
        assert_eq!(next(&[10, 20, 30, 40, 3_600]), 0);
        let ten = [4_000, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 11_000, 12_000, 13_000];
        assert_eq!(next(&ten), 0, "the newest went more than an hour ago");
        assert_eq!(next(&[&[600], &ten[..9]].concat()), 3_000);
        assert_eq!(next(&[600, 700, 86_000, 86_001, 86_002, 86_003, 86_004, 86_005, 86_006, 86_400]), 0);
    }

    #[test]
    fn whoever_asks_all_day_gets_ten_and_then_one_an_hour_and_nobody_waits_longer_than_that() {
        let (mut sent, mut longest) = (Vec::new(), 0);
        for now in (NOW..NOW + DAY).step_by(30) {
            let next = next_letter(&sent, 5, now);
            longest = longest.max(next - now);
            if next <= now {
                sent.insert(0, now);
            }
        }
        assert!(sent.len() <= 10 + 24 && sent.len() >= 10 + 20, "{}", sent.len());
        assert!(longest <= HOUR, "{longest}");
    }
}
