//! The built program, on a folder and a database of its own.

use std::{
    fs::{self, File},
    net::TcpListener,
    os::unix::{fs::chown, process::CommandExt},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Stdio},
    time::{Duration, Instant},
};

/// Another build's can be asked instead: `FAULTS_OF=/tmp/base/ocpanel`.
fn built() -> PathBuf {
    std::env::var_os("FAULTS_OF").map_or_else(|| env!("CARGO_BIN_EXE_ocpanel").into(), PathBuf::from)
}

/// A user who may do nothing.
const NOBODY: u32 = 65_534;

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
        Program::begin(Command::new(built()), folder, settings).listens().await
    }

    /// The same as somebody without root's rights; none where the tests have no root's rights to give up.
    pub(crate) async fn start_as_nobody(folder: &Path) -> Option<Program> {
        if !rustix::process::geteuid().is_root() {
            assert!(std::env::var_os("CI").is_none(), "CI is root");
            eprintln!("left out: only root can become somebody else");
            return None;
        }
        chown(folder, Some(NOBODY), Some(NOBODY)).expect("root may");
        fs::copy(built(), folder.join("program")).expect("it was built");
        Some(Program::begin(as_nobody(folder), folder, &[]).listens().await)
    }

    async fn listens(self) -> Program {
        let program = self;
        let end = Instant::now() + Duration::from_secs(20);
        while tokio::net::TcpStream::connect(&program.host).await.is_err() {
            assert!(Instant::now() < end, "it does not listen: {}", program.log());
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
        program
    }

    fn begin(mut command: Command, folder: &Path, settings: &[(&str, &str)]) -> Program {
        let port = TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).expect("a port is free").port();
        let host = format!("127.0.0.1:{port}");
        let log = folder.with_extension(format!("{port}.log"));
        let file = File::create(&log).expect("a file");
        let child = command
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
        Program::begin(Command::new(built()), folder, settings).says_no().await
    }

    /// The same as somebody without root's rights, after [`Program::start_as_nobody`].
    pub(crate) async fn refuses_as_nobody(folder: &Path) -> String {
        Program::begin(as_nobody(folder), folder, &[]).says_no().await
    }

    async fn says_no(self) -> String {
        let mut program = self;
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

fn as_nobody(folder: &Path) -> Command {
    let mut command = Command::new(folder.join("program"));
    command.uid(NOBODY).gid(NOBODY);
    command
}

impl Drop for Program {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
        drop(fs::remove_file(&self.log));
    }
}
