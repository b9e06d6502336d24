//! A line to a server that can be held or cut.

use std::net::SocketAddr;
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{
        TcpListener, TcpStream,
        tcp::{OwnedReadHalf, OwnedWriteHalf},
    },
    sync::watch,
};

/// How a line is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// It carries.
    Carries,
    /// It takes everything, also new connections, and carries nothing; nobody is told.
    Silent,
    /// All connections are closed, and new ones at once.
    Cut,
}

/// A place on this machine from where a line leads to a server.
pub(crate) struct Way {
    pub(crate) at: SocketAddr,
    line: watch::Sender<Line>,
}

impl Way {
    pub(crate) async fn to(server: String) -> Way {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let at = listener.local_addr().expect("it is bound");
        let (line, seen) = watch::channel(Line::Carries);
        tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                tokio::spawn(carry(near, server.clone(), seen.clone()));
            }
        });
        Way { at, line }
    }

    pub(crate) fn becomes(&self, line: Line) {
        self.line.send_replace(line);
    }
}

async fn carry(near: TcpStream, server: String, mut line: watch::Receiver<Line>) {
    if !carries(&mut line).await {
        return;
    }
    let Ok(far) = TcpStream::connect(server).await else { return };
    let ((near_in, near_out), (far_in, far_out)) = (near.into_split(), far.into_split());
    let (there, back) = (one_way(near_in, far_out, line.clone()), one_way(far_in, near_out, line.clone()));
    tokio::select! {
        () = async { tokio::join!(there, back); } => {}
        () = cut(line) => {}
    }
}

/// Waits until the line carries; not when it is cut.
async fn carries(line: &mut watch::Receiver<Line>) -> bool {
    matches!(line.wait_for(|line| *line != Line::Silent).await.map(|line| *line), Ok(Line::Carries))
}

async fn cut(mut line: watch::Receiver<Line>) {
    drop(line.wait_for(|line| *line == Line::Cut).await);
}

async fn one_way(mut from: OwnedReadHalf, mut to: OwnedWriteHalf, mut line: watch::Receiver<Line>) {
    let mut bytes = vec![0; 16 * 1024];
    while let Ok(read @ 1..) = from.read(&mut bytes).await {
        if !carries(&mut line).await || to.write_all(&bytes[..read]).await.is_err() {
            return;
        }
    }
}
