#!/usr/bin/env bash
# A tokio listener that is asked once more for connections before it is closed says that nobody waits, though they do.
#
# Seen with: crates tokio 1.54.1, futures-util 0.3.34, on Linux.
# Behaviour: a service that is told to stop takes whoever waits to be accepted, until `accept` is pending, and closes its
# listener. But `accept` asks the system only when the runtime has heard from it since the last time that nobody waited.
# Connections that came after the runtime last looked at its sockets are in the system's queue, with whole requests in
# them, and `accept` is pending without a system call. Closing the listener resets them all. The same listener as one of
# `std` (`into_std`) gives each of them. A balancer that has sent a form on such a connection can only answer with 502:
# it may not send it twice.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: `into_std`, and accept from that until it would block, before it is dropped.
set -euo pipefail

expected='accept of tokio: 0 of 20
accept of std: 20 of 20'

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
mkdir src
cat > Cargo.toml <<'TOML'
[package]
name = "ask"
version = "0.0.0"
edition = "2024"

[dependencies]
futures-util = "=0.3.34"
tokio = { version = "=1.54.1", features = ["macros", "net", "rt", "time"] }
TOML

cat > src/main.rs <<'RS'
use futures_util::FutureExt;
use std::{io::Write, net::TcpStream, time::Duration};
use tokio::{net::TcpListener, time::timeout};

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap();
    // As a service does that waits for somebody to come.
    timeout(Duration::from_millis(20), listener.accept()).await.unwrap_err();
    // They come while this thread does something else.
    let clients: Vec<_> = (0..20)
        .map(|_| {
            let mut client = TcpStream::connect(at).unwrap();
            client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").unwrap();
            client
        })
        .collect();
    let mut accepted = 0;
    while let Some(Ok(_)) = listener.accept().now_or_never() {
        accepted += 1;
    }
    println!("accept of tokio: {accepted} of {}", clients.len());
    let listener = listener.into_std().unwrap();
    while listener.accept().is_ok() {
        accepted += 1;
    }
    println!("accept of std: {accepted} of {}", clients.len());
}
RS

cargo build --quiet 2> cargo.log || { cat cargo.log; exit 1; }
diff <(echo "$expected") <(target/debug/ask)
echo 'as it was seen'
