//! SQLite on a disk that is full, can only be read, or is locked by somebody else.

use crate::{
    ANSWERS_WITHIN, comes_back, is_ready,
    person::{PASSWORD, Person},
    program::{Folder, Program},
};
use sqlx::{AnyConnection, Connection, Executor};
use std::{
    fs::{self, File},
    io::Write,
    path::Path,
    process::Command,
    time::Duration,
};
use tokio::time::sleep;

/// A small disk at this folder. Not everybody can make one.
struct Disk<'a>(&'a Path);

impl Disk<'_> {
    fn at(folder: &Path) -> Option<Disk<'_>> {
        let made = mount(&["-t", "tmpfs", "-o", "size=12m,mode=0700", "tmpfs"], folder);
        if !made {
            assert!(!may_mount(), "who may make a disk makes one");
            eprintln!("left out: who may not mount cannot make a disk that is full");
        }
        made.then_some(Disk(folder))
    }
}

impl Drop for Disk<'_> {
    fn drop(&mut self) {
        drop(Command::new("umount").arg("-l").arg(self.0).status());
    }
}

fn mount(options: &[&str], folder: &Path) -> bool {
    Command::new("mount").args(options).arg(folder).output().is_ok_and(|done| done.status.success())
}

/// Whether the kernel lets us (capabilities(7): `CAP_SYS_ADMIN`).
fn may_mount() -> bool {
    const SYS_ADMIN: u32 = 21;
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let may = status.lines().find_map(|line| line.strip_prefix("CapEff:")).map(str::trim);
    may.and_then(|may| u64::from_str_radix(may, 16).ok()).is_some_and(|may| may >> SYS_ADMIN & 1 == 1)
}

/// Takes all the room there is. Each core keeps its own count of what is free, so the last pages turn up one by one.
fn fill(disk: &Path) {
    let mut file =
        File::options().create(true).append(true).open(disk.join("filler")).expect("there is room for a name");
    let mut refused = 0;
    while refused < 64 {
        match file.write(&[b'x'; 4096]) {
            Ok(1..) => refused = 0,
            _ => {
                refused += 1;
                std::thread::sleep(Duration::from_millis(refused / 8));
            }
        }
    }
}

#[tokio::test]
async fn writing_comes_back_by_itself_after_a_full_disk() {
    let folder = Folder::new();
    let Some(_disk) = Disk::at(&folder.0) else { return };
    let mut program = Program::start(&folder.0, &[]).await;
    let mut anna = Person::at(&program.host);
    anna.sign_up(&folder.0.join("mail"), "anna@example.com").await;
    fill(&folder.0);
    let mut refused = 0;
    for nth in 0..60 {
        let answer = Person::at(&program.host).register(&format!("p{nth}@example.com")).await;
        assert!(answer.goes_on() || answer.is_later(), "{answer:?}");
        assert!(answer.took < ANSWERS_WITHIN, "{answer:?}");
        refused += u32::from(!answer.goes_on());
    }
    assert!(refused > 0, "it is full");
    assert!(!is_ready(&program.host).await);
    assert_eq!(anna.get("/panel").await.status, 200, "who only reads is not kept out");
    assert!(anna.get("/api/whoami").await.body.contains("anna@example.com"));
    fs::remove_file(folder.0.join("filler")).expect("it is there");
    comes_back("writing", async || Person::at(&program.host).register("berta@example.com").await.goes_on()).await;
    comes_back("readiness", async || is_ready(&program.host).await).await;
    program.terminate();
    assert!(program.ends_within(Duration::from_secs(10)).await.is_some());
    // What is left of the log has room, so only a new database has none.
    for file in ["ocpanel.db", "ocpanel.db-wal", "ocpanel.db-shm"] {
        drop(fs::remove_file(folder.0.join(file)));
    }
    fill(&folder.0);
    let said = Program::refuses(&folder.0, &[]).await;
    assert!(said.contains("make room on its disk"), "{said}");
}

async fn lock(database: &Path) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let mut other = AnyConnection::connect(&format!("sqlite:{}", database.display())).await.expect("it opens");
    other.execute("begin immediate").await.expect("it locks");
    other
}

#[tokio::test]
async fn somebody_who_locks_the_database_holds_nobody_for_long() {
    let folder = Folder::new();
    let program = Program::start(&folder.0, &[]).await;
    let mut anna = Person::at(&program.host);
    anna.sign_up(&folder.0.join("mail"), "anna@example.com").await;
    let mut other = lock(&folder.0.join("ocpanel.db")).await;
    let mut berta = Person::at(&program.host);
    let (refused, signed_in) = tokio::join!(berta.register("berta@example.com"), async {
        sleep(Duration::from_millis(100)).await;
        anna.get("/panel").await
    });
    assert!(refused.is_later() && refused.took < ANSWERS_WITHIN, "{refused:?}");
    assert_eq!(signed_in.status, 200);
    assert!(!is_ready(&program.host).await);
    other.execute("rollback").await.expect("it lets go");
    comes_back("writing", async || Person::at(&program.host).register("berta@example.com").await.goes_on()).await;
    // A password that nobody could look at was nobody's wrong one: seven of them close nothing.
    other.execute("begin immediate").await.expect("it locks");
    let mut carl = Person::at(&program.host);
    assert!(carl.sign_in("anna@example.com", PASSWORD).await.is_later());
    other.execute("rollback").await.expect("it lets go");
    comes_back("signing in", async || Person::at(&program.host).sign_in("anna@example.com", PASSWORD).await.goes_on())
        .await;
}
