//! What a connection is doing, since when, and how long that may go on.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};
use tokio::time::{Instant, sleep};

/// How long things may take on a connection.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    /// The head of a request, from its first byte on.
    pub(super) head: Duration,
    /// Nothing may move for so long; longer than proxies keep a connection for the next request.
    pub(super) idle: Duration,
    /// What is waiting to be read by the other side, besides what its bytes are worth.
    pub(super) answer: Duration,
    /// So many bytes that the other side has read are worth a second more.
    pub(super) worth: u64,
}

impl Times {
    /// A phone that loses its net for a minute is waited for; then 32 kbit/s are asked for, a fraction of the slowest line
    /// (400 kbit/s) that the product is made for.
    pub(super) const USUAL: Times = Times {
        head: Duration::from_secs(10),
        idle: Duration::from_secs(150),
        answer: Duration::from_secs(60),
        worth: 4 * 1024,
    };
}

/// What a connection does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Doing {
    /// Nothing is under way, unless an answer is still being read.
    Resting,
    ReadingHead,
    Working,
}

/// Watches over one connection. Moments are counted from its start.
pub(super) struct ConnectionState {
    start: Instant,
    times: Times,
    state: Mutex<State>,
}

struct State {
    doing: Doing,
    since: Duration,
    /// What came and is part of no request that is under way or done: the head that is being read.
    ahead: Vec<u8>,
    /// Bytes of the present request's body that are still to come; none where nobody can say.
    body: Option<u64>,
    /// Whether nobody said how long the last body was, so that some of it may be to come after its answer.
    endless: bool,
    /// When the answer that is being read began, and how many bytes of it have gone out.
    answer: (Duration, u64),
    /// Whether the other side does not take what is there for it.
    held: bool,
}

impl ConnectionState {
    /// A new connection owes a head at once.
    pub(super) fn new(times: Times) -> ConnectionState {
        let state = State {
            doing: Doing::ReadingHead,
            since: Duration::ZERO,
            ahead: Vec::new(),
            body: Some(0),
            endless: false,
            answer: (Duration::ZERO, 0),
            held: false,
        };
        ConnectionState { start: Instant::now(), times, state: Mutex::new(state) }
    }

    pub(super) fn now(&self) -> Duration {
        self.start.elapsed()
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Bytes came in.
    pub(super) fn received(&self, bytes: &[u8], now: Duration) {
        self.state().received(bytes, now);
    }

    /// A whole head is there, and a body of this length follows, where the head says how long it is.
    pub(super) fn works(&self, body: Option<u64>, now: Duration) {
        self.state().works(body, now);
    }

    /// The answer is there, and goes out.
    pub(super) fn answers(&self, now: Duration) {
        self.state().answers(now);
    }

    /// Bytes went out.
    pub(super) fn sent(&self, bytes: usize, now: Duration) {
        let mut state = self.state();
        state.since = now;
        state.held = false;
        state.answer.1 += bytes as u64;
    }

    /// The other side takes no more for now.
    pub(super) fn held(&self) {
        self.state().held = true;
    }

    /// The last answer has gone out. Whether a part of its request may still be on its way, which has the time of a head.
    pub(super) fn lingers(&self, now: Duration) -> bool {
        let mut state = self.state();
        state.does(Doing::ReadingHead, now);
        state.endless || state.body != Some(0)
    }

    /// How long this may go on; nothing when it has gone on too long.
    pub(super) fn left(&self, now: Duration) -> Option<Duration> {
        self.state().end(self.times).checked_sub(now).filter(|left| !left.is_zero())
    }

    /// Ends when the connection has to.
    pub(super) async fn stops(&self) {
        while let Some(left) = self.left(self.now()) {
            sleep(left.min(self.times.head)).await;
        }
    }
}

impl State {
    /// What is no body is the next head, whose time is not prolonged by further bytes.
    fn received(&mut self, bytes: &[u8], now: Duration) {
        let body = self.body.map_or(bytes.len(), |body| bytes.len().min(usize::try_from(body).unwrap_or(usize::MAX)));
        self.body = self.body.map(|left| left - body as u64);
        self.ahead.extend(&bytes[body..]);
        match self.doing {
            Doing::Resting if is_half_a_head(&self.ahead) => self.does(Doing::ReadingHead, now),
            Doing::Working => self.since = now,
            Doing::Resting | Doing::ReadingHead => {}
        }
    }

    fn works(&mut self, body: Option<u64>, now: Duration) {
        let head = end_of_head(&self.ahead).unwrap_or(self.ahead.len());
        let behind = self.ahead.split_off(head);
        self.ahead.clear();
        self.body = body;
        self.endless = body.is_none();
        self.does(Doing::Working, now);
        self.received(&behind, now);
    }

    /// What came behind the request has begun the next head. Where nobody knows how long the body was, it may have: so
    /// the next has a head's time too.
    fn answers(&mut self, now: Duration) {
        let begun = self.body.is_none() || is_half_a_head(&self.ahead);
        self.body = self.body.or(Some(0));
        if !self.held {
            self.answer = (now, 0);
        }
        self.does(if begun { Doing::ReadingHead } else { Doing::Resting }, now);
    }

    fn does(&mut self, what: Doing, now: Duration) {
        (self.doing, self.since) = (what, now);
    }

