//! The listener: who may keep a connection, and for how long.
//!
//! HTTP/1.1 alone, since a proxy stands before the program. A connection ends when a request's head takes too long, when
//! nothing moves, and when an answer is read too slowly ([`Times`]). So many connections at once are served; others wait
//! to be accepted. One network address beyond the machine gets a part of them, unless all come through trusted proxies.

mod connection_state;
mod watched;

use accounts::{count_refusal, network};
use axum::{
    Router,
    body::{Body, HttpBody},
    extract::ConnectInfo,
    http::Request,
};
use connection_state::{ConnectionState, Times};
use hyper::{body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::{GracefulShutdown, Watcher},
    service::TowerToHyperService,
};
use std::{
    collections::HashMap,
    convert::Infallible,
    io, iter,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex},
    time::Duration,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{OwnedSemaphorePermit, Semaphore, watch},
    time::{sleep, timeout},
};
use watched::Watched;

/// How long requests that are under way may take when the program stops.
const DRAIN: Duration = Duration::from_secs(8);
/// How long what was sent on a new connection may take to come when the program stops.
const LAST_REQUESTS: Duration = Duration::from_millis(100);
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
    let limit = direct.then(ConnectionLimit::default);
    let graceful = GracefulShutdown::new();
    let keep_one = |(stream, peer, place): Accepted| {
        let Ok(permit) = ConnectionPermit::take(limit.as_ref(), peer.ip()) else {
            tracing::info!(limit = "connections of a network address", "limit reached");
            count_refusal("connections of a network address");
            return;
        };
        let (router, watcher) = (router.clone(), graceful.watcher());
        tokio::spawn(async move {
            let _held = (place, permit);
            keep(stream, peer, router, watcher, Times::USUAL).await;
        });
    };
    loop {
        let accepted = tokio::select! {
            accepted = accept(&listener, &places) => accepted,
            _ = stop.wait_for(|stop| *stop) => break,
        };
        match accepted {
            Ok(accepted) => keep_one(accepted),
            Err(error) => {
                // No files left, say: they come back.
                tracing::warn!(%error, "a connection could not be accepted");
                sleep(Duration::from_millis(100)).await;
            }
        }
    }
    // Whoever the system has let in already is served; others are refused, so that a proxy asks another server.
    match listener.into_std() {
        Ok(listener) => waiting(&listener, &places).for_each(keep_one),
        Err(error) => tracing::warn!(%error, "connections that have just come are refused"),
    }
    // A connection that has brought nothing when it is told to stop is closed: here it can still bring what it has sent.
    sleep(LAST_REQUESTS).await;
    if timeout(DRAIN, graceful.shutdown()).await.is_err() {
        tracing::warn!("some requests were cut off");
    }
}

/// As many connections as there can be open files.
fn most() -> usize {
    let files = rlimit::increase_nofile_limit(u64::MAX).unwrap_or(1_024);
    usize::try_from(files.saturating_sub(OTHER_FILES).clamp(64, MOST)).unwrap_or(64)
}

/// A connection, whose it is, and its place.
type Accepted = (TcpStream, SocketAddr, OwnedSemaphorePermit);

async fn accept(listener: &TcpListener, places: &Arc<Semaphore>) -> io::Result<Accepted> {
    let place = Arc::clone(places).acquire_owned().await.map_err(io::Error::other)?;
    let (stream, peer) = listener.accept().await?;
    stream.set_nodelay(true)?;
    Ok((stream, peer, place))
}

/// The connections that wait to be accepted. The system itself is asked: what the runtime knows of its sockets may be of
/// before they came.
fn waiting(listener: &std::net::TcpListener, places: &Arc<Semaphore>) -> impl Iterator<Item = Accepted> {
    let accepted = iter::from_fn(|| {
        let place = Arc::clone(places).try_acquire_owned().ok()?;
        listener.accept().ok().map(|(stream, peer)| (stream, peer, place))
    });
    accepted.filter_map(|(stream, peer, place)| {
        stream.set_nonblocking(true).and_then(|()| stream.set_nodelay(true)).ok()?;
        Some((TcpStream::from_std(stream).ok()?, peer, place))
    })
}

