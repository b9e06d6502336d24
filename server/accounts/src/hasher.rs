//! Passwords as argon2id hashes in PHC strings (RFC 9106; ASVS 5.0 11.4.2).
//!
//! A hash takes tens of milliseconds of a whole core and its own block of memory. So there are as many blocks as cores,
//! reused and wiped, each behind a permit: more work than that waits, and past a limit is refused. The permit moves into
//! the computing thread, so a visitor who hangs up does not free it early.

use crate::{
    Random,
    cores::Cores,
    error::{Error, InternalError},
};
use argon2::{Algorithm, Argon2, Block, Params, Version};
use base64::{Engine, engine::general_purpose::STANDARD_NO_PAD};
use prometheus_client::{metrics::counter::Counter, registry::Registry};
use std::{
    fmt,
    sync::{Arc, Mutex},
};
use subtle::ConstantTimeEq;
use tokio::sync::OwnedSemaphorePermit;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroize, Zeroizing};

const SALT: usize = 16;
const OUTPUT: usize = 32;

/// Computes and checks password hashes.
pub struct Hasher {
    params: Params,
    random: Random,
    cores: Cores,
    memory: Arc<Mutex<Vec<Memory>>>,
    computed: Counter,
    /// What an unknown address is checked against, so that it takes the same work.
    nobody: String,
}

type Memory = Box<[Block]>;

impl Hasher {
    /// A hasher that uses all cores. `m` is in KiB.
    ///
    /// # Errors
    /// When argon2 does not take the parameters.
    pub fn new(params: Params, random: Random) -> Result<Hasher, InternalError> {
        let nobody = phc(&params, &random.bytes::<SALT>(), &random.bytes::<OUTPUT>());
        Ok(Hasher { params, random, cores: Cores::all(), memory: Arc::default(), computed: Counter::default(), nobody })
    }

    /// Parameters from their text, such as `m=19456,t=2,p=1`.
    ///
    /// # Errors
    /// A sentence for the operator.
    pub fn params(text: &str) -> Result<Params, String> {
        parse_params(text).ok_or_else(|| format!("`{text}` is not like m=19456,t=2,p=1, or out of bounds"))
    }

