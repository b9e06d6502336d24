//! `make bench`: what the built program does, as ratios within one run. Prints one table in Markdown, and one more
//! where `BASE` names the program of another build: both in turn, new against base. `end2end/speed.mjs` goes on with it.
//!
//! The load comes from the same machine, so it takes its part of the cores; the ceilings are measured without it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop anywhere")]

mod away;
mod compare;
mod http;
mod load;
mod openid;
mod passkeys;
mod program;

use argon2::{Algorithm, Argon2, Block, Params, Version};
use load::{Answers, FirstLoad};
use program::{BUILT, Folder, Program};
use std::time::{Duration, Instant};

/// How long each load lasts.
const SPAN: Duration = Duration::from_secs(8);

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        measure().await;
        if let Some(base) = std::env::var("BASE").ok().filter(|base| !base.is_empty()) {
            compare::print(&base).await;
            away::print(&base).await;
        }
    });
}

async fn measure() {
    let folder = Folder::new("alone");
    let cold = program::cold_start(&folder);
    let program = Program::start(BUILT, &folder);
    let rest = program.memory("VmRSS");
    let [mut register, mut file] = [Answers::default(), Answers::default()];
    register.ask(&program, "/register", 8, SPAN).await;
    file.ask(&program, "/robots.txt", 8, SPAN).await;
    let bytes = FirstLoad::of(&program).await;
    let ceiling = hashes_a_second();
    let registrations = load::registrations(&program, SPAN).await;
    let sign_ins = load::sign_ins(&program, SPAN).await;
    let [alone, crowd] = load::users(&program).await.map(|time| time.as_secs_f64() * 1000.0);
    let peak = program.memory("VmHWM");

    println!("\n{}\n", program::machine());
    println!("| what | reached | measured against | ratio |\n|---|---|---|---|");
    let row = |what: &str, reached: String, against: String, ratio: f64| {
        println!("| {what} | {reached} | {against} | {ratio:.2} |")
    };
    row(
        "registrations a second, from the first form to the panel",
        format!("{:.1}", registrations.a_second),
        format!("{ceiling:.1} argon2 hashes a second on all cores, memory reused"),
        registrations.a_second / ceiling,
    );
    row(
        "sign-ins a second, with address and password",
        format!("{:.1}", sign_ins.a_second),
        format!("{ceiling:.1} of these hashes"),
        sign_ins.a_second / ceiling,
    );
    // A core computes one hash at a time.
    let hash = available_cores() as f64 * 1000.0 / ceiling;
    for (what, rate) in [("registration", registrations), ("sign-in", sign_ins)] {
        row(
            &format!("the server's processor for a {what}"),
            format!("{:.1} ms", rate.cpu_ms),
            format!("{hash:.1} ms for such a hash"),
            rate.cpu_ms / hash,
        );
    }
    row(
        "requests a second for `/register`",
        format!("{:.0}", register.a_second()),
        format!("{:.0} for a static file", file.a_second()),
        register.a_second() / file.a_second(),
    );
    row(
        "99th percentile of `/register`, 8 connections",
        format!("{:.1} ms", register.p99_ms()),
        format!("{:.1} ms for a static file", file.p99_ms()),
        register.p99_ms() / file.p99_ms(),
    );
    row(
        "a page of an account's 5,001 users",
        format!("{crowd:.1} ms"),
        format!("{alone:.1} ms for an account of one"),
        crowd / alone,
    );
    openid::print(&program).await;
    passkeys::print(&program, SPAN).await;
    let plain = |what: &str, reached: String| println!("| {what} | {reached} | | |");
    plain("first load of `/register`, as sent to a browser that takes brotli", bytes.to_string());
    plain("cold start until the first answer, database there", format!("{} ms", cold.as_millis()));
    plain("memory at rest, at its peak", format!("{rest} MB, {peak} MB"));
}

fn available_cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

/// What all cores can hash, each with its own memory, when they do nothing else.
fn hashes_a_second() -> f64 {
    let began = Instant::now();
    let threads: Vec<_> =
        (0..available_cores()).map(|_| std::thread::spawn(move || hash_until(began + SPAN))).collect();
    let hashes: u32 = threads.into_iter().map(|thread| thread.join().unwrap()).sum();
    f64::from(hashes) / began.elapsed().as_secs_f64()
}

fn hash_until(end: Instant) -> u32 {
    let params = Params::new(19_456, 2, 1, Some(32)).unwrap();
    let mut memory = vec![Block::default(); params.block_count()];
    let argon = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let (mut hashes, mut output) = (0, [0; 32]);
    while Instant::now() < end {
        argon
            .hash_password_into_with_memory(b"four plain words together", b"salt of 16 bytes", &mut output, &mut memory)
            .unwrap();
        hashes += 1;
    }
    hashes
}