    /// The last moment of what is under way.
    fn end(&self, times: Times) -> Duration {
        let most = if self.doing == Doing::ReadingHead { times.head } else { times.idle };
        let end = self.since + most;
        if !self.held || self.doing == Doing::Working {
            return end;
        }
        let (began, sent) = self.answer;
        end.min(began + times.answer + Duration::from_secs(sent / times.worth))
    }
}

/// Where the first head in these bytes ends: behind its empty line. Empty lines before it do not count (RFC 9112, 2.2).
fn end_of_head(bytes: &[u8]) -> Option<usize> {
    let start = bytes.iter().position(|byte| !b"\r\n".contains(byte))?;
    let ends = |at: usize| match &bytes[at..] {
        [b'\n', b'\n', ..] => Some(at + 2),
        [b'\n', b'\r', b'\n', ..] => Some(at + 3),
        _ => None,
    };
    (start..bytes.len()).find_map(ends)
}

/// Whether a head has begun in these bytes that is not whole.
fn is_half_a_head(bytes: &[u8]) -> bool {
    !bytes.iter().all(|byte| b"\r\n".contains(byte)) && end_of_head(bytes).is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GET: &[u8] = b"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// A connection whose first request has been answered at this second.
    fn answered(request: &[u8], body: Option<u64>, at: u64) -> ConnectionState {
        let pulse = ConnectionState::new(Times::USUAL);
        pulse.received(request, seconds(at));
        pulse.works(body, seconds(at));
        pulse.answers(seconds(at));
        pulse
    }

    #[test]
    fn a_head_that_dribbles_is_cut_off() {
        let pulse = ConnectionState::new(Times::USUAL);
        for second in 1..10 {
            pulse.received(b"G", seconds(second));
            assert!(pulse.left(seconds(second)).is_some());
        }
        assert!(pulse.left(seconds(10)).is_none(), "each byte does not prolong it");
        let pulse = answered(GET, Some(0), 5);
        assert!(pulse.left(seconds(154)).is_some(), "between two requests there is time");
        pulse.received(b"GE", seconds(100));
        assert!(pulse.left(seconds(109)).is_some());
        assert!(pulse.left(seconds(111)).is_none(), "the next head has its ten seconds");
    }

    #[test]
    fn half_a_head_behind_a_whole_request_has_the_time_of_a_head() {
        let post = b"POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n";
        for (request, body, begun) in [
            (GET.to_vec(), Some(0), false),
            ([GET, b"G"].concat(), Some(0), true),
            ([GET, GET].concat(), Some(0), false),
            ([GET, b"\r\n"].concat(), Some(0), false),
            ([post, &b"a=b&c"[..]].concat(), Some(5), false),
            ([post, &b"a=b&cGET /"[..]].concat(), Some(5), true),
            (b"GET / HTTP/1.1\nHost: localhost\n\n".to_vec(), Some(0), false),
            (b"\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n".to_vec(), Some(0), false),
            ([post, &b"5\r\na=b&c\r\n0\r\n\r\n"[..]].concat(), None, true),
        ] {
            let pulse = answered(&request, body, 5);
            assert_eq!(pulse.left(seconds(16)).is_none(), begun, "{}", String::from_utf8_lossy(&request));
        }
        let pulse = ConnectionState::new(Times::USUAL);
        pulse.received(&[GET, GET].concat(), seconds(1));
        pulse.works(Some(0), seconds(1));
        pulse.answers(seconds(1));
        pulse.works(Some(0), seconds(1));
        pulse.answers(seconds(1));
        assert!(pulse.left(seconds(140)).is_some(), "two whole requests, and then nothing");
    }

    #[test]
    fn a_body_that_comes_in_pieces_begins_no_head() {
        let pulse = ConnectionState::new(Times::USUAL);
        pulse.received(GET, seconds(1));
        pulse.works(Some(6), seconds(1));
        pulse.received(b"a=b", seconds(20));
        pulse.received(b"&c=", seconds(30));
        pulse.answers(seconds(31));
        assert!(pulse.left(seconds(150)).is_some());
        pulse.received(b"G", seconds(160));
        assert!(pulse.left(seconds(171)).is_none());
    }

    #[test]
    fn whoever_reads_a_few_bytes_a_minute_is_let_go_and_a_slow_line_is_not() {
        let pulse = answered(GET, Some(0), 0);
        let mut second = 0;
        while pulse.left(seconds(second)).is_some() {
            pulse.sent(16, seconds(second));
            pulse.held();
            second += 10;
        }
        assert_eq!(second, 60, "a few bytes prolong nothing");

        let (slow, large) = (400_000 / 8, 50 * 1024 * 1024);
        let pulse = answered(GET, Some(0), 0);
        for second in 0..large / slow {
            assert!(pulse.left(seconds(second)).is_some(), "{second}");
            pulse.sent(usize::try_from(slow).expect("small"), seconds(second));
            pulse.held();
        }
        pulse.sent(1, seconds(1_100));
        assert!(pulse.left(seconds(1_200)).is_some(), "all is read: it rests");
    }

    #[test]
    fn asking_for_more_does_not_prolong_what_is_not_read() {
        let pulse = answered(GET, Some(0), 0);
        for second in 0..60 {
            pulse.held();
            assert!(pulse.left(seconds(second)).is_some(), "{second}");
            pulse.received(GET, seconds(second));
            pulse.works(Some(0), seconds(second));
            pulse.answers(seconds(second));
        }
        assert!(pulse.left(seconds(61)).is_none());
    }
}
