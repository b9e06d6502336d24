#!/usr/bin/env bash
# A connection to hyper that is told to shut down gracefully before it was first polled drops the request that has arrived.
#
# Seen with: crates hyper 1.12.0, hyper-util 0.1.21, tokio 1.54.1.
# Behaviour: a client has connected and sent a whole request, which lies in the socket. The server accepts the connection
# and tells it `graceful_shutdown` before the connection was polled for the first time, as happens to whoever comes at the
# moment a service is stopped. hyper closes it without reading: it has seen no byte, so to it there is no request. The
# client reads the end of the connection, or a reset, and no answer. Told after a first poll, hyper answers and then ends
# the connection. A balancer that got no answer sends a page again, but never a form.
# Output seen: what stands in `expected` below. It fails when that changes.
# What helps: after the listener is closed, wait a moment (100 ms) before connections are told to shut down.
set -euo pipefail

expected='told before the first poll: 0 of 20 were answered
told 100 ms later: 20 of 20 were answered'

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
bytes = "=1.12.1"
http-body-util = "=0.1.5"
hyper = { version = "=1.12.0", features = ["http1", "server"] }
hyper-util = { version = "=0.1.21", features = ["tokio"] }
tokio = { version = "=1.54.1", features = ["io-util", "macros", "net", "rt", "time"] }
TOML

cat > src/main.rs <<'RS'
use bytes::Bytes;
use http_body_util::Full;
use hyper::{Response, server::conn::http1, service::service_fn};
use hyper_util::rt::TokioIo;
use std::{convert::Infallible, pin::pin, time::Duration};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
    time::{sleep, timeout},
};

async fn answered(wait: Duration) -> bool {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let mut client = TcpStream::connect(listener.local_addr().unwrap()).await.unwrap();
    client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.unwrap();
    // It is here, whole.
    sleep(Duration::from_millis(20)).await;
    let (stream, _) = listener.accept().await.unwrap();
    let service = service_fn(|_| async { Ok::<_, Infallible>(Response::new(Full::new(Bytes::from("an answer")))) });
    let mut connection = pin!(http1::Builder::new().serve_connection(TokioIo::new(stream), service));
    if !wait.is_zero() {
        let _still_open = timeout(wait, connection.as_mut()).await;
    }
    connection.as_mut().graceful_shutdown();
    let _ended = connection.await;
    let mut answer = String::new();
    let _read = timeout(Duration::from_secs(5), client.read_to_string(&mut answer)).await;
    answer.ends_with("an answer")
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    for (what, wait) in [("before the first poll", 0), ("100 ms later", 100)] {
        let mut count = 0;
        for _ in 0..20 {
            count += usize::from(answered(Duration::from_millis(wait)).await);
        }
        println!("told {what}: {count} of 20 were answered");
    }
}
RS

cargo build --quiet 2> cargo.log || { cat cargo.log; exit 1; }
diff <(echo "$expected") <(target/debug/ask)
echo 'as it was seen'
