//! The listener: who may keep a connection, and for how long.
//!
//! HTTP/1.1 alone, since a proxy stands before the program. A connection ends when a request's head takes longer than
//! [`HEAD`], and when nothing moves on it for [`IDLE`]. So many connections at once are served; others wait to be
//! accepted. One network address beyond the machine gets a part of them, unless all come through trusted proxies.

use accounts::network;
use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use std::{
    collections::HashMap,
    convert::Infallible,
    io,
    net::{IpAddr, SocketAddr},
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicU8, AtomicU64, Ordering},
    },
    task::{Context, Poll},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{Instant, sleep, timeout},
};

/// How long the head of a request may take.
const HEAD: Duration = Duration::from_secs(10);
/// How long nothing may move on a connection; longer than proxies keep one for the next request.
const IDLE: Duration = Duration::from_secs(150);
/// How long requests that are under way may take when the program stops.
const DRAIN: Duration = Duration::from_secs(10);
/// Connections at once, where the system allows that many open files.
const MOST: u64 = 4_096;
/// Open files that are left for everything else: the database, letters, static files.
const OTHER_FILES: u64 = 128;
/// Connections at once of one network address.
const MOST_OF_ONE: usize = 256;
/// Most bytes of a request's head.
const MOST_HEAD: usize = 32 * 1024;

/// Serves until it is told to stop, then finishes what is under way.
pub(crate) async fn serve(listener: TcpListener, router: Router, direct: bool, mut stop: watch::Receiver<bool>) {
    let places = Arc::new(Semaphore::new(most()));
    let crowd = direct.then(Crowd::default);
    let graceful = GracefulShutdown::new();
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        let (stream, peer, place) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // No files left, say: they come back.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let Ok(seat) = Seat::take(crowd.as_ref(), peer.ip()) else { continue };
        tokio::spawn(keep(stream, peer, router.clone(), graceful.watcher(), (place, seat)));
    }
    drop(listener);
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

/// As many connections as there can be open files.
fn most() -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1_024);
    usize::try_from(files.saturating_sub(OTHER_FILES).clamp(64, MOST)).unwrap_or(64)
}

async fn accept(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> io::Result<(TcpStream, SocketAddr, OwnedSemaphorePermit)> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, place))
}

/// Serves one connection until it ends or has to.
async fn keep(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    watcher: hyper_util::server::graceful::Watcher,
    _held: (OwnedSemaphorePermit, Option<Seat>),
) {
    let pulse = Arc::new(Pulse::new());
    let beats = Arc::clone(&pulse);
    let service = tower::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let (router, beats) = (router.clone(), Arc::clone(&beats));
        async move {
            beats.does(WORKING, beats.now());
            let response = tower::ServiceExt::oneshot(router, request.map(Body::new)).await;
            beats.does(RESTING, beats.now());
            Ok::<_, Infallible>(response.unwrap_or_else(|never| match never {}))
        }
    });
    let stream = TokioIo::new(Watched { stream, pulse: Arc::clone(&pulse) });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(None)
        .max_buf_size(MOST_HEAD)
        .serve_connection(stream, TowerToHyperService::new(service));
    tokio::select! {
        _ended = watcher.watch(connection) => {}
        () = pulse.stops() => {}
    }
}

/// What a connection is doing, and since when. Moments are counted from its start.
struct Pulse {
    start: Instant,
    doing: AtomicU8,
    /// In milliseconds.
    since: AtomicU64,
}

const RESTING: u8 = 0;
const READING_HEAD: u8 = 1;
const WORKING: u8 = 2;

impl Pulse {
    /// A new connection owes a head at once.
    fn new() -> Pulse {
        Pulse { start: Instant::now(), doing: AtomicU8::new(READING_HEAD), since: AtomicU64::new(0) }
    }

    fn now(&self) -> Duration {
        self.start.elapsed()
    }

    /// Bytes came in: the first after a rest begin a head, whose time is not prolonged by the next.
    fn received(&self, now: Duration) {
        let began = self.doing.compare_exchange(RESTING, READING_HEAD, Ordering::Relaxed, Ordering::Relaxed);
        if began.is_ok() || self.doing.load(Ordering::Relaxed) == WORKING {
            self.moved(now);
        }
    }

