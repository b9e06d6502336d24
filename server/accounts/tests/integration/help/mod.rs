//! A world for a story: accounts on a database of its own, letters in memory, a clock that is turned by hand.
//! Every story runs on SQLite and on PostgreSQL; `make test` starts the latter.

#![expect(clippy::unwrap_used, reason = "a test may stop anywhere")]
#![allow(dead_code, clippy::allow_attributes, reason = "each story uses its own part of this")]

pub mod clients;
pub mod databases;
pub mod dump;
pub mod heard;
pub mod inviting;
pub mod million;
pub mod moving;
pub mod passkey;
pub mod plans;
pub mod reading;
pub mod siege;
pub mod smtp;
pub mod team;
pub mod totp;

use accounts::{
    Accounts, Clock, Db, Entry, Error, Hasher, Keys, Mailer, Pooler, Proved, Random, Reach, RequestContext, Settings,
    Shared, SignedIn, Token,
};
pub use databases::{Postgres, Sqlite, connect, execute};
use registers::Source;
use rules::{
    CodeForm, DetailsForm, Errors, IdentityForm, Language, RecoverForm, RegisterForm, ResendForm, SignInForm,
    TwoStepForm,
};
use sqlx::{AssertSqlSafe, Connection};
use std::{
    fmt::Display,
    future::Future,
    panic::resume_unwind,
    pin::Pin,
    sync::{
        Arc, Mutex,
        atomic::{AtomicI64, Ordering},
    },
    thread,
};

/// The secret key of every story.
pub const KEY: &str = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

pub const PASSWORD: &str = "four plain words together";

/// Where a story happens.
pub struct World {
    pub accounts: Arc<Accounts>,
    pub mailer: Mailer,
    pub clock: Arc<AtomicI64>,
    pub url: String,
    pub postgres: bool,
}

/// The bytes of a stack. Stories are not optimised, and what they wait for takes more than a test's thread has.
const STACK: usize = 8 << 20;

/// A story that is being told. Boxed, so that the runtime is compiled once and not for each.
type Telling<'a> = Pin<Box<dyn Future<Output = ()> + 'a>>;

/// Tells the story on both databases.
pub fn each_db<F: Future<Output = ()>>(story: impl Fn(Arc<World>) -> F + Sync) {
    let story = || tell(&|world| Box::pin(story(world)));
    let name = thread::current().name().unwrap_or_default().to_owned();
    thread::scope(|scope| {
        let telling = thread::Builder::new().name(name).stack_size(STACK).spawn_scoped(scope, story);
        telling.expect("a thread").join().unwrap_or_else(|panic| resume_unwind(panic));
    });
}

fn tell<'a>(story: &dyn Fn(Arc<World>) -> Telling<'a>) {
    // A name of their own, so that a story can count its threads; the system keeps 15 letters.
    let name = format!("story {}", databases::next_number());
    let mut builder = tokio::runtime::Builder::new_multi_thread();
    heard::listen();
    let runtime = builder.worker_threads(4).thread_stack_size(STACK).thread_name(name).enable_all().build().unwrap();
    runtime.block_on(async {
        let sqlite = Sqlite::new();
        story(World::new(&sqlite.url(), false).await).await;
        let postgres = Postgres::empty().await;
        story(World::new(&postgres.url, true).await).await;
        postgres.leave().await;
        plans::look().await;
    });
}

/// Tells the story on both databases, with other settings.
pub fn each_db_with<F: Future<Output = ()>>(settings: &Settings, story: impl Fn(Arc<World>) -> F + Sync) {
    each_db(|world| {
        let story = &story;
        async move { story(World::with(&world.url, world.postgres, settings.clone()).await).await }
    });
}

/// The beginning of a statement that selects from `numbers`: `n` from 1 to this many, on both databases.
pub fn numbers(most: impl Display) -> String {
    format!("with recursive numbers(n) as (select 1 union all select n + 1 from numbers where n < {most})")
}

/// One of many acts at once: boxed as a story is.
type Acting<T> = Pin<Box<dyn Future<Output = T> + Send>>;

fn boxed<T>(act: impl Future<Output = T> + Send + 'static) -> Acting<T> {
    Box::pin(act)
}

