//! What a mail server's refusal means, read by the command it answers, its code (RFC 5321, section 4.2.3) and its enhanced
//! code (RFC 3463), where it has one.

use Meaning::{Address, Doubtful, Later, Operator, Unwritable};
use std::{fmt, ops::RangeInclusive};

/// What the mail server was asked. Some servers say what they think of the sender, of our name or of a missing sign-in only
/// when they hear the recipient.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Command {
    /// Its greeting, and whether it takes our name (EHLO).
    Greeting,
    Starttls,
    Auth,
    Mail,
    Rcpt,
    Data,
    /// The letter itself, up to the final dot.
    Letter,
}

/// What a refusal means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Meaning {
    /// There is no such address: only the person can mend it.
    Address,
    /// The address has letters outside ASCII, and a server on the way takes none.
    Unwritable,
    /// The address is unknown so far: tried again, and the person may look at it meanwhile.
    Doubtful,
    /// Sender, name, sign-in or policy: the operator's to mend; tried again.
    Operator,
    /// Tried again.
    Later,
    /// Never tried again, for a reason of our own.
    Never,
}

/// A refusal: its numbers, and its words, which are never shown or logged: they may repeat the address.
pub(super) struct Refusal<'a> {
    pub(super) command: Command,
    pub(super) code: u16,
    pub(super) words: &'a str,
}

/// An enhanced code's subject and detail; its class is the code's.
type Enhanced = (u16, u16);

/// Which enhanced codes a row is about.
enum Of {
    /// Any, or none.
    Any,
    /// No enhanced code at all, as Exim, Courier, OpenSMTPD, Haraka and aiosmtpd answer.
    None,
    /// This subject with any detail.
    Subject(u16),
    /// This subject with one of these details.
    Details(u16, RangeInclusive<u16>),
}

/// One row of the table.
struct Row(&'static [Command], RangeInclusive<u16>, Of, Meaning);

const EVERYWHERE: &[Command] = &[
    Command::Greeting,
    Command::Starttls,
    Command::Auth,
    Command::Mail,
    Command::Rcpt,
    Command::Data,
    Command::Letter,
];
const TO: &[Command] = &[Command::Rcpt];
/// A server that looks only at the end who it is for answers to the letter.
const TO_OR_LETTER: &[Command] = &[Command::Rcpt, Command::Letter];
const LETTER: &[Command] = &[Command::Letter];

/// The first row that fits says what a refusal means.
const TABLE: [Row; 13] = [
    // Addresses outside ASCII (RFC 6531).
    Row(EVERYWHERE, 500..=599, Of::Details(6, 7..=7), Unwritable),
    // The sender's address or domain, told when the recipient is named.
    Row(EVERYWHERE, 400..=599, Of::Details(1, 7..=8), Operator),
    Row(EVERYWHERE, 500..=599, Of::Subject(7), Operator),
    Row(TO_OR_LETTER, 500..=599, Of::Subject(1), Address),
    Row(TO_OR_LETTER, 500..=599, Of::Subject(2), Address),
    // Its spelling (501) or a domain without mail (556, RFC 7504): some say x.5.x there.
    Row(TO, 501..=501, Of::Any, Address),
    Row(TO, 556..=556, Of::Any, Address),
    Row(TO, 500..=599, Of::Subject(5), Operator),
    Row(TO, 500..=599, Of::Subject(3), Operator),
    Row(TO, 550..=553, Of::Any, Address),
    // Its mailbox is full.
    Row(LETTER, 552..=552, Of::None, Address),
    Row(TO, 400..=499, Of::Subject(1), Doubtful),
    Row(EVERYWHERE, 500..=599, Of::Any, Operator),
];

/// What a refusal without an enhanced code speaks of when it is not the recipient.
const OF_OTHERS: [&str; 5] = ["relay", "sender", "authenticat", "helo", "policy"];

impl Refusal<'_> {
    pub(super) fn meaning(&self) -> Meaning {
        if self.command == Command::Rcpt && self.enhanced().is_none() && self.code >= 500 && self.is_of_others() {
            return Operator;
        }
        TABLE.iter().find(|row| row.fits(self)).map_or(Later, |Row(.., meaning)| *meaning)
    }

    /// `5.1.1`, where its words begin with that and it fits the code (RFC 2034, section 4).
    fn enhanced(&self) -> Option<Enhanced> {
        let mut numbers = self.words.split_whitespace().next()?.split('.').map(|part| part.parse::<u16>().ok());
        let (class, subject, detail) = (numbers.next()??, numbers.next()??, numbers.next()??);
        (numbers.next().is_none() && class == self.code / 100).then_some((subject, detail))
    }

    /// Whether its words, addresses apart, speak of the sender, our name, signing in or passing on.
    fn is_of_others(&self) -> bool {
        let words = self.words.split_whitespace().filter(|word| !word.contains('@'));
        let words = words.collect::<Vec<_>>().join(" ").to_lowercase();
        OF_OTHERS.iter().any(|other| words.contains(other))
    }
}