    /// Something moved: bytes went out, say.
    fn moved(&self, now: Duration) {
        self.since.store(u64::try_from(now.as_millis()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    /// A whole head is there, or its answer is.
    fn does(&self, what: u8, now: Duration) {
        self.doing.store(what, Ordering::Relaxed);
        self.moved(now);
    }

    /// How long this may go on; nothing when it has gone on too long.
    fn left(&self, now: Duration) -> Option<Duration> {
        let most = if self.doing.load(Ordering::Relaxed) == READING_HEAD { HEAD } else { IDLE };
        let since = Duration::from_millis(self.since.load(Ordering::Relaxed));
        (since + most).checked_sub(now).filter(|left| !left.is_zero())
    }

    async fn stops(&self) {
        while let Some(left) = self.left(self.now()) {
            sleep(left.min(HEAD)).await;
        }
    }
}

/// A stream that tells the pulse what moves on it.
struct Watched {
    stream: TcpStream,
    pulse: Arc<Pulse>,
}

impl tokio::io::AsyncRead for Watched {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        let before = buffer.filled().len();
        let read = Pin::new(&mut self.stream).poll_read(context, buffer);
        if buffer.filled().len() > before {
            self.pulse.received(self.pulse.now());
        }
        read
    }
}

impl tokio::io::AsyncWrite for Watched {
    fn poll_write(mut self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        if let Poll::Ready(Ok(1..)) = written {
            self.pulse.moved(self.pulse.now());
        }
        written
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, bytes);
        if let Poll::Ready(Ok(1..)) = written {
            self.pulse.moved(self.pulse.now());
        }
        written
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}

/// How many connections each network address has.
#[derive(Clone, Default)]
struct Crowd(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place among those of its network address, given back when it is dropped.
struct Seat {
    crowd: Crowd,
    address: IpAddr,
}

struct Full;

impl Seat {
    /// None where places are not counted: on this machine, or with a proxy before the program.
    fn take(crowd: Option<&Crowd>, address: IpAddr) -> Result<Option<Seat>, Full> {
        let address = network(address);
        let Some(crowd) = crowd.filter(|_| !address.is_loopback()) else { return Ok(None) };
        let Ok(mut taken) = crowd.0.lock() else { return Err(Full) };
        let seats = taken.entry(address).or_default();
        if *seats >= MOST_OF_ONE {
            return Err(Full);
        }
        *seats += 1;
        Ok(Some(Seat { crowd: crowd.clone(), address }))
    }
}

impl Drop for Seat {
    fn drop(&mut self) {
        let Ok(mut taken) = self.crowd.0.lock() else { return };
        if let Some(seats) = taken.get_mut(&self.address) {
            *seats -= 1;
            if *seats == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_network_address_has_only_so_many_places_and_gets_them_back() {
        let crowd = Crowd::default();
        let (one, other): (IpAddr, IpAddr) = ([203, 0, 113, 9].into(), [203, 0, 113, 10].into());
        let take = |address| Seat::take(Some(&crowd), address);
        let mut seats: Vec<_> = (0..MOST_OF_ONE).map(|_| take(one)).collect();
        assert!(seats.iter().all(|seat| matches!(seat, Ok(Some(_)))));
        assert!(take(one).is_err());
        assert!(matches!(take(other), Ok(Some(_))));
        assert!(matches!(take([127, 0, 0, 1].into()), Ok(None)), "this machine is not counted");
        seats.pop();
        assert!(matches!(take(one), Ok(Some(_))));
        drop(seats);
        assert!(crowd.0.lock().is_ok_and(|taken| taken.is_empty()));
    }

    #[test]
    fn a_head_that_dribbles_is_cut_off_and_an_answer_that_moves_is_not() {
        let (pulse, seconds) = (Pulse::new(), Duration::from_secs);
        for second in 1..10 {
            pulse.received(seconds(second));
            assert!(pulse.left(seconds(second)).is_some());
        }
        assert!(pulse.left(seconds(10)).is_none(), "each byte does not prolong it");
        pulse.does(WORKING, seconds(5));
        assert!(pulse.left(seconds(154)).is_some());
        pulse.does(RESTING, seconds(79));
        for second in (100..1_000).step_by(60) {
            pulse.moved(seconds(second));
            assert!(pulse.left(seconds(second + 60)).is_some());
        }
        assert!(pulse.left(seconds(1_200)).is_none(), "a reader who stops reading");
        pulse.received(seconds(1_200));
        assert!(pulse.left(seconds(1_211)).is_none(), "the next head has its ten seconds");
    }
}