/// Does it so many times at once; how each ended.
pub async fn at_once<T: Send + 'static, F: Future<Output = T> + Send + 'static>(
    times: usize,
    act: impl Fn(usize) -> F,
) -> Vec<T> {
    let tasks: Vec<_> = (0..times).map(|n| tokio::spawn(boxed(act(n)))).collect();
    let mut ended = Vec::new();
    for task in tasks {
        ended.push(task.await.unwrap());
    }
    ended
}

/// By hand all tests can be run through a pooler, with a few connections: `TEST_POOLER=transaction`,
/// `TEST_CONNECTIONS=2`.
fn reach() -> Reach {
    let usual = Reach::default();
    let set = |name| std::env::var(name).ok();
    Reach {
        connections: set("TEST_CONNECTIONS").map_or(usual.connections, |most| most.parse().expect("a number")),
        pooler: set("TEST_POOLER").map_or(usual.pooler, |pooler| Pooler::parse(&pooler).expect("a pooler")),
    }
}

impl World {
    pub async fn new(url: &str, postgres: bool) -> Arc<World> {
        World::with(url, postgres, Settings::default()).await
    }

    pub async fn with(url: &str, postgres: bool, settings: Settings) -> Arc<World> {
        World::locked(url, postgres, settings, KEY, Arc::new(AtomicI64::new(1_800_000_000))).await
    }

    /// The same world, served with other secret keys.
    pub async fn with_keys(&self, keys: &str) -> Arc<World> {
        World::locked(&self.url, self.postgres, Settings::default(), keys, Arc::clone(&self.clock)).await
    }

    async fn locked(url: &str, postgres: bool, settings: Settings, keys: &str, clock: Arc<AtomicI64>) -> Arc<World> {
        let keys = Keys::parse(keys).unwrap();
        let hasher = Hasher::new(Hasher::params("m=8,t=1,p=1").unwrap(), Random::SYSTEM).unwrap();
        let db = Db::open(url, reach()).await.expect("the database opens and migrates");
        let shared = Shared::new(db, settings, keys, hasher, Clock::Set(Arc::clone(&clock)), Random::SYSTEM);
        Arc::new(World {
            accounts: Arc::new(Accounts::new(shared, Vec::new())),
            mailer: Mailer::Memory(Mutex::default()),
            clock,
            url: url.to_owned(),
            postgres,
        })
    }

    /// Another server on the same database, with the same clock, which asks these registers of companies.
    pub async fn with_registers(&self, sources: Vec<Source>) -> Accounts {
        let keys = Keys::parse(KEY).unwrap();
        let hasher = Hasher::new(Hasher::params("m=8,t=1,p=1").unwrap(), Random::SYSTEM).unwrap();
        let db = Db::open(&self.url, reach()).await.expect("the database opens");
        let clock = Clock::Set(Arc::clone(&self.clock));
        Accounts::new(Shared::new(db, Settings::default(), keys, hasher, clock, Random::SYSTEM), sources)
    }

    /// Time goes by.
    pub fn wait(&self, seconds: i64) {
        self.clock.fetch_add(seconds, Ordering::SeqCst);
    }

    /// All letters that went out so far.
    pub async fn letters(&self) -> Vec<String> {
        while self.accounts.outbox.send_next(&self.mailer).await.expect("the outbox answers") {}
        let Mailer::Memory(letters) = &self.mailer else { unreachable!("letters go to memory") };
        letters.lock().unwrap().clone()
    }

    /// The code of the newest letter.
    pub async fn code(&self) -> String {
        let letters = self.letters().await;
        let mut codes = letters.iter().filter(|letter| letter.contains("X-Ocpanel-Letter: verification-code"));
        code_in(codes.next_back().expect("a letter went out"))
    }

    /// One number from the database.
    pub async fn number(&self, text: &str) -> i64 {
        let mut connection = connect(&self.url).await;
        let number = sqlx::query_scalar(AssertSqlSafe(text)).fetch_one(&mut connection).await.expect(text);
        connection.close().await.unwrap();
        number
    }

    /// One column of texts from the database.
    pub async fn texts(&self, text: &str) -> Vec<String> {
        let mut connection = connect(&self.url).await;
        let texts = sqlx::query_scalar(AssertSqlSafe(text)).fetch_all(&mut connection).await.expect(text);
        connection.close().await.unwrap();
        texts
    }

