//! What all cores can hash: what registrations and sign-ins are measured against.

use argon2::{Algorithm, Argon2, Block, Params, Version};
use std::time::{Duration, Instant};

/// Hashes a second of all cores, each with its own memory, when they do nothing else.
pub(crate) fn hashes_a_second(span: Duration) -> f64 {
    let end = Instant::now() + span;
    let threads: Vec<_> = (0..cores()).map(|_| std::thread::spawn(move || hashes_until(end))).collect();
    threads.into_iter().map(|thread| thread.join().unwrap()).sum()
}

/// The processor's time for one of them, in ms: a core computes one at a time.
pub(crate) fn ms_each(a_second: f64) -> f64 {
    cores() as f64 * 1000.0 / a_second
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// Hashes a second of one core.
fn hashes_until(end: Instant) -> f64 {
    let params = Params::new(19_456, 2, 1, Some(32)).unwrap();
    let mut memory = vec![Block::default(); params.block_count()];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut hashes, mut output, began) = (0_u32, [0; 32], Instant::now());
    while Instant::now() < end {
        argon
            .hash_password_into_with_memory(b"four plain words together", b"salt of 16 bytes", &mut output, &mut memory)
            .unwrap();
        hashes += 1;
    }
    f64::from(hashes) / began.elapsed().as_secs_f64()
}
