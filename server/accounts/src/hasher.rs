//! Passwords as argon2id hashes in PHC strings (RFC 9106; ASVS 5.0 11.4.2).
//!
//! A hash takes tens of milliseconds of a whole core and its own block of memory. So there are as many blocks as cores,
//! reused and wiped, and threads of their own: more work than that waits, and past a limit is refused.

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
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};
use subtle::ConstantTimeEq;
use unicode_normalization::UnicodeNormalization;
use zeroize::{Zeroizing, optimization_barrier};

const SALT: usize = 16;
const OUTPUT: usize = 32;

/// Computes and checks password hashes.
pub struct Hasher {
    params: Params,
    random: Random,
    cores: Cores,
    memory: Arc<Home>,
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
        Ok(Hasher {
            params,
            random,
            cores: Cores::all("hashes"),
            memory: Arc::default(),
            computed: Counter::default(),
            nobody,
        })
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
        // From now on, not from when there is a core: so whoever has one leaves it the memory as it is.
        let turn = Turn::new(&self.memory);
        let password: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
        let computed = self.computed.clone();
        let work = move || {
            computed.inc();
            turn.take(params.block_count()).compute(params, &password, &salt)
        };
        self.cores.run(work).await?
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

/// Memory that nobody computes in. It is wiped, but for as many blocks as there are hashes waiting for one: whoever
/// computes next overwrites all of it.
#[derive(Default)]
struct Home(Mutex<Spares>);

#[derive(Default)]
struct Spares {
    wiped: Vec<Memory>,
    used: Vec<Memory>,
    /// Hashes that wait for memory.
    waiting: usize,
}

impl Home {
    fn spares(&self) -> MutexGuard<'_, Spares> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes memory back, to be wiped first unless somebody waits for it.
    fn give_back(&self, blocks: Memory) {
        let mut spares = self.spares();
        if spares.used.len() < spares.waiting {
            spares.used.push(blocks);
            return;
        }
        drop(spares);
        let wiped = wipe(blocks);
        self.spares().wiped.push(wiped);
    }
}

/// By whole lines of the cache, which the compiler must believe that somebody reads.
fn wipe(mut blocks: Memory) -> Memory {
    blocks.fill(Block::new());
    optimization_barrier(&*blocks);
    blocks
}

/// Somebody who waits for memory.
struct Turn(Arc<Home>);

impl Turn {
    fn new(home: &Arc<Home>) -> Turn {
        home.spares().waiting += 1;
        Turn(Arc::clone(home))
    }

    fn take(self, count: usize) -> Lent {
        let mut spares = self.0.spares();
        let spare = spares.used.pop().or_else(|| spares.wiped.pop());
        drop(spares);
        let blocks = match spare {
            Some(blocks) if blocks.len() == count => blocks,
            other => {
                other.map(wipe);
                vec![Block::default(); count].into_boxed_slice()
            }
        };
        Lent { blocks, home: Arc::clone(&self.0) }
    }
}

/// They wait no more, or never got it: what was not wiped for their sake is wiped now.
impl Drop for Turn {
    fn drop(&mut self) {
        let mut spares = self.0.spares();
        spares.waiting -= 1;
        let left = if spares.used.len() > spares.waiting { spares.used.pop() } else { None };
        drop(spares);
        if let Some(blocks) = left {
            self.0.give_back(blocks);
        }
    }
}

/// A block of memory; given back whatever happens.
struct Lent {
    blocks: Memory,
    home: Arc<Home>,
}

impl Lent {
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
        self.home.give_back(std::mem::take(&mut self.blocks));
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

    /// Whether nothing but wiped memory is there: so many blocks of it.
    fn is_wiped(home: &Home, blocks: usize) -> bool {
        let spares = home.spares();
        let all_zero = |memory: &Memory| memory.iter().all(|block| block.as_ref().iter().all(|word| *word == 0));
        spares.used.is_empty() && spares.wiped.len() == blocks && spares.wiped.iter().all(all_zero)
    }

    /// Blocks that were used, and blocks that are wiped.
    fn counts(home: &Home) -> (usize, usize) {
        let spares = home.spares();
        (spares.used.len(), spares.wiped.len())
    }

    #[tokio::test]
    async fn memory_comes_back_wiped() {
        let hasher = hasher();
        hasher.hash("pass phrase").await.expect("hashed");
        assert!(is_wiped(&hasher.memory, 1));
        // Another size of it, as a hash of before needs.
        let other = Hasher::params("m=128,t=1,p=1").expect("small");
        hasher.compute(other, "pass phrase", vec![1; SALT]).await.expect("hashed");
        assert!(is_wiped(&hasher.memory, 1));
    }

    #[tokio::test]
    async fn memory_is_wiped_however_many_wait_and_whoever_of_them_leaves() {
        let hasher = Arc::new(hasher());
        let hashing = |nth: u64| {
            let hasher = Arc::clone(&hasher);
            let hashing = async move { drop(hasher.hash("pass phrase").await) };
            tokio::spawn(tokio::time::timeout(std::time::Duration::from_micros(nth * 100), hashing))
        };
        for hashed in (0..50).map(hashing).collect::<Vec<_>>() {
            drop(hashed.await.expect("nothing breaks"));
        }
        // Whoever has left may still be computed for.
        let cores = u32::try_from(hasher.cores.load().0 + 1).expect("few");
        tokio::time::sleep(std::time::Duration::from_millis(20) * cores).await;
        let blocks = counts(&hasher.memory).1;
        assert!(is_wiped(&hasher.memory, blocks));
    }

    #[test]
    fn memory_that_somebody_waits_for_is_wiped_once_they_leave() {
        let home = Arc::<Home>::default();
        let (first, second) = (Turn::new(&home), Turn::new(&home));
        let used = || {
            let mut block = Block::default();
            block.as_mut()[7] = 7;
            vec![block; 4].into_boxed_slice()
        };
        home.give_back(used());
        assert_eq!(counts(&home), (1, 0));
        drop(first);
        assert_eq!(counts(&home), (1, 0), "one waits still");
        drop(second);
        assert!(is_wiped(&home, 1));
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
