//! WebAuthn: what a browser is asked, and whether its answer is true. The only file that names `webauthn_rp`.
//!
//! Nothing here knows the time, nor what was answered before: challenge.rs decides both.

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use serde::Serialize;
use serde_json::Value;
use std::{fmt, num::NonZeroU32};
use url::{Host, Url};
use webauthn_rp::{
    AuthenticatedCredential, DiscoverableAuthenticationServerState, DiscoverableCredentialRequestOptions,
    NonDiscoverableAuthenticationServerState, NonDiscoverableCredentialRequestOptions,
    PublicKeyCredentialCreationOptions, RegistrationServerState,
    bin::{Decode, Encode},
    request::{
        AsciiDomain, BackupReq, Credentials, PublicKeyCredentialDescriptor, RpId, UserVerificationRequirement,
        auth::{AllowedCredentials, AuthenticationVerificationOptions},
        register::{
            CoseAlgorithmIdentifier, CoseAlgorithmIdentifiers, CredProtect, RegistrationVerificationOptions,
            UserHandle16,
        },
    },
    response::{
        AuthTransports, Backup, CredentialId,
        auth::{DiscoverableAuthentication16, NonDiscoverableAuthentication16, error::AuthCeremonyErr},
        register::{DynamicState, Registration, StaticState},
    },
};

/// What the sealed question is called, in what a browser is asked and in what it answers.
const QUESTION: &str = "question";
/// For how long a browser waits for its user, in milliseconds.
const TIMEOUT: u32 = 300_000;
/// How long the library lets a question live, in milliseconds: 49 days, so that only its seal ends it.
const NEVER: NonZeroU32 = NonZeroU32::MAX;
/// The ways to reach an authenticator that there are; the library refuses an answer that names another.
const TRANSPORTS: [&str; 6] = ["ble", "hybrid", "internal", "nfc", "smart-card", "usb"];

/// Who asks: the domain that passkeys belong to, and the one origin they are used at.
#[derive(Debug)]
pub(crate) struct RelyingParty {
    id: RpId,
    origin: String,
}

/// Whom a passkey is made for. The handle is what the passkey tells of them later; browsers show the other two.
pub(crate) struct Owner<'a> {
    pub(crate) handle: [u8; 16],
    pub(crate) email: &'a str,
    pub(crate) name: &'a str,
}

/// A passkey that is there already: its id as base64url, and how to reach it, as `Made` told it.
pub(crate) struct Known {
    pub(crate) id: String,
    pub(crate) transports: String,
}

/// What goes to the browser (JSON), and the state that its answer is judged by.
pub(crate) struct Question {
    options: Value,
    pub(crate) state: Vec<u8>,
}

impl fmt::Debug for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Question (hidden)")
    }
}

/// A new passkey: its id as base64url, whose it is, its public key, its state to begin with, how to reach it (a JSON
/// list of names), and whether it has copies on other devices.
#[derive(Debug)]
pub(crate) struct Made {
    pub(crate) id: String,
    pub(crate) handle: [u8; 16],
    pub(crate) key: Vec<u8>,
    pub(crate) state: Vec<u8>,
    pub(crate) transports: String,
    pub(crate) synced: bool,
}

/// A passkey as it was stored.
#[derive(Debug)]
pub(crate) struct Stored {
    pub(crate) id: String,
    pub(crate) handle: [u8; 16],
    pub(crate) key: Vec<u8>,
    pub(crate) state: Vec<u8>,
}

/// The state of a passkey from now on, and whether it has copies on other devices now.
#[derive(Debug)]
pub(crate) struct Used {
    pub(crate) state: Vec<u8>,
    pub(crate) synced: bool,
}

/// What is stored cannot be read, or a question cannot be made: a defect.
#[derive(Debug, thiserror::Error)]
#[error("passkeys: {0}")]
pub(crate) struct Broken(&'static str);

/// Why an answer is not taken.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It is no answer at all, or has not the shape of one.
    Answer,
    /// It is not true: another challenge, origin, domain, user or key, or the user was not verified.
    Wrong,
    /// The passkey counts its uses, and this one is not later than the last: there may be a copy of it.
    Counter,
    /// Ours to mend.
    Broken(Broken),
}

impl From<Broken> for Refused {
    fn from(broken: Broken) -> Refused {
        Refused::Broken(broken)
    }
}

