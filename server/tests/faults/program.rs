//! The built program, on a folder and a database of its own.

use std::{
    fs::{self, File},
    net::TcpListener,
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// For servers that share a database.
pub(crate) const SHARED_KEY: (&str, &str) = ("OCPANEL_SECRET_KEY", "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8=");

/// A port that nobody listens at.
pub(crate) fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port is free").port()
}

/// Another build's can be asked instead: `FAULTS_OF=/tmp/base/ocpanel`.
fn built() -> PathBuf {
    std::env::var_os("FAULTS_OF").map_or_else(|| env!("CARGO_BIN_EXE_ocpanel").into(), PathBuf::from)
}

/// A folder that goes with this value.
pub(crate) struct Folder(pub(crate) PathBuf);

impl Folder {
    pub(crate) fn new() -> Folder {
        use std::os::unix::fs::DirBuilderExt;
        static NTH: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(0);
        let nth = NTH.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
        let folder = std::env::temp_dir().join(format!("ocpanel-faults-{}-{nth}", std::process::id()));
        fs::DirBuilder::new().mode(0o700).create(&folder).expect("it is new");
        Folder(folder)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        drop(fs::remove_dir_all(&self.0));
    }
}

/// The running program. It is killed with this value.
pub(crate) struct Program {
    pub(crate) host: String,
    child: Child,
    log: PathBuf,
}

impl Program {
    /// Starts it and waits until it listens.
    pub(crate) async fn start(folder: &Path, settings: &[(&str, &str)]) -> Program {
        Program::start_at(free_port(), folder, settings).await
    }

    /// The same at a port that was its own before.
    pub(crate) async fn start_at(port: u16, folder: &Path, settings: &[(&str, &str)]) -> Program {
        let program = Program::begin(folder, settings, port);
        let end = Instant::now() + Duration::from_secs(20);
        while tokio::net::TcpStream::connect(&program.host).await.is_err() {
            assert!(Instant::now() < end, "it does not listen: {}", program.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        program
    }

    fn begin(folder: &Path, settings: &[(&str, &str)], port: u16) -> Program {
        let host = format!("127.0.0.1:{port}");
        let log = folder.with_extension(format!("{port}.log"));
        let file = File::create(&log).expect("a file");
        let child = Command::new(built())
            .args(["serve", "--addr", &host])
            .env("OCPANEL_DATA_DIR", folder)
            .env("OCPANEL_RATE_LIMITS", "off")
            .env("OCPANEL_ARGON2", "m=8,t=1,p=1")
            .envs(settings.iter().copied())
            .stdout(Stdio::null())
            .stderr(file)
            .spawn()
            .expect("it was built");
        Program { host, child, log }
    }

    /// What it says when it is to start and does not.
    pub(crate) async fn refuses(folder: &Path, settings: &[(&str, &str)]) -> String {
        let mut program = Program::begin(folder, settings, free_port());
        let ended = program.ends_within(Duration::from_secs(20)).await;
        assert!(ended.is_some_and(|status| !status.success()), "it serves: {}", program.log());
        program.log()
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let pid = rustix::process::Pid::from_child(&self.child);
        rustix::process::kill_process(pid, rustix::process::Signal::TERM).expect("it runs");
    }

    pub(crate) async fn ends_within(&mut self, limit: Duration) -> Option<ExitStatus> {
        let end = Instant::now() + limit;
        while Instant::now() < end {
            if let Some(status) = self.child.try_wait().expect("it is ours") {
                return Some(status);
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        None
    }
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_file(&self.log));
    }
}
