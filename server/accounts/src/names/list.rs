//! Members and addresses that an older version of the program kept otherwise.

use super::{UNLISTED, renew};
use crate::{address::shown, error::Error, parts::Memberships, purge::REST};

/// So many in one transaction.
const BATCH: i64 = 20;

/// Addresses that an older version kept with their domains in ASCII; users' own are mended with all else.
const DOMAINS: &str = "domains are shown";

impl Memberships {
    /// Puts those members into the lists of their accounts that an older version of the program did not put there; a few
    /// at a time, so that nobody waits for long. Meanwhile they stand first in every order, and a search does not find
    /// them.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn list_members(&self) -> Result<(), Error> {
        for text in UNLISTED {
            loop {
                let mut users: Vec<String> = sqlx::query_scalar(text).bind(BATCH).fetch_all(self.db.read()).await?;
                if users.is_empty() {
                    break;
                }
                // Users are held in this order, whatever the database's is.
                users.sort_unstable();
                let mut tx = self.db.begin().await?;
                for user_id in &users {
                    let held = sqlx::query("update users set version = version where id = $1").bind(user_id);
                    if held.execute(&mut *tx).await?.rows_affected() > 0 {
                        renew(&mut tx, user_id).await?;
                    }
                }
                tx.commit().await?;
                tokio::time::sleep(REST).await;
            }
        }
        self.show_domains().await
    }

    /// Once, and never again.
    async fn show_domains(&self) -> Result<(), Error> {
        const KEPT: [[&str; 2]; 4] = [
            [
                "select distinct email from registrations where email like '%@%xn--%'",
                "update registrations set email = $1 where email = $2",
            ],
            [
                "select distinct email from invitations where email like '%@%xn--%'",
                "update invitations set email = $1 where email = $2",
            ],
            [
                "select distinct email from email_changes where email like '%@%xn--%'",
                "update email_changes set email = $1 where email = $2",
            ],
            [
                "select distinct old_email from email_changes where old_email like '%@%xn--%'",
                "update email_changes set old_email = $1 where old_email = $2",
            ],
        ];
        let done: i64 = sqlx::query_scalar("select count(*) from chores where name = $1")
            .bind(DOMAINS)
            .fetch_one(self.db.read())
            .await?;
        if done > 0 {
            return Ok(());
        }
        for [find, mend] in KEPT {
            let kept: Vec<String> = sqlx::query_scalar(find).fetch_all(self.db.read()).await?;
            for address in kept {
                sqlx::query(mend).bind(shown(&address)).bind(&address).execute(self.db.write()).await?;
            }
        }
        sqlx::query("insert into chores (name, done_at) values ($1, $2) on conflict (name) do nothing")
            .bind(DOMAINS)
            .bind(self.now())
            .execute(self.db.write())
            .await?;
        Ok(())
    }
}