    pub async fn run(&self, text: &str) {
        execute(&self.url, text).await;
    }

    /// Goes through the first two steps; the visitor afterwards, and the registration's id.
    pub async fn begin(&self, email: &str) -> (RequestContext, String) {
        let (id, browser) = self
            .accounts
            .registrations
            .register(&register(email), &RequestContext::default())
            .await
            .expect("registered");
        // The page goes on in the language that is chosen here.
        let context =
            RequestContext { browser: Some(browser), language: Language::Ukrainian, ..RequestContext::default() };
        self.accounts.registrations.details(&personal(&id), &context).await.expect("details taken");
        (context, id)
    }

    /// Goes through the whole wizard; the session at its end.
    pub async fn sign_up(&self, email: &str) -> Token {
        self.arrive(email).await.session
    }

    /// Goes through the whole wizard; what the browser has at its end.
    pub async fn arrive(&self, email: &str) -> SignedIn {
        let (context, id) = self.begin(email).await;
        let code = self.code().await;
        match self.confirm(&context, &id, &code).await.expect("the code works") {
            Proved::SignedIn(signed_in) => signed_in,
            Proved::AlreadyRegistered => panic!("{email} is a user already"),
        }
    }

    /// Whether this session is anybody's.
    pub async fn is_somebody(&self, session: &Token) -> bool {
        self.accounts.sessions.current_user(Some(session)).await.expect("it answers").is_some()
    }

    /// The moment, in unix seconds.
    pub fn now(&self) -> i64 {
        self.clock.load(Ordering::SeqCst)
    }

    /// Signs in with the right password from this browser.
    pub async fn enter(&self, email: &str, context: &RequestContext) -> Result<Entry, Error> {
        self.accounts.sign_in.sign_in(&sign_in(email, PASSWORD), context).await
    }

    /// Signs in with the right password, all the way.
    pub async fn sign_in(&self, email: &str) -> SignedIn {
        match self.enter(email, &RequestContext::default()).await.expect("the password is right") {
            Entry::SignedIn(signed_in) => signed_in,
            Entry::SecondStep(_) => panic!("{email} has a second step"),
        }
    }

    /// Signs in as far as the second step.
    pub async fn half(&self, email: &str) -> RequestContext {
        match self.enter(email, &RequestContext::default()).await.expect("the password is right") {
            Entry::SecondStep(session) => with(&session),
            Entry::SignedIn(_) => panic!("{email} has no second step"),
        }
    }

    /// Signs up and switches the second factor on; the visitor, and the key.
    pub async fn sign_up_with_two_step(&self, email: &str) -> (RequestContext, String) {
        let context = with(&self.sign_up(email).await);
        let key = self.switch_on(&context).await;
        (context, key)
    }

    /// Switches the second factor on with the key shown; the next code works a step later.
    pub async fn switch_on(&self, context: &RequestContext) -> String {
        let key = self.reading().two_step_set_up(context.session.as_ref()).await.expect("proved").key;
        let form = two_step(&totp::code(&key, self.now()));
        self.accounts.two_step.enable_two_step(&form, context).await.expect("the code is right");
        key
    }

    /// Every second factor is on for so many seconds already.
    pub async fn on_for(&self, seconds: i64) {
        let since = self.now() - seconds;
        self.run(&format!("update two_step set enabled_at = {since} where enabled_at is not null")).await;
    }

    /// All letters of this kind that went out so far, as text.
    pub async fn letters_of(&self, kind: &str) -> Vec<String> {
        let header = format!("X-Ocpanel-Letter: {kind}");
        let letters = self.letters().await;
        letters.iter().filter(|letter| letter.contains(&header)).map(|letter| text_of(letter)).collect()
    }

    /// How many of them say this.
    pub async fn told(&self, what: &str) -> usize {
        self.letters_of("security-notice").await.iter().filter(|letter| letter.contains(what)).count()
    }

    /// How many lines of this act the log has, done or refused.
    pub async fn written(&self, act: &str, result: &str) -> i64 {
        self.number(&format!("select count(*) from activity where act = '{act}' and result = '{result}'")).await
    }

