//! What stands in front of a database or of the program: PgBouncer and HAProxy.

use crate::{postgres::Database, program::free_port};
use std::{
    fs,
    path::Path,
    process::{Child, Command, Stdio},
    time::{Duration, Instant},
};
use tokio::{net::TcpStream, time::sleep};

/// A program that stands in front; it ends with this value.
pub(crate) struct Front {
    pub(crate) at: String,
    child: Child,
}

impl Drop for Front {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

impl Front {
    async fn begin(mut command: Command, at: String) -> Front {
        let child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("it starts");
        let front = Front { at, child };
        let end = Instant::now() + Duration::from_secs(10);
        while TcpStream::connect(&front.at).await.is_err() {
            assert!(Instant::now() < end, "{command:?} does not listen");
            sleep(Duration::from_millis(20)).await;
        }
        front
    }

    /// As docs/postgresql.md has it, with two connections of the database alone.
    pub(crate) async fn pgbouncer(folder: &Path, database: &Database, mode: &str) -> Front {
        let port = free_port();
        let server = database.server();
        let (host, server_port) = server.split_once(':').expect("a port");
        let settings = format!(
            "[databases]\n* = host={host} port={server_port} user=postgres\n[pgbouncer]\nlisten_addr = 127.0.0.1\nlisten_port = {port}\n\
             unix_socket_dir =\nauth_type = any\npool_mode = {mode}\ndefault_pool_size = {size}\nmax_client_conn = 500\n\
             ignore_startup_parameters = extra_float_digits\n",
            size = if mode == "transaction" { 2 } else { 60 },
        );
        let file = folder.join("pgbouncer.ini");
        fs::write(&file, settings).expect("a folder");
        let mut command = Command::new("pgbouncer");
        // It does not run as root.
        if rustix::process::geteuid().is_root() {
            command = Command::new("setpriv");
            let read = Command::new("chmod").args(["-R", "a+rX"]).arg(folder).status();
            assert!(read.is_ok_and(|done| done.success()));
            command.args(["--reuid", "nobody", "--regid", "nogroup", "--clear-groups", "pgbouncer"]);
        }
        command.arg(file);
        Front::begin(command, format!("127.0.0.1:{port}")).await
    }

    /// With these sections of its file; each listens where this function is told.
    pub(crate) async fn haproxy(folder: &Path, sections: impl FnOnce(&str) -> String) -> Front {
        let at = format!("127.0.0.1:{}", free_port());
        let file = folder.join("haproxy.cfg");
        fs::write(&file, format!("global\n\tmaxconn 4000\n{}", sections(&at))).expect("a folder");
        let mut command = Command::new("haproxy");
        command.arg("-db").arg("-f").arg(file);
        Front::begin(command, at).await
    }
}