impl RelyingParty {
    /// Without a domain the host of the base URL is it. None where browsers know no passkeys: with an IP address as
    /// host, over http on another host than localhost, or with a domain that the host is not and is not under.
    pub(crate) fn of(domain: Option<&str>, base_url: &str) -> Option<RelyingParty> {
        let url = Url::parse(base_url).ok()?;
        let Some(Host::Domain(host)) = url.host() else { return None };
        if !(url.scheme() == "https" || url.scheme() == "http" && host == "localhost") {
            return None;
        }
        let domain = match Host::parse(domain.unwrap_or(host)).ok()? {
            Host::Domain(domain) => domain,
            Host::Ipv4(_) | Host::Ipv6(_) => return None,
        };
        // A single label above the host is a top-level domain, and nobody's.
        let above = |under: &str| under.ends_with('.') && domain.contains('.');
        if domain != host && !host.strip_suffix(domain.as_str()).is_some_and(above) {
            return None;
        }
        let id = RpId::Domain(AsciiDomain::try_from(domain).ok()?);
        Some(RelyingParty { id, origin: url.origin().ascii_serialization() })
    }

    /// The domain that passkeys belong to.
    pub(crate) fn domain(&self) -> &str {
        self.id.as_ref()
    }

    /// What a browser needs to make a passkey, by `PublicKeyCredential.parseCreationOptionsFromJSON`. An authenticator
    /// that has one of the known passkeys makes none.
    pub(crate) fn creation(&self, user: &Owner<'_>, known: &[Known]) -> Result<Question, Broken> {
        let handle = handle(user.handle);
        let known = known.iter().map(Known::descriptor).collect::<Result<_, _>>()?;
        let mut options = PublicKeyCredentialCreationOptions::passkey(&self.id, (&handle).into(), known);
        options.pub_key_cred_params = CoseAlgorithmIdentifiers::ALL.remove(CoseAlgorithmIdentifier::Es384);
        options.timeout = NEVER;
        // Chromium refuses where an authenticator knows nothing of it.
        options.extensions.cred_protect = CredProtect::None;
        let (state, options) = options.start_ceremony().map_err(|_| Broken("no question to make one"))?;
        Question::of(&options, state.encode().ok(), Some(user))
    }

    /// What a browser needs to use one, by `PublicKeyCredential.parseRequestOptionsFromJSON`: one of the known
    /// passkeys, or any of this domain if none is known.
    pub(crate) fn request(&self, known: &[Known]) -> Result<Question, Broken> {
        const NONE: Broken = Broken("no question to use one");
        if known.is_empty() {
            let mut options = DiscoverableCredentialRequestOptions::passkey(&self.id);
            options.0.timeout = NEVER;
            let (state, options) = options.start_ceremony().map_err(|_| NONE)?;
            return Question::of(&options, state.encode().ok(), None);
        }
        let mut allowed = AllowedCredentials::with_capacity(known.len());
        for known in known {
            allowed.push(known.descriptor()?.into());
        }
        let mut options =
            NonDiscoverableCredentialRequestOptions::second_factor(&self.id, allowed).map_err(|_| NONE)?;
        options.options().user_verification = UserVerificationRequirement::Required;
        options.options().timeout = NEVER;
        let (state, options) = options.start_ceremony().map_err(|_| NONE)?;
        Question::of(&options, state.encode().ok(), None)
    }

    /// A new passkey out of the browser's answer, the JSON of `PublicKeyCredential.toJSON`. The caller sees to it that
    /// its id is new, and its handle that of who is signed in.
    pub(crate) fn created(&self, state: &[u8], answer: &str) -> Result<Made, Refused> {
        let state = RegistrationServerState::<16>::decode(state).map_err(|_| Broken("a kept question"))?;
        let mut answer: Value = serde_json::from_str(answer).map_err(|_| Refused::Answer)?;
        if let Some(transports) = answer.pointer_mut("/response/transports").and_then(Value::as_array_mut) {
            transports.retain(|transport| transport.as_str().is_none_or(|name| TRANSPORTS.contains(&name)));
        }
        let answer = Registration::from_json_relaxed(answer.to_string().as_bytes()).map_err(|_| Refused::Answer)?;
        let options = RegistrationVerificationOptions::<&str, &str> {
            allowed_origins: &[&self.origin],
            error_on_unsolicited_extensions: false,
            ..RegistrationVerificationOptions::default()
        };
        let made = state.verify(&self.id, &answer, &options).map_err(|_| Refused::Wrong)?;
        let (Ok(handle), Ok(key), Ok(state)) =
            (made.user_id().encode(), made.static_state().encode(), made.dynamic_state().encode());
        Ok(Made {
            id: URL_SAFE_NO_PAD.encode(made.id()),
            handle,
            key,
            state: state.into(),
            transports: serde_json::to_string(&made.transports()).map_err(|_| Broken("transports"))?,
            synced: synced(made.dynamic_state()),
        })
    }