    /// Presses Resend Code on a page made just now.
    pub async fn resend(&self, id: &str, context: &RequestContext) -> Result<(), Error> {
        let now = self.clock.load(Ordering::SeqCst).to_string();
        self.accounts.registrations.resend(&ResendForm { registration: id.into(), version: now }, context).await
    }

    pub async fn confirm(&self, context: &RequestContext, id: &str, code: &str) -> Result<Proved, Error> {
        self.accounts
            .registrations
            .confirm(&CodeForm { registration: id.into(), code: code.into(), ..Default::default() }, context)
            .await
    }
}

/// A visitor from this network address.
pub fn from(address: &str) -> RequestContext {
    RequestContext { network_address: Some(address.parse().expect("an address")), ..RequestContext::default() }
}

/// A visitor with this session.
pub fn with(session: &Token) -> RequestContext {
    RequestContext { session: Some(session.clone()), ..RequestContext::default() }
}

pub fn sign_in(email: &str, password: &str) -> SignInForm {
    SignInForm { email: email.into(), password: password.into(), ..Default::default() }
}

pub fn two_step(code: &str) -> TwoStepForm {
    TwoStepForm { two_step_code: code.into(), ..Default::default() }
}

pub fn recover(code: &str) -> RecoverForm {
    RecoverForm { recovery_code: code.into(), ..Default::default() }
}

pub fn identity(password: &str, code: &str) -> IdentityForm {
    IdentityForm { password: password.into(), two_step_code: code.into(), ..Default::default() }
}

/// What a verb that waits says, in seconds.
pub fn wait_of<T>(ended: Result<T, Error>) -> u32 {
    match ended {
        Err(Error::TooMany(seconds)) => seconds,
        Err(other) => panic!("not too many but {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}

/// The link that stands alone on its line and begins like this.
pub fn link_in(letter: &str, begin: &str) -> String {
    letter.lines().find(|line| line.starts_with(begin)).expect("a link").to_owned()
}

/// The text part of a letter, each sentence on one line again.
pub fn text_of(letter: &str) -> String {
    let letter = mail_parser::MessageParser::new().parse(letter).expect("a letter");
    let (mut text, mut last) = (String::new(), String::new());
    for line in letter.body_text(0).expect("a text part").lines() {
        let word = line.split(' ').next().unwrap_or_default();
        let goes_on = !last.is_empty() && !word.is_empty() && last.chars().count() + 1 + word.chars().count() > 76;
        text.push_str(if goes_on { " " } else { "\n" });
        text.push_str(line);
        line.clone_into(&mut last);
    }
    text.trim_start().to_owned()
}

pub fn code_in(letter: &str) -> String {
    let letter = text_of(letter);
    let line =
        letter.lines().find(|line| line.len() == 7 && rules::Code::parse(line).is_ok() && line.as_bytes()[3] == b'-');
    line.expect("a code stands alone on its line").to_owned()
}

/// A code that is not this one.
pub fn another(code: &str) -> String {
    let last = if code.ends_with('A') { 'B' } else { 'A' };
    format!("{}{last}", &code[..6])
}

pub fn register(email: &str) -> RegisterForm {
    RegisterForm {
        name: "Оксана".into(),
        surname: "Ґалаґан".into(),
        one_name: String::new(),
        email: email.into(),
        password: PASSWORD.into(),
        confirm_password: PASSWORD.into(),
    }
}

pub fn personal(id: &str) -> DetailsForm {
    DetailsForm {
        registration: id.into(),
        language: "uk".into(),
        country: "UA".into(),
        phone: "044 537 02 22".into(),
        account_type: "personal".into(),
        ..Default::default()
    }
}

pub fn business(id: &str) -> DetailsForm {
    DetailsForm {
        account_type: "business".into(),
        organisation_type: "legal_entity".into(),
        company_name: "ТОВ «Хмара»".into(),
        tin: "1436-0570".into(),
        city: "Київ".into(),
        ..personal(id)
    }
}

/// What a refused verb says is wrong.
pub fn refused<T>(ended: Result<T, Error>) -> Errors {
    match ended {
        Err(Error::Refused(errors)) => errors,
        Err(other) => panic!("not refused but {other:?}"),
        Ok(_) => panic!("not refused"),
    }
}