/// `RCPT was answered 550 5.1.1`: for the log.
impl fmt::Display for Refusal<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} was answered {}", self.command, self.code)?;
        match self.enhanced() {
            Some((subject, detail)) => write!(f, " {}.{subject}.{detail}", self.code / 100),
            None => Ok(()),
        }
    }
}

impl fmt::Display for Command {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Command::Greeting => "the connection or EHLO",
            Command::Starttls => "STARTTLS",
            Command::Auth => "AUTH",
            Command::Mail => "MAIL",
            Command::Rcpt => "RCPT",
            Command::Data => "DATA",
            Command::Letter => "the letter",
        })
    }
}

impl Row {
    fn fits(&self, refusal: &Refusal<'_>) -> bool {
        let Row(commands, codes, of, _) = self;
        commands.contains(&refusal.command) && codes.contains(&refusal.code) && of.fits(refusal.enhanced())
    }
}

impl Of {
    fn fits(&self, enhanced: Option<Enhanced>) -> bool {
        match (self, enhanced) {
            (Of::Any, _) | (Of::None, None) => true,
            (Of::Subject(subject), Some((own, _))) => *subject == own,
            (Of::Details(subject, details), Some((own, detail))) => *subject == own && details.contains(&detail),
            _ => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Refusals as ten mail servers word them, and what they mean.
    const REAL: &[(&str, Command, &str, Meaning)] = &[
        // The person's address.
        (
            "Postfix",
            Command::Rcpt,
            "550 5.1.1 <a@b.example>: Recipient address rejected: User unknown in local recipient table",
            Address,
        ),
        (
            "Postfix",
            Command::Rcpt,
            "556 5.1.10 <a@b.example>: Recipient address rejected: Domain b.example does not accept mail (nullMX)",
            Address,
        ),
        ("Postfix", Command::Rcpt, "501 5.1.3 Bad recipient address syntax", Address),
        ("Postfix", Command::Rcpt, "552 5.2.2 <a@b.example>: Recipient address rejected: Mailbox full", Address),
        ("Exim", Command::Rcpt, "550 Unrouteable address", Address),
        ("Exim", Command::Rcpt, "550 Unknown user", Address),
        ("Exim", Command::Rcpt, "501 a@: recipient address must contain a domain", Address),
        ("Exim", Command::Rcpt, "550 restricted characters in address", Address),
        ("OpenSMTPD", Command::Rcpt, "550 Invalid recipient: <a@b.example>", Address),
        ("OpenSMTPD", Command::Rcpt, "524 5.2.4 Mailing list expansion problem: <a@b.example>", Address),
        ("OpenSMTPD", Command::Rcpt, "501 5.1.3 Recipient address syntax error", Address),
        ("Sendmail", Command::Rcpt, "550 5.1.1 <a@b.example>... User unknown", Address),
        (
            "Sendmail",
            Command::Rcpt,
            "550 5.1.2 <a@b.example>... Host unknown (Name server: b.example: host not found)",
            Address,
        ),
        ("Sendmail", Command::Rcpt, "553 5.1.3 <a>... User address required", Address),
        ("Courier", Command::Rcpt, "550 User unknown.", Address),
        ("Courier", Command::Rcpt, "556 Address unavailable.", Address),
        ("chasquid", Command::Rcpt, "550 5.1.1 Destination address is unknown (user does not exist)", Address),
        ("chasquid", Command::Rcpt, "501 5.1.2 Malformed destination domain (IDNA conversion failed)", Address),
        ("Haraka", Command::Rcpt, "550 5.1.2 No Such Domain: b.example", Address),
        ("Haraka", Command::Rcpt, "550 I cannot deliver mail for <sender@relay.example>", Address),
        ("Dovecot", Command::Rcpt, "501 5.5.4 Invalid TO: Missing domain", Address),
        ("aiosmtpd", Command::Rcpt, "501 Syntax: RCPT TO: <address>", Address),
        ("smtp-server", Command::Rcpt, "501 5.1.3 Error: Bad recipient address syntax", Address),
        ("smtp-server", Command::Rcpt, "550 5.1.1 No such user here", Address),
        ("smtp-server", Command::Letter, "552 5.2.2 Mailbox is full", Address),
        ("Courier", Command::Letter, "552 Mailbox full", Address),
        ("Postfix", Command::Mail, "553 5.6.7 Must declare SMTPUTF8 to send unicode address", Unwritable),
        // Unknown so far.
        ("Postfix", Command::Rcpt, "450 4.1.2 <a@b.example>: Recipient address rejected: Domain not found", Doubtful),
        ("Postfix", Command::Rcpt, "450 4.1.1 <a@b.example>: Recipient address rejected: unverified address", Doubtful),
        // The operator's.
        ("Postfix", Command::Rcpt, "554 5.7.1 <a@b.example>: Relay access denied", Operator),
        (
            "Postfix",
            Command::Rcpt,
            "450 4.1.8 <no-reply@c.example>: Sender address rejected: Domain not found",
            Operator,
        ),
        (
            "Postfix",
            Command::Rcpt,
            "553 5.1.8 <no-reply@c.example>: Sender address rejected: Domain not found",
            Operator,
        ),
        (
            "Postfix",
            Command::Rcpt,
            "504 5.5.2 <localhost>: Helo command rejected: need fully-qualified hostname",
            Operator,
        ),
        (
            "Postfix",
            Command::Rcpt,
            "553 5.7.1 <no-reply@c.example>: Sender address rejected: not owned by user x",
            Operator,
        ),
        ("Postfix", Command::Mail, "530 5.7.0 Must issue a STARTTLS command first", Operator),
        ("Postfix", Command::Auth, "535 5.7.8 Error: authentication failed: generic failure", Operator),
        ("Exim", Command::Rcpt, "550 relay not permitted", Operator),
        ("Exim", Command::Rcpt, "550 Sender verify failed", Operator),
        ("Exim", Command::Auth, "535 Incorrect authentication data", Operator),
        ("Exim", Command::Letter, "550 Classified as spam (score 9.1)", Operator),
        ("OpenSMTPD", Command::Mail, "530 5.5.1 Invalid command: Must issue an AUTH command first", Operator),
        ("OpenSMTPD", Command::Mail, "553 5.1.7 Sender address syntax error", Operator),
        ("Sendmail", Command::Rcpt, "550 5.7.1 <a@b.example>... Relaying denied", Operator),
        (
            "Sendmail",
            Command::Mail,
            "553 5.1.8 <no-reply@c.example>... Domain of sender address no-reply@c.example does not exist",
            Operator,
        ),
        (
            "Sendmail",
            Command::Mail,
            "553 5.5.4 <no-reply>... Domain name required for sender address no-reply",
            Operator,
        ),
        ("Courier", Command::Rcpt, "513 Relaying denied.", Operator),
        ("Courier", Command::Mail, "517 Sender rejected: c.example", Operator),
        ("chasquid", Command::Rcpt, "503 5.7.1 Relay not allowed", Operator),
        ("chasquid", Command::Mail, "550 5.7.9 Mail to submission port must be authenticated", Operator),
        ("Haraka", Command::Greeting, "554 Your mail is not welcome here", Operator),
        ("Haraka", Command::Greeting, "550 EHLO denied", Operator),
        ("Dovecot", Command::Auth, "535 5.7.8 Authentication failed.", Operator),
        ("aiosmtpd", Command::Mail, "530 5.7.0 Authentication required", Operator),
        ("smtp-server", Command::Mail, "550 5.1.1 Not this sender", Operator),
        ("smtp-server", Command::Letter, "554 5.6.0 This looks like spam", Operator),
        // Some time later.
        ("Postfix", Command::Rcpt, "450 4.7.1 <a@b.example>: Recipient address rejected: Greylisted", Later),
        ("Postfix", Command::Letter, "451 4.3.0 Error: queue file write error", Later),
        ("Exim", Command::Greeting, "421 Too much load; please try again later.", Later),
        ("Sendmail", Command::Starttls, "454 4.3.3 TLS not available right now", Later),
        ("chasquid", Command::Auth, "454 4.7.0 Temporary authentication failure", Later),
        ("Courier", Command::Rcpt, "456 Address temporarily unavailable.", Later),
        ("Dovecot", Command::Rcpt, "451 4.2.0 Temporary failure", Later),
        ("smtp-server", Command::Rcpt, "450 4.2.1 Busy", Later),
    ];

    #[test]
    fn refusals_of_ten_mail_servers_mean_what_they_should() {
        for (server, command, reply, expected) in REAL {
            let (code, words) = reply.split_once(' ').expect("a code and words");
            let refusal = Refusal { command: *command, code: code.parse().expect("a code"), words };
            assert_eq!(refusal.meaning(), *expected, "{server} at {command}: {reply}");
        }
    }

    #[test]
    fn the_log_gets_command_and_numbers_and_nobodys_address() {
        let said = |code, words| Refusal { command: Command::Rcpt, code, words }.to_string();
        assert_eq!(said(550, "5.1.1 <anna@example.com>: unknown"), "RCPT was answered 550 5.1.1");
        for words in ["<anna@example.com> unknown", "4.1.1 of another class", "5.1 a@b.c", "5.1.1.1", ""] {
            assert_eq!(said(550, words), "RCPT was answered 550", "{words}");
        }
    }
}