    /// Whether the answer, JSON as above, is signed by this passkey.
    pub(crate) fn used(&self, state: &[u8], answer: &str, passkey: &Stored) -> Result<Used, Refused> {
        let (id, owner) = (bytes(&passkey.id)?, handle(passkey.handle));
        let id = CredentialId::<&[u8]>::decode(&id).map_err(|_| Broken("the id of a passkey"))?;
        let key = StaticState::decode(passkey.key.as_slice()).map_err(|_| Broken("the key of a passkey"))?;
        let dynamic = passkey.state.as_slice().try_into().map_err(|_| Broken("the state of a passkey"))?;
        let dynamic = DynamicState::decode(dynamic).map_err(|_| Broken("the state of a passkey"))?;
        let mut passkey =
            AuthenticatedCredential::new(id, &owner, key, dynamic).map_err(|_| Broken("a stored passkey"))?;
        let options = AuthenticationVerificationOptions::<&str, &str> {
            allowed_origins: &[&self.origin],
            // Without it a passkey that begins to be synced locks its owner out.
            backup_requirement: Some(BackupReq::None),
            error_on_unsolicited_extensions: false,
            ..AuthenticationVerificationOptions::default()
        };
        let (_, tells) = credential_of(answer).ok_or(Refused::Answer)?;
        // A question for any passkey is shorter than one for some: neither can be read as the other.
        let verified = if let Ok(state) = DiscoverableAuthenticationServerState::decode(state) {
            // Whoever was not named before has to be named by the answer.
            tells.ok_or(Refused::Answer)?;
            let answer = DiscoverableAuthentication16::from_json_relaxed(answer.as_bytes());
            state.verify(&self.id, &answer.map_err(|_| Refused::Answer)?, &mut passkey, &options)
        } else {
            let state = NonDiscoverableAuthenticationServerState::decode(state);
            let answer = NonDiscoverableAuthentication16::from_json_relaxed(answer.as_bytes());
            let state = state.map_err(|_| Broken("a kept question"))?;
            state.verify(&self.id, &answer.map_err(|_| Refused::Answer)?, &mut passkey, &options)
        };
        match verified {
            Ok(_) => {
                let Ok(state) = passkey.dynamic_state().encode();
                Ok(Used { state: state.into(), synced: synced(passkey.dynamic_state()) })
            }
            Err(AuthCeremonyErr::SignatureCounter) => Err(Refused::Counter),
            Err(_) => Err(Refused::Wrong),
        }
    }
}

impl Question {
    /// The library's names for people leave out names that people have, so theirs are put in afterwards.
    fn of(options: &impl Serialize, state: Option<Vec<u8>>, user: Option<&Owner<'_>>) -> Result<Question, Broken> {
        let mut options = serde_json::to_value(options).map_err(|_| Broken("a question is no JSON"))?;
        let mut put = |at: &str, value: Value| {
            if let Some(found) = options.pointer_mut(at) {
                *found = value;
            }
        };
        put("/timeout", TIMEOUT.into());
        if let Some(user) = user {
            put("/user/name", user.email.into());
            put("/user/displayName", user.name.into());
        }
        let state = state.ok_or(Broken("a question cannot be kept"))?;
        Ok(Question { options, state })
    }

    /// The JSON for the browser with its question sealed in it, which comes back beside the answer.
    pub(crate) fn with(mut self, sealed: String) -> String {
        self.options[QUESTION] = sealed.into();
        self.options.to_string()
    }
}

impl Known {
    fn descriptor(&self) -> Result<PublicKeyCredentialDescriptor<Vec<u8>>, Broken> {
        let id = CredentialId::<Vec<u8>>::decode(bytes(&self.id)?).map_err(|_| Broken("the id of a passkey"))?;
        let transports: AuthTransports = serde_json::from_str(&self.transports).map_err(|_| Broken("transports"))?;
        Ok(PublicKeyCredentialDescriptor { id, transports })
    }
}

/// The sealed question that an answer of either kind has brought back; None of what is no answer at all.
pub(crate) fn question_of(answer: &str) -> Option<String> {
    let answer: Value = serde_json::from_str(answer).ok()?;
    Some(answer.get(QUESTION)?.as_str()?.to_owned())
}

/// The id of the passkey that has answered, as base64url, and whose it says it is, where it does.
pub(crate) fn credential_of(answer: &str) -> Option<(String, Option<[u8; 16]>)> {
    let answer = NonDiscoverableAuthentication16::from_json_relaxed(answer.as_bytes()).ok()?;
    let owner = answer.response().user_handle().and_then(|handle| handle.encode().ok());
    Some((URL_SAFE_NO_PAD.encode(answer.raw_id()), owner))
}

fn handle(bytes: [u8; 16]) -> UserHandle16 {
    let Ok(handle) = UserHandle16::decode(bytes);
    handle
}

fn synced(state: DynamicState) -> bool {
    matches!(state.backup, Backup::Exists)
}

fn bytes(text: &str) -> Result<Vec<u8>, Broken> {
    URL_SAFE_NO_PAD.decode(text).map_err(|_| Broken("no base64url"))
}
