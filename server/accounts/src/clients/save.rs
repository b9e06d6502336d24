//! Saving an account's details, and its owner's policy.

use super::details::{StoredAccount, StoredDetails};
use crate::{RequestContext, activity::AuditEvent, error::Error, parts::Clients, rights::Membership};
use rules::{AccountForm, Act, Errors, Field, FieldError, Permission, Role, TwoStepPolicy};

/// What is to be other than it is.
struct AccountChanges {
    known: StoredDetails,
    /// The details that differ.
    details: Vec<Field>,
    /// Another policy than the saved one.
    policy: Option<TwoStepPolicy>,
}

impl AccountChanges {
    fn of(known: StoredDetails, policy: Option<TwoStepPolicy>, saved: &StoredAccount) -> AccountChanges {
        let policy = policy.filter(|policy| policy.as_str() != saved.two_step_policy);
        AccountChanges { details: saved.known.changed(&known), known, policy }
    }

    fn fields(&self) -> Vec<Field> {
        self.details.iter().copied().chain(self.policy.map(|_| Field::TwoStepPolicy)).collect()
    }

    /// Refused where the page saw another account than the saved one.
    fn stale(&self, seen: &str, saved: &StoredAccount) -> Result<(), Errors> {
        if seen == saved.version.to_string() {
            return Ok(());
        }
        let mut errors = Errors::default();
        self.fields().into_iter().for_each(|field| errors.add(field, FieldError::Stale));
        Err(errors)
    }

    /// The policy is the owner's to choose.
    fn allowed(&self, membership: &Membership) -> Result<(), Error> {
        let owner = membership.roles.contains(&Role::AccountOwner);
        if self.policy.is_none() || owner { Ok(()) } else { Err(Error::Forbidden) }
    }
}

impl Clients {
    /// Saves an account's details, and its policy where the owner chose one. The same account saved again changes nothing.
    ///
    /// # Errors
    /// `Refused` with what is wrong, each changed field `Stale` where something else was saved since the page was made;
    /// `SignedOut`; `TwoStepSetupRequired`; `Gone`; `Forbidden`; `ReauthRequired` where the policy changes.
    pub async fn save_account(&self, form: &AccountForm, context: &RequestContext) -> Result<(), Error> {
        let details = form.check(&self.facts())?;
        let register = self.companies.register_of(details.organisation.as_ref()).await?;
        loop {
            let session = context.session.as_ref();
            let membership = self.rights.may(session, &form.account, Permission::EditAccount).await?;
            let saved = self.saved_account(&membership.account_id).await?;
            let wanted = AccountChanges::of(
                StoredDetails::of(&details, register.clone()).or_as(&saved.known),
                details.two_step_policy,
                &saved,
            );
            wanted.allowed(&membership)?;
            if wanted.fields().is_empty() && !wanted.known.is_known_since(&saved.known) {
                return Ok(());
            }
            wanted.stale(&form.version, &saved)?;
            if wanted.policy.is_some() {
                self.reauthentication.proved(session).await?;
            }
            if self.try_to_save_account(&membership, &saved, &wanted, context).await? {
                return Ok(());
            }
            // Saved by somebody else in between: the next turn finds the same, or says that this is stale.
        }
    }

    /// Writes it all in one transaction, if the account is still as it was, and the person may still do this.
    async fn try_to_save_account(
        &self,
        membership: &Membership,
        saved: &StoredAccount,
        wanted: &AccountChanges,
        context: &RequestContext,
    ) -> Result<bool, Error> {
        let (user_id, account_id) = (&membership.user_id, &membership.account_id);
        let mut tx = self.db.begin().await?;
        match wanted.policy {
            Some(_) => self.locks.proved(&mut tx, user_id, context).await?,
            None => self.locks.signed_in(&mut tx, user_id, context).await?,
        };
        let number = membership.number.digits();
        wanted.allowed(&self.locks.account(&mut tx, &number, user_id, Permission::EditAccount).await?)?;
        let policy = wanted.policy.map_or(saved.two_step_policy.as_str(), |policy| policy.as_str());
        if !self.update_known(&mut tx, account_id, saved.version, &wanted.known, policy).await? {
            tx.rollback().await?;
            return Ok(false);
        }
        if !wanted.details.is_empty() {
            let names = wanted.details.iter().map(|field| field.name()).collect::<Vec<_>>().join(" ");
            let changed = AuditEvent::of(Act::AccountChanged, user_id).inside(account_id).with(names);
            self.audit.record(&mut tx, changed, context);
        }
        if wanted.policy.is_some() {
            let changed = AuditEvent::of(Act::PolicyChanged, user_id).inside(account_id).with(policy);
            self.audit.record(&mut tx, changed, context);
        }
        tx.commit().await?;
        Ok(true)
    }
}
