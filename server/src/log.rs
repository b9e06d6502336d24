//! The program's own log, on its standard error. It never holds anybody up: where nobody takes the lines, they wait for a
//! while, then they are dropped and counted (ASVS 5.0 16.5.2).

use crate::config::Config;
use prometheus_client::{metrics::counter::Counter, registry::Registry};
use std::{
    collections::VecDeque,
    fmt,
    io::{self, IsTerminal, Write},
    panic,
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread,
    time::Duration,
};
use tracing_subscriber::{EnvFilter, fmt::MakeWriter};

/// Bytes of lines that wait at most.
const MOST: usize = 1024 * 1024;
/// How long the last lines may take when the program ends.
const LAST_LINES: Duration = Duration::from_secs(1);

/// The log.
#[derive(Clone, Debug)]
pub(crate) struct Log(Arc<Queue>);

/// Lines on their way to whoever reads them.
#[derive(Default)]
struct Queue {
    waiting: Mutex<Waiting>,
    changed: Condvar,
    dropped: Counter,
}

#[derive(Default)]
struct Waiting {
    lines: VecDeque<Vec<u8>>,
    bytes: usize,
    /// One is being written.
    writing: bool,
    /// So many were dropped since it was last said.
    dropped: u64,
}

impl Log {
    /// Plain lines on a terminal, JSON elsewhere. From here on everything is logged, panics too.
    pub(crate) fn begin(config: &Config) -> Log {
        let log = Log::to(io::stderr());
        let filter = EnvFilter::try_new(&config.log).unwrap_or_else(|_| EnvFilter::new("info"));
        let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(log.clone());
        if io::stderr().is_terminal() {
            lines.init()
        } else {
            lines.json().with_span_list(false).init()
        }
        // Where, and nothing else: the message could repeat what was typed.
        panic::set_hook(Box::new(|info| tracing::error!(at = info.location().map(ToString::to_string), "panicked")));
        log
    }

    /// A log that writes here, from a thread of its own.
    fn to(out: impl Write + Send + 'static) -> Log {
        let queue = Arc::new(Queue::default());
        let log = Log(Arc::clone(&queue));
        // Without the thread lines are dropped and counted, and the program goes on.
        let _started = thread::Builder::new().name("log".to_owned()).spawn(move || queue.write_on(out));
        log
    }

    /// Counts lines that were dropped where the operator watches.
    pub(crate) fn register(&self, registry: &mut Registry) {
        registry.register("log_lines_dropped", "Lines of the log that nobody took in time", self.0.dropped.clone());
    }

    /// Waits until everything is written, for a second at most.
    pub(crate) fn finish(&self) {
        let ready = |waiting: &mut Waiting| waiting.writing || !waiting.lines.is_empty();
        drop(self.0.changed.wait_timeout_while(self.0.waiting(), LAST_LINES, ready));
    }
}

impl Queue {
    fn waiting(&self) -> MutexGuard<'_, Waiting> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn push(&self, line: &[u8]) {
        let mut waiting = self.waiting();
        if waiting.bytes + line.len() > MOST {
            waiting.dropped += 1;
            self.dropped.inc();
        } else {
            waiting.bytes += line.len();
            waiting.lines.push_back(line.to_vec());
            self.changed.notify_all();
        }
    }

    /// Writes line after line; it may wait for whoever reads, nobody else does.
    fn write_on(&self, mut out: impl Write) {
        loop {
            let line = self.next();
            // Where standard error is closed there is nobody to tell.
            let _written = out.write_all(&line).and_then(|()| out.flush());
            if let Some(lines) = self.written() {
                tracing::warn!(lines, "the log could not be written for a while; so many lines were dropped");
            }
        }
    }

    fn next(&self) -> Vec<u8> {
        let empty = |waiting: &mut Waiting| waiting.lines.is_empty();
        let waiting = self.changed.wait_while(self.waiting(), empty);
        let mut waiting = waiting.unwrap_or_else(PoisonError::into_inner);
        let line = waiting.lines.pop_front().unwrap_or_default();
        waiting.bytes -= line.len();
        waiting.writing = true;
        line
    }

    /// A line is written; how many were dropped, once it flows again.
    fn written(&self) -> Option<u64> {
        let mut waiting = self.waiting();
        waiting.writing = false;
        self.changed.notify_all();
        let flows = waiting.lines.is_empty() && waiting.dropped > 0;
        flows.then(|| std::mem::take(&mut waiting.dropped))
    }
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Queue")
    }
}

/// What a line is written to, whole.
pub(crate) struct Line(Arc<Queue>);

impl Write for Line {
    fn write(&mut self, line: &[u8]) -> io::Result<usize> {
        self.0.push(line);
        Ok(line.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl MakeWriter<'_> for Log {
    type Writer = Line;

    fn make_writer(&self) -> Line {
        Line(Arc::clone(&self.0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::mpsc::{Receiver, Sender, channel};

    /// Takes a line when it is let.
    struct Reader(Receiver<()>, Sender<Vec<u8>>);

    impl Write for Reader {
        fn write(&mut self, line: &[u8]) -> io::Result<usize> {
            self.0.recv().map_err(io::Error::other)?;
            self.1.send(line.to_vec()).map_err(io::Error::other)?;
            Ok(line.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_log_that_nobody_reads_holds_nobody_up_and_counts_what_it_drops() {
        let ((lets, let_in), (out, lines)) = (channel(), channel());
        let log = Log::to(Reader(let_in, out));
        let line = [b'a'; 1_024];
        for _ in 0..3_000 {
            log.make_writer().write_all(&line).expect("it never fails");
        }
        let kept = 3_000 - log.0.dropped.get();
        assert!((1_024..=1_025).contains(&kept), "{kept}");
        for _ in 0..kept {
            lets.send(()).expect("it waits");
        }
        log.finish();
        assert_eq!(lines.try_iter().count() as u64, kept, "what was kept is written, also at the end");
        assert_eq!(log.0.waiting().dropped, 0, "and it was said how many were not");
    }
}
