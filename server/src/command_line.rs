//! What the program can be asked to do; the comments are `--help`.

use crate::secrets;
use clap::{Args, Subcommand};
use std::path::PathBuf;

/// What to do.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Command {
    /// Serve pages, after bringing the database up to date.
    #[command(after_help = secrets::HELP)]
    Serve,
    /// Bring the database up to date.
    Migrate,
    /// Look after a user.
    User {
        /// What to do with the user.
        #[command(subcommand)]
        what: UserCommand,
    },
    /// Look after an account.
    Account {
        /// What to do with the account.
        #[command(subcommand)]
        what: AccountCommand,
    },
    /// Look after the applications that ask who somebody is (OpenID Connect).
    Application {
        /// What to do with them.
        #[command(subcommand)]
        what: ApplicationCommand,
    },
    /// Look after the secret keys.
    Keys {
        /// What to do with them.
        #[command(subcommand)]
        what: KeysCommand,
    },
    /// Letters that wait, or failed; or let them go again.
    Letters {
        /// What to do with letters; show them when nothing is said.
        #[command(subcommand)]
        what: Option<LettersCommand>,
        /// Those that failed, instead of those that wait.
        #[arg(long)]
        failed: bool,
        /// How many, from where on.
        #[command(flatten)]
        paging: Paging,
    },
    /// Write a copy of the SQLite database to a file that is not there yet, while the program runs.
    Backup {
        /// The file.
        file: PathBuf,
    },
    /// Look at what the program needs, change nothing, and say what is well, what deserves a look and what is broken. Each
    /// register of companies is asked once; to the mail server nothing is sent.
    Doctor {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Ask the running program whether it is well.
    Health,
}

/// What to do with the secret keys.
#[derive(Clone, Copy, Debug, Subcommand)]
pub(crate) enum KeysCommand {
    /// Seal everything anew with the first key, so that the others are needed no more. It can be stopped and run again,
    /// while the program serves.
    Reseal {
        /// Give up what no given key opens: letters that wait and refused forms go, and users of 2-step verification get in
        /// with a recovery code alone. For a backup whose key is lost.
        #[arg(long)]
        lost: bool,
    },
    /// Make new keys for ID tokens. Applications read them by themselves.
    Rotate,
}

/// What to do with applications.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum ApplicationCommand {
    /// Register one: its id and its secret are shown, the secret only now.
    Add {
        /// The name people know.
        name: String,
        /// Where it is answered after signing in: the very address that it names. Can be given more than once.
        #[arg(long = "redirect", required = true)]
        redirects: Vec<String>,
        /// Where it may lead people after signing out. Can be given more than once.
        #[arg(long = "logout-redirect")]
        logout_redirects: Vec<String>,
        /// Where it is told that somebody is signed out, from server to server.
        #[arg(long)]
        backchannel_logout: Option<String>,
        /// It can keep no secret: it runs in a browser or on a phone, and proves itself by PKCE alone.
        #[arg(long)]
        public: bool,
        /// What its ID tokens are signed with: RS256, which every application knows, or ES256.
        #[arg(long, default_value = "RS256", value_parser = ["RS256", "ES256"])]
        algorithm: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// List them.
    List {
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Show one.
    Show {
        /// Its id.
        id: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Remove one. Whoever is signed in there is not any more.
    Remove {
        /// Its id.
        id: String,
    },
    /// Give one a new secret. The old one is dead at once.
    NewSecret {
        /// Its id.
        id: String,
    },
}

/// A part of a list.
#[derive(Clone, Debug, Args)]
pub(crate) struct Paging {
    /// Go on after this one, as the part before has said.
    #[arg(long)]
    pub(crate) after: Option<String>,
    /// How many, at most.
    #[arg(long, default_value = "100", value_parser = clap::value_parser!(u16).range(1..=1000))]
    pub(crate) limit: u16,
    /// As JSON.
    #[arg(long)]
    pub(crate) json: bool,
}

/// What to do with letters.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum LettersCommand {
    /// Let a letter go at once that failed or waits, if what it says still holds.
    Retry {
        /// Its id, as the list and the log say it.
        #[arg(required_unless_present = "all_failed", conflicts_with = "all_failed")]
        id: Option<String>,
        /// All that failed and can go again.
        #[arg(long)]
        all_failed: bool,
    },
}

/// What to do with a user.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum UserCommand {
    /// List users in the order of their addresses.
    List {
        /// Words that are all in name or address, in any case and without marks; a whole address finds its user alone.
        search: Option<String>,
        /// How many, from where on.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show the user and their accounts.
    Show {
        /// The user's address.
        email: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Close the door: the user cannot sign in, and every session ends. The user is told by letter.
    Disable {
        /// The user's address.
        email: String,
    },
    /// Open the door again. The user is told by letter.
    Enable {
        /// The user's address.
        email: String,
    },
    /// Switch 2-step verification off for somebody who has lost phone and recovery codes. The user is told by letter.
    ResetTwoStep {
        /// The user's address.
        email: String,
    },
    /// Move a user to another address, which counts as proved: every session ends. Both addresses are told by letter.
    ChangeEmail {
        /// The user's address.
        email: String,
        /// The address to have from now on.
        new: String,
    },
}

/// What to do with an account.
#[derive(Clone, Debug, Subcommand)]
pub(crate) enum AccountCommand {
    /// List accounts in the order of their numbers.
    List {
        /// Words that are all in the company's or the owner's name or address; a whole number finds its account alone.
        search: Option<String>,
        /// How many, from where on.
        #[command(flatten)]
        paging: Paging,
    },
    /// Show the account and its members.
    Show {
        /// The account's number, with or without its hyphen.
        number: String,
        /// As JSON.
        #[arg(long)]
        json: bool,
    },
    /// Make a user the account's only owner, and a member if they are none; the former owner becomes its administrator.
    /// Both are told by letter.
    Transfer {
        /// The account's number, with or without its hyphen.
        number: String,
        /// The new owner's address.
        email: String,
    },
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::Config;
    use clap::Parser;

    #[test]
    fn the_commands_of_an_account_are_read() {
        let command = |arguments: &[&str]| Config::parse_from([&["ocpanel"], arguments].concat()).command;
        assert!(matches!(
            command(&["account", "show", "1000-0008", "--json"]),
            Some(Command::Account { what: AccountCommand::Show { number, json: true } }) if number == "1000-0008"
        ));
        assert!(matches!(
            command(&["account", "transfer", "10000008", "berta@example.com"]),
            Some(Command::Account { what: AccountCommand::Transfer { number, email } })
                if number == "10000008" && email == "berta@example.com"
        ));
        for wrong in [&["account", "show"][..], &["account", "transfer", "10000008"], &["account"]] {
            assert!(Config::try_parse_from([&["ocpanel"], wrong].concat()).is_err(), "{wrong:?}");
        }
    }
}