/// Serves one connection until it ends or has to.
async fn keep(stream: TcpStream, peer: SocketAddr, router: Router, watcher: Watcher, times: Times) {
    let pulse = Arc::new(ConnectionState::new(times));
    let beats = Arc::clone(&pulse);
    let service = tower::service_fn(move |mut request: Request<Incoming>| {
        request.extensions_mut().insert(ConnectInfo(peer));
        let (router, beats) = (router.clone(), Arc::clone(&beats));
        async move {
            beats.works(request.body().size_hint().exact(), beats.now());
            let response = tower::ServiceExt::oneshot(router, request.map(Body::new)).await;
            beats.answers(beats.now());
            Ok::<_, Infallible>(response.unwrap_or_else(|never| match never {}))
        }
    });
    let stream = TokioIo::new(Watched { stream, pulse: Arc::clone(&pulse), ends: false });
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

/// How many connections each network address has.
#[derive(Clone, Default)]
struct ConnectionLimit(Arc<Mutex<HashMap<IpAddr, usize>>>);

/// A place among those of its network address, given back when it is dropped.
struct ConnectionPermit {
    limit: ConnectionLimit,
    address: IpAddr,
}

struct Full;

impl ConnectionPermit {
    /// None where places are not counted: on this machine, or with a proxy before the program.
    fn take(limit: Option<&ConnectionLimit>, address: IpAddr) -> Result<Option<ConnectionPermit>, Full> {
        let address = network(address);
        let Some(limit) = limit.filter(|_| !address.is_loopback()) else { return Ok(None) };
        let Ok(mut taken) = limit.0.lock() else { return Err(Full) };
        let permits = taken.entry(address).or_default();
        if *permits >= MOST_OF_ONE {
            return Err(Full);
        }
        *permits += 1;
        Ok(Some(ConnectionPermit { limit: limit.clone(), address }))
    }
}

impl Drop for ConnectionPermit {
    fn drop(&mut self) {
        let Ok(mut taken) = self.limit.0.lock() else { return };
        if let Some(permits) = taken.get_mut(&self.address) {
            *permits -= 1;
            if *permits == 0 {
                taken.remove(&self.address);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::routing::get;
    use tokio::io::{AsyncReadExt, AsyncWriteExt};

    #[test]
    fn one_network_address_has_only_so_many_places_and_gets_them_back() {
        let limit = ConnectionLimit::default();
        let (one, other): (IpAddr, IpAddr) = ([203, 0, 113, 9].into(), [203, 0, 113, 10].into());
        let take = |address| ConnectionPermit::take(Some(&limit), address);
        let mut permits: Vec<_> = (0..MOST_OF_ONE).map(|_| take(one)).collect();
        assert!(permits.iter().all(|permit| matches!(permit, Ok(Some(_)))));
        assert!(take(one).is_err());
        assert!(matches!(take(other), Ok(Some(_))));
        assert!(matches!(take([127, 0, 0, 1].into()), Ok(None)), "this machine is not counted");
        permits.pop();
        assert!(matches!(take(one), Ok(Some(_))));
        drop(permits);
        assert!(limit.0.lock().is_ok_and(|taken| taken.is_empty()));
    }

    #[tokio::test]
    async fn whoever_has_come_is_served_though_the_program_stops() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let at = listener.local_addr().expect("it is bound");
        let mut clients = Vec::new();
        for _ in 0..20 {
            let mut client = TcpStream::connect(at).await.expect("it listens");
            client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("it is taken");
            clients.push(client);
        }
        let (_stopping, stop) = watch::channel(true);
        let router = Router::new().route("/", get(|| async { "served" }));
        serve(listener, router, true, stop).await;
        for mut client in clients {
            let mut answer = String::new();
            client.read_to_string(&mut answer).await.expect("it ends well");
            assert!(answer.ends_with("served"), "{answer}");
        }
        TcpStream::connect(at).await.expect_err("nobody else gets in");
    }

    #[tokio::test]
    async fn whoever_came_in_the_last_moment_is_served_too() {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let at = listener.local_addr().expect("it is bound");
        let (stopping, stop) = watch::channel(false);
        let router = Router::new().route("/", get(|| async { "served" }));
        let served = tokio::spawn(serve(listener, router, true, stop));
        tokio::task::yield_now().await;
        // The runtime has one thread and is not let look at its sockets before the program is told to stop.
        let clients: Vec<_> = (0..3)
            .map(|_| {
                let mut client = std::net::TcpStream::connect(at).expect("it listens");
                io::Write::write_all(&mut client, b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").expect("it is taken");
                client
            })
            .collect();
        stopping.send_replace(true);
        served.await.expect("nothing breaks");
        for mut client in clients {
            let mut answer = String::new();
            io::Read::read_to_string(&mut client, &mut answer).expect("it ends well");
            assert!(answer.ends_with("served"), "{answer}");
        }
    }

    #[tokio::test]
    async fn a_connection_whose_answer_is_hardly_read_ends() {
        const LARGE: usize = 32 * 1024 * 1024;
        let times = Times {
            head: Duration::from_millis(200),
            answer: Duration::from_millis(300),
            worth: u64::MAX,
            ..Times::USUAL
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port is free");
        let mut client = TcpStream::connect(listener.local_addr().expect("it is bound")).await.expect("it listens");
        let (stream, peer) = listener.accept().await.expect("somebody has come");
        let router = Router::new().route("/", get(|| async { vec![b'a'; LARGE] }));
        client.write_all(b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await.expect("it is taken");
        let graceful = GracefulShutdown::new();
        let kept = tokio::spawn(keep(stream, peer, router, graceful.watcher(), times));
        let mut bytes = [0; 16];
        let mut ended = false;
        for _ in 0..200 {
            let _read = client.read(&mut bytes).await.expect("there is more than is ever read");
            sleep(Duration::from_millis(20)).await;
            ended = ended || kept.is_finished();
        }
        assert!(ended, "it reads, but so slowly that it would take days");
    }
}