    /// The hash of a new password.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Error> {
        let salt = self.random.bytes::<SALT>();
        let output = self.compute(self.params.clone(), password, salt.to_vec()).await?;
        Ok(phc(&self.params, &salt, output.as_slice()))
    }

    /// Whether the password is the one of this hash; of nobody's hash, if there is none, for the same time.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Error> {
        let (params, salt, expected) = parse_phc(hash.unwrap_or(&self.nobody))
            .ok_or_else(|| InternalError::new("a stored password hash is unreadable"))?;
        let output = self.compute(params, password, salt).await?;
        let equal: bool = output.as_slice().ct_eq(&expected).into();
        Ok(equal && hash.is_some())
    }

    /// A hash that no password has.
    pub(crate) fn of_nothing(&self) -> String {
        phc(&self.params, &self.random.bytes::<SALT>(), &self.random.bytes::<OUTPUT>())
    }

    /// Whether the hash was made with the parameters that are set now.
    pub(crate) fn is_current(&self, hash: &str) -> bool {
        parse_phc(hash).is_some_and(|(params, _, _)| params == self.params)
    }

    /// How many hashes were computed since the start.
    pub fn computed(&self) -> u64 {
        self.computed.get()
    }

    /// How many hashes are being computed, and how many wait for a core.
    pub fn load(&self) -> (usize, usize) {
        self.cores.load()
    }

    /// Makes its number readable for the operator.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("password_hashes", "Password hashes computed", self.computed.clone());
    }

    async fn compute(&self, params: Params, password: &str, salt: Vec<u8>) -> Result<Zeroizing<[u8; OUTPUT]>, Error> {
        let permit = self.cores.permit().await?;
        self.computed.inc();
        let password: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
        let memory = Lent::take(&self.memory, params.block_count(), permit);
        let done = tokio::task::spawn_blocking(move || memory.compute(params, &password, &salt));
        done.await?
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

/// A block of memory with its permit; given back wiped, whatever happens.
struct Lent {
    blocks: Memory,
    home: Arc<Mutex<Vec<Memory>>>,
    _permit: OwnedSemaphorePermit,
}

impl Lent {
    fn take(home: &Arc<Mutex<Vec<Memory>>>, count: usize, permit: OwnedSemaphorePermit) -> Lent {
        let spare = home.lock().ok().and_then(|mut spares| spares.pop()).filter(|blocks| blocks.len() == count);
        let blocks = spare.unwrap_or_else(|| vec![Block::default(); count].into_boxed_slice());
        Lent { blocks, home: Arc::clone(home), _permit: permit }
    }

    fn compute(mut self, params: Params, password: &str, salt: &[u8]) -> Result<Zeroizing<[u8; OUTPUT]>, Error> {
        let mut output = Zeroizing::new([0; OUTPUT]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon
            .hash_password_into_with_memory(password.as_bytes(), salt, output.as_mut_slice(), &mut *self.blocks)
            .map_err(|error| InternalError::new(format_args!("argon2: {error}")))?;
        Ok(output)
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        self.blocks.iter_mut().for_each(Zeroize::zeroize);
        if let Ok(mut spares) = self.home.lock() {
            spares.push(std::mem::take(&mut self.blocks));
        }
    }
}

/// A PHC string (github.com/P-H-C/phc-string-format).
fn phc(params: &Params, salt: &[u8], output: &[u8]) -> String {
    let (m, t, p) = (params.m_cost(), params.t_cost(), params.p_cost());
    format!("$argon2id$v=19$m={m},t={t},p={p}${}${}", STANDARD_NO_PAD.encode(salt), STANDARD_NO_PAD.encode(output))
}

fn parse_phc(hash: &str) -> Option<(Params, Vec<u8>, Vec<u8>)> {
    let mut parts = hash.strip_prefix("$argon2id$v=19$").filter(|_| hash.len() <= 200)?.split('$');
    let params = parse_params(parts.next()?)?;
    let salt = STANDARD_NO_PAD.decode(parts.next()?).ok()?;
    let output = STANDARD_NO_PAD.decode(parts.next()?).ok().filter(|output| output.len() == OUTPUT)?;
    Some((params, salt, output))
}

/// Bounded, so that a bad setting or row cannot ask for gigabytes.
fn parse_params(text: &str) -> Option<Params> {
    let mut values = ["m=", "t=", "p="]
        .into_iter()
        .zip(text.split(','))
        .map(|(name, part)| part.strip_prefix(name)?.parse::<u32>().ok());
    let (m, t, p) = (values.next()??, values.next()??, values.next()??);
    let bounded =
        text.split(',').count() == 3 && (8..=1 << 20).contains(&m) && (1..=16).contains(&t) && (1..=16).contains(&p);
    bounded.then(|| Params::new(m, t, p, Some(OUTPUT)).ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn hasher() -> Hasher {
        Hasher::new(Hasher::params("m=64,t=1,p=1").expect("small"), Random::SYSTEM).expect("a hasher")
    }

    #[tokio::test]
    async fn the_right_password_matches_and_every_path_computes_once() {
        let hasher = hasher();
        let hash = hasher.hash("pass phrase é").await.expect("hashed");
        assert!(hash.starts_with("$argon2id$v=19$m=64,t=1,p=1$"));
        assert!(hasher.verify("pass phrase e\u{301}", Some(&hash)).await.expect("NFC"));
        assert!(!hasher.verify("pass phrase f", Some(&hash)).await.expect("another"));
        assert!(!hasher.verify("pass phrase é", None).await.expect("nobody"));
        assert_eq!(hasher.computed(), 4);
    }

    #[tokio::test]
    async fn the_hash_is_the_one_other_programs_make() {
        // From the reference program: echo -n password | argon2 somesalt -id -t 2 -m 16 -p 1 -l 32 (its README).
        let known = "$argon2id$v=19$m=65536,t=2,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc";
        assert!(hasher().verify("password", Some(known)).await.expect("checked"));
    }

    #[tokio::test]
    async fn memory_comes_back_wiped() {
        let hasher = hasher();
        hasher.hash("pass phrase").await.expect("hashed");
        let spares = hasher.memory.lock().expect("not poisoned");
        assert_eq!(spares.len(), 1);
        assert!(spares[0].iter().all(|block| block.as_ref().iter().all(|word| *word == 0)));
    }

    #[test]
    fn unreadable_or_greedy_parameters_are_refused() {
        for text in [
            "",
            "m=19456",
            "m=19456,t=2",
            "t=2,m=19456,p=1",
            "m=4294967295,t=2,p=1",
            "m=19456,t=2,p=1,x=1",
            "m=1,t=1,p=1",
        ] {
            assert!(Hasher::params(text).is_err(), "{text}");
        }
        assert!(
            parse_phc("$argon2id$v=19$m=4194304,t=3,p=1$c29tZXNhbHQ$CTFhFdXPJO1aFaMaO6Mm5c8y7cJHAph8ArZWb2GRPPc")
                .is_none()
        );
    }
}
