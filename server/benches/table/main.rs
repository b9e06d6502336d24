//! `make bench`: what the built program does, as ratios within one run. Prints one table in Markdown, and one more
//! where `BASE` names the program of another build: both in turn, new against base. `end2end/speed.mjs` goes on with it.
//!
//! The load comes from the same machine, so it takes its part of the cores; the ceilings are measured without it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark may stop anywhere")]

mod away;
mod compare;
mod hashes;
mod http;
mod load;
mod openid;
mod passkeys;
mod people;
mod postgres;
mod program;
mod steps;

use load::{Answers, FirstLoad};
use program::{BUILT, Folder, Program};
use std::time::Duration;

/// Registrations one after the other.
const ALONE: usize = 100;
/// How long each load lasts.
const SPAN: Duration = Duration::from_secs(8);

fn main() {
    // `cargo test --benches` asks for nothing to be measured.
    if std::env::args().any(|argument| argument == "--test") {
        return;
    }
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let only = std::env::var("ONLY").unwrap_or_default();
    runtime.block_on(async {
        match only.as_str() {
            "" => measure().await,
            part => measure_only(part).await,
        }
        if let Some(base) = std::env::var("BASE").ok().filter(|base| !base.is_empty()) {
            compare::print(&base).await;
            away::print(&base).await;
        }
    });
}

/// A part of the table, for whoever works on that.
async fn measure_only(part: &str) {
    let folder = Folder::new(part);
    let program = Program::start(BUILT, &folder);
    let registrations = people::registrations(&program, SPAN, 0).await;
    match part {
        "openid" => openid::print(&program).await,
        "passkeys" => passkeys::print(&program, SPAN).await,
        "people" => {
            println!("| registrations a second | {:.1} | {:.2} ms |", registrations.a_second, registrations.cpu_ms);
            steps::print(&program).await;
        }
        other => panic!("ONLY names a part: openid, passkeys or people, not {other}"),
    }
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
    let ceiling = hashes::hashes_a_second(SPAN);
    let registrations = people::registrations(&program, SPAN, 0).await;
    let sign_ins = people::sign_ins(&program, SPAN).await;
    let [alone, crowd] = load::users(&program).await.map(|time| time.as_secs_f64() * 1000.0);
    let peak = program.memory("VmHWM");
    let single = people::registrations_alone(&program, ALONE).await;

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
    let hash = hashes::ms_each(ceiling);
    for (what, rate) in [("registration", &registrations), ("sign-in", &sign_ins)] {
        row(
            &format!("the server's processor for a {what}"),
            format!("{:.1} ms", rate.cpu_ms),
            format!("{hash:.1} ms for such a hash"),
            rate.cpu_ms / hash,
        );
    }
    row(
        "99th percentile of a registration's three answers, one person at a time",
        format!("{:.0} ms", single.p99_ms()),
        format!("{hash:.1} ms for such a hash"),
        single.p99_ms() / hash,
    );
    row(
        &format!("the same, {} people at a time", people::PEOPLE),
        format!("{:.0} ms", registrations.p99_ms()),
        format!("{:.0} ms for the median", registrations.median_ms()),
        registrations.p99_ms() / registrations.median_ms(),
    );
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
    steps::print(&program).await;
}
