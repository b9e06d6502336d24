//! Signed-in pages where the database is on another machine: a PostgreSQL behind a line that takes a millisecond.

use crate::{
    compare::row,
    load::Answers,
    people::signed_up,
    postgres,
    program::{BUILT, Folder, Program},
};
use std::time::Duration;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
};

/// What an answer of the database takes longer.
const DELAY: Duration = Duration::from_millis(1);
const CONNECTIONS: usize = 8;
const ROUNDS: usize = 7;
const SPAN: Duration = Duration::from_millis(700);
const PAGES: [&str; 3] = ["/panel", "/settings/profile", "/settings/security"];

/// Prints a row for each page; nothing without `TEST_POSTGRES_URL`.
pub(crate) async fn print(base: &str) {
    let Some(server) = postgres::server() else { return };
    let host = server.rsplit('@').next().and_then(|rest| rest.split('/').next()).unwrap().to_owned();
    let folders = [Folder::new("near"), Folder::new("far")];
    let mut programs = Vec::new();
    for (nth, program) in [BUILT, base].into_iter().enumerate() {
        let database = postgres::database(&server, &format!("far{nth}")).await;
        let address = database.replace(&host, &line_to(host.clone()).await);
        programs.push(Program::on(program, &folders[nth], Some(&address)));
    }
    let people = [signed_up(&programs[0]).await, signed_up(&programs[1]).await];
    for path in PAGES {
        let mut answers = [Answers::default(), Answers::default()];
        for round in 0..ROUNDS {
            for side in [round % 2, 1 - round % 2] {
                answers[side].ask_as(&programs[side], path, CONNECTIONS, SPAN, &people[side]).await;
            }
        }
        let what = format!("requests a second for `{path}`, signed in, a PostgreSQL {DELAY:?} away");
        row(&what, answers.each_ref().map(Answers::a_second), "", 0);
    }
}

/// An address of this machine from where a slow line leads to the server.
async fn line_to(server: String) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let at = listener.local_addr().unwrap().to_string();
    tokio::spawn(async move {
        while let Ok((near, _)) = listener.accept().await {
            let far = TcpStream::connect(&server).await.unwrap();
            near.set_nodelay(true).unwrap();
            far.set_nodelay(true).unwrap();
            let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
            tokio::spawn(carry(near_in, far_out, Duration::ZERO));
            tokio::spawn(carry(far_in, near_out, DELAY));
        }
    });
    at
}

async fn carry(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, delay: Duration) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if !delay.is_zero() {
            tokio::time::sleep(delay).await;
        }
        if to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}
