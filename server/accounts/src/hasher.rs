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
    fmt, mem,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use subtle::ConstantTimeEq;
use tokio::{task::spawn_blocking, time::sleep};
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
        let password: Zeroizing<String> = Zeroizing::new(password.nfc().collect());
        let (memory, computed) = (self.memory.lend(), self.computed.clone());
        let work = move || {
            computed.inc();
            memory.compute(params, &password, &salt)
        };
        self.cores.run(work).await?
    }
}

impl fmt::Debug for Hasher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Hasher")
    }
}

/// How long nobody may have begun before memory is wiped.
const REST: Duration = Duration::from_millis(100);

/// Memory that nobody computes in. Whoever computes next overwrites all of it; where nobody does for a moment it is
/// wiped.
#[derive(Default)]
struct Home(Mutex<Spares>);

#[derive(Default)]
struct Spares {
    wiped: Vec<Memory>,
    used: Vec<Memory>,
    /// How many have the right to compute, and how many ever had.
    lent: usize,
    taken: u64,
    /// Whether a task waits for a moment of rest.
    awaits_rest: bool,
}

impl Home {
    fn spares(&self) -> MutexGuard<'_, Spares> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The right to compute, and that everything is wiped once nobody has it for a moment.
    fn lend(self: &Arc<Home>) -> Lent {
        let mut spares = self.spares();
        spares.lent += 1;
        spares.taken += 1;
        if !mem::replace(&mut spares.awaits_rest, true) {
            tokio::spawn(Arc::clone(self).wipe_at_rest());
        }
        Lent { blocks: Memory::default(), home: Arc::clone(self) }
    }

    async fn wipe_at_rest(self: Arc<Home>) {
        let mut before = None;
        while let Some(taken) = self.goes_on_since(before) {
            before = Some(taken);
            sleep(REST).await;
        }
        drop(spawn_blocking(move || self.wipe_used()).await);
    }

    /// How many ever had the right, where somebody has it or more had it than before.
    fn goes_on_since(&self, before: Option<u64>) -> Option<u64> {
        let mut spares = self.spares();
        let goes_on = spares.lent > 0 || before != Some(spares.taken);
        spares.awaits_rest = goes_on;
        goes_on.then_some(spares.taken)
    }

    /// One after the other, so that whoever comes meanwhile finds the rest.
    fn wipe_used(&self) {
        while let Some(blocks) = { self.spares().used.pop() } {
            let wiped = wipe(blocks);
            self.spares().wiped.push(wiped);
        }
    }
}

impl Drop for Home {
    fn drop(&mut self) {
        self.wipe_used();
    }
}

/// By whole lines of the cache, which the compiler must believe that somebody reads.
fn wipe(mut blocks: Memory) -> Memory {
    blocks.fill(Block::new());
    optimization_barrier(&*blocks);
    blocks
}

/// Blocks of memory, none before it computes; given back whatever happens.
struct Lent {
    blocks: Memory,
    home: Arc<Home>,
}

impl Lent {
    fn compute(mut self, params: Params, password: &str, salt: &[u8]) -> Result<Zeroizing<[u8; OUTPUT]>, Error> {
        self.take(params.block_count());
        let mut output = Zeroizing::new([0; OUTPUT]);
        let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        argon
            .hash_password_into_with_memory(password.as_bytes(), salt, output.as_mut_slice(), &mut *self.blocks)
            .map_err(|error| InternalError::new(format_args!("argon2: {error}")))?;
        Ok(output)
    }

    /// So many blocks, with anything in them.
    fn take(&mut self, count: usize) {
        let mut spares = self.home.spares();
        let spare = spares.used.pop().or_else(|| spares.wiped.pop());
        drop(spares);
        self.blocks = match spare {
            Some(blocks) if blocks.len() == count => blocks,
            other => {
                other.map(wipe);
                vec![Block::default(); count].into_boxed_slice()
            }
        };
    }
}

impl Drop for Lent {
    fn drop(&mut self) {
        let blocks = mem::take(&mut self.blocks);
        let mut spares = self.home.spares();
        spares.lent -= 1;
        if !blocks.is_empty() {
            spares.used.push(blocks);
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

    /// Waits until nothing but wiped memory is there; how much of it.
    async fn wiped(home: &Home) -> usize {
        let is_done = || {
            let spares = home.spares();
            spares.used.is_empty() && spares.lent == 0 && !spares.wiped.is_empty()
        };
        for _ in 0..400 {
            if is_done() {
                break;
            }
            sleep(Duration::from_millis(10)).await;
        }
        assert!(is_done());
        let spares = home.spares();
        assert!(spares.wiped.iter().flatten().all(|block| block.as_ref().iter().all(|word| *word == 0)));
        spares.wiped.len()
    }

    #[tokio::test]
    async fn memory_is_wiped_at_rest() {
        let hasher = hasher();
        hasher.hash("pass phrase").await.expect("hashed");
        assert!(hasher.memory.spares().used.iter().flatten().any(|block| block.as_ref()[7] != 0), "there is something");
        assert_eq!(wiped(&hasher.memory).await, 1);
        // Another size of it, as a hash of before needs.
        let other = Hasher::params("m=128,t=1,p=1").expect("small");
        hasher.compute(other, "pass phrase", vec![1; SALT]).await.expect("hashed");
        assert_eq!(wiped(&hasher.memory).await, 1);
    }

    #[tokio::test]
    async fn memory_is_not_wiped_while_hashes_follow_or_wait() {
        let home = Arc::<Home>::default();
        let waits = home.lend();
        let mut computes = home.lend();
        computes.take(4);
        drop(computes);
        sleep(REST * 3).await;
        assert_eq!(home.spares().used.len(), 1, "one waits");
        home.lend().take(4);
        drop(waits);
        for _ in 0..25 {
            sleep(REST / 10).await;
            assert_eq!(home.spares().used.len(), 1, "others follow");
            home.lend().take(4);
        }
        assert_eq!(wiped(&home).await, 1);
    }

    #[tokio::test]
    async fn memory_is_wiped_however_many_come_and_whoever_of_them_leaves() {
        let hasher = Arc::new(hasher());
        let hashing = |nth: u64| {
            let hasher = Arc::clone(&hasher);
            let hashing = async move { drop(hasher.hash("pass phrase").await) };
            tokio::spawn(tokio::time::timeout(Duration::from_micros(nth * 100), hashing))
        };
        for hashed in (0..50).map(hashing).collect::<Vec<_>>() {
            drop(hashed.await.expect("nothing breaks"));
        }
        let cores = std::thread::available_parallelism().map_or(1, usize::from);
        assert!(wiped(&hasher.memory).await <= cores + 1);
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
