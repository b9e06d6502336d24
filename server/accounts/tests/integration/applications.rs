//! Applications that somebody is signed in to: seen, ended, and told of it.

use crate::help::{PASSWORD, World, at_once, each_db, identity, with};
use accounts::{
    Algorithm, Application, AuthorizationRequest, BackChannel, Grant, NewApplication, Scope, Token, Tokens,
};
use rules::SessionForm;
use serde_json::Value;
use std::{
    sync::{
        Arc, Mutex,
        atomic::{AtomicU16, Ordering},
    },
    time::Duration,
};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::{TcpListener, TcpStream},
};

const ANNA: &str = "anna@example.com";
const CALLBACK: &str = "https://console.example.com/callback";

/// An application's own server, which hears who is signed out, and answers with this status.
#[derive(Clone)]
struct Listener {
    address: String,
    heard: Arc<Mutex<Vec<String>>>,
    status: Arc<AtomicU16>,
}

impl Listener {
    async fn new() -> Listener {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        let address = format!("http://{}/signed-out", listener.local_addr().expect("an address"));
        let new = Listener { address, heard: Arc::default(), status: Arc::new(AtomicU16::new(200)) };
        let listening = new.clone();
        tokio::spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                tokio::spawn(listening.clone().answer(stream));
            }
        });
        new
    }

    async fn answer(self, mut stream: TcpStream) {
        let (mut request, mut part) = (String::new(), [0; 4_096]);
        loop {
            let read = stream.read(&mut part).await.expect("a request");
            request += &String::from_utf8_lossy(&part[..read]);
            let Some((head, body)) = request.split_once("\r\n\r\n") else { continue };
            let length = head.to_lowercase().split("content-length: ").nth(1).expect("a length").to_owned();
            if body.len() < length.split("\r\n").next().expect("a line").parse().expect("a number") {
                continue;
            }
            assert!(head.starts_with("POST /signed-out HTTP/1.1\r\n"), "{head}");
            assert!(head.to_lowercase().contains("content-type: application/x-www-form-urlencoded"), "{head}");
            let token = body.strip_prefix("logout_token=").expect("one field").to_owned();
            self.heard.lock().expect("nobody panicked").push(token);
            break;
        }
        // One that takes a moment, so that two who tell at once would meet.
        tokio::time::sleep(Duration::from_millis(50)).await;
        let status = self.status.load(Ordering::SeqCst);
        let answer = format!(
            "HTTP/1.1 {status} x\r\nLocation: {}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
            self.address
        );
        stream.write_all(answer.as_bytes()).await.expect("it is read");
    }

    fn answers(&self, status: u16) {
        self.status.store(status, Ordering::SeqCst);
    }

    fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.heard.lock().expect("nobody panicked"))
    }
}

impl World {
    async fn application(&self, name: &str, listener: Option<&Listener>) -> Application {
        let new = NewApplication {
            name: name.to_owned(),
            redirect_uris: vec![CALLBACK.to_owned()],
            backchannel_uri: listener.map(|listener| listener.address.clone()),
            public: true,
            algorithm: Algorithm::Es256,
            ..NewApplication::default()
        };
        let added = self.accounts.applications.add(&new).await.expect("it answers");
        added.expect("it is as it has to be").0
    }

    /// A code for whoever this session is.
    async fn code_for(&self, application: &Application, session: &Token) -> Token {
        let request = AuthorizationRequest {
            redirect_uri: CALLBACK.to_owned(),
            challenge: None,
            nonce: None,
            scope: Scope::parse("openid"),
        };
        let me = self.reading().me(Some(session)).await.expect("signed in");
        self.accounts.applications.authorize(&me, application, &request, &with(session)).await.expect("a code")
    }

    async fn exchange(&self, application: &Application, code: &Token) -> Option<Tokens> {
        let grant = Grant { code: code.expose(), redirect_uri: CALLBACK, verifier: None };
        self.accounts.applications.exchange(application, &grant).await.expect("it answers")
    }

    /// Signs in to it; what it gets, and the `sid`.
    async fn sign_in_to(&self, application: &Application, session: &Token) -> (Tokens, String) {
        let code = self.code_for(application, session).await;
        let tokens = self.exchange(application, &code).await.expect("tokens");
        let sid = self.claims(&tokens.id_token).await["sid"].as_str().expect("a session").to_owned();
        (tokens, sid)
    }

    async fn claims(&self, token: &str) -> Value {
        self.accounts.signing.claims_of(token).await.expect("it answers").expect("signed by us")
    }

    async fn is_known_to(&self, tokens: &Tokens) -> bool {
        self.accounts.applications.bearer(&tokens.access_token).await.expect("it answers").is_some()
    }

    /// How many sign-outs were told or tried.
    async fn tell(&self, channel: &BackChannel) -> usize {
        let mut told = 0;
        while self.accounts.applications.tell_next(channel).await.expect("it answers") {
            told += 1;
        }
        told
    }

    async fn untold(&self) -> i64 {
        self.number("select count(*) from application_sessions where session_id is null").await
    }
}

#[test]
fn an_application_is_told_of_whatever_ends_a_session() {
    each_db(|world| async move {
        let (listener, channel) = (Listener::new().await, BackChannel::new().expect("it is ready"));
        let console = world.application("Console", Some(&listener)).await;
        let deaf = world.application("Deaf", None).await;
        world.sign_up(ANNA).await;
        for ending in ["signed out", "ended elsewhere", "all others ended", "run out", "disabled"] {
            let theirs = world.sign_in(ANNA).await.session;
            let (tokens, sid) = world.sign_in_to(&console, &theirs).await;
            world.sign_in_to(&deaf, &theirs).await;
            assert_eq!((world.tell(&channel).await, listener.heard()), (0, vec![]), "{ending}: not yet");
            let mine = world.sign_in(ANNA).await.session;
            match ending {
                "signed out" => world.accounts.sessions.sign_out(&with(&theirs)).await.expect("signed out"),
                "ended elsewhere" => {
                    let sessions = world.reading().sessions(Some(&mine)).await.expect("signed in");
                    let ended = sessions.into_iter().find(|session| !session.applications.is_empty()).expect("theirs");
                    let form = SessionForm { session: ended.id };
                    world.accounts.session_list.end_session(&form, &with(&mine)).await.expect("ended");
                }
                "all others ended" => {
                    world.accounts.session_list.end_other_sessions(&with(&mine)).await.expect("ended");
                }
                "run out" => {
                    world.wait(100_000);
                    world.accounts.retention.tidy_up().await.expect("tidied");
                }
                _ => {
                    world.accounts.operator.disable_user(ANNA).await.expect("disabled");
                    world.accounts.operator.enable_user(ANNA).await.expect("enabled");
                }
            }
            assert!(!world.is_known_to(&tokens).await, "{ending}");
            assert_eq!(world.tell(&channel).await, 2, "{ending}");
            let heard = listener.heard();
            let [token] = &heard[..] else { panic!("{ending}: {heard:?}") };
            let claims = world.claims(token).await;
            assert_eq!((&claims["sid"], &claims["sub"]), (&sid.into(), &Value::Null), "{ending}");
            assert_eq!(claims["aud"], *console.id, "{ending}");
            assert_eq!(claims["iss"], world.accounts.settings().base_url, "{ending}");
            let event = &claims["events"]["http://schemas.openid.net/event/backchannel-logout"];
            assert_eq!(event, &serde_json::json!({}), "{ending}");
            assert!(claims["jti"].as_str().is_some_and(|id| id.len() > 20) && claims["nonce"].is_null(), "{ending}");
            assert_eq!((&claims["iat"], &claims["exp"]), (&world.now().into(), &(world.now() + 120).into()));
            assert_eq!(world.untold().await, 0, "{ending}");
        }
    });
}

#[test]
fn one_that_does_not_hear_is_told_again_for_a_day_and_by_one_server_at_a_time() {
    each_db(|world| async move {
        let (listener, channel) = (Listener::new().await, Arc::new(BackChannel::new().expect("it is ready")));
        let console = world.application("Console", Some(&listener)).await;
        world.sign_up(ANNA).await;
        for status in [302, 400, 500] {
            let session = world.sign_in(ANNA).await.session;
            world.sign_in_to(&console, &session).await;
            world.accounts.sessions.sign_out(&with(&session)).await.expect("signed out");
            listener.answers(status);
            assert_eq!((world.tell(&channel).await, listener.heard().len()), (1, 1), "{status}");
            world.wait(19);
            assert_eq!(world.tell(&channel).await, 0, "{status}: it waits a while");
            world.wait(2);
            listener.answers(204);
            assert_eq!((world.tell(&channel).await, listener.heard().len(), world.untold().await), (1, 1, 0));
        }

        let session = world.sign_in(ANNA).await.session;
        world.sign_in_to(&console, &session).await;
        world.accounts.sessions.sign_out(&with(&session)).await.expect("signed out");
        let told = at_once(8, |_| {
            let (accounts, channel) = (Arc::clone(&world.accounts), Arc::clone(&channel));
            async move { accounts.applications.tell_next(&channel).await.expect("it answers") }
        });
        assert_eq!(told.await.into_iter().filter(|told| *told).count(), 1);
        assert_eq!(listener.heard().len(), 1);

        // However much it has to hear.
        for _ in 0..3 {
            let session = world.sign_in(ANNA).await.session;
            world.sign_in_to(&console, &session).await;
            world.accounts.sessions.sign_out(&with(&session)).await.expect("signed out");
        }
        listener.answers(503);
        let since = world.now();
        while world.untold().await > 0 {
            world.tell(&channel).await;
            world.wait(60);
        }
        let hours = (world.now() - since) / 3_600;
        assert!((20..=28).contains(&hours), "{hours} hours, {} tries", listener.heard().len());
    });
}

#[test]
fn one_that_does_not_answer_holds_up_no_other() {
    each_db(|world| async move {
        let (deaf, hears) = (Listener::new().await, Listener::new().await);
        let channel = BackChannel::new().expect("it is ready");
        deaf.answers(500);
        let deaf_one = world.application("Deaf", Some(&deaf)).await;
        let other = world.application("Other", Some(&hears)).await;
        world.sign_up(ANNA).await;
        for application in [&deaf_one, &deaf_one, &deaf_one, &other] {
            let session = world.sign_in(ANNA).await.session;
            world.sign_in_to(application, &session).await;
            world.accounts.sessions.sign_out(&with(&session)).await.expect("signed out");
        }
        world.tell(&channel).await;
        assert_eq!((deaf.heard().len(), hears.heard().len()), (1, 1), "one try for all that it has to hear");
        deaf.answers(200);
        world.wait(21);
        world.tell(&channel).await;
        assert_eq!((deaf.heard().len(), world.untold().await), (3, 0));
    });
}

#[test]
fn a_user_signs_in_to_applications_sixty_times_at_once() {
    each_db(|world| async move {
        let console = world.application("Console", None).await;
        let session = world.sign_up(ANNA).await;
        let request = AuthorizationRequest {
            redirect_uri: CALLBACK.to_owned(),
            challenge: None,
            nonce: None,
            scope: Scope::parse("openid"),
        };
        let me = world.reading().me(Some(&session)).await.expect("signed in");
        let applications = &world.accounts.applications;
        for _ in 0..60 {
            applications.authorize(&me, &console, &request, &with(&session)).await.expect("a code");
        }
        let refused = applications.authorize(&me, &console, &request, &with(&session)).await;
        assert!(matches!(refused, Err(accounts::Error::TooMany(1..=5))), "{refused:?}");
        world.wait(5);
        applications.authorize(&me, &console, &request, &with(&session)).await.expect("another one");
    });
}

#[test]
fn a_session_of_a_password_alone_stays_one_when_two_step_is_switched_on_elsewhere() {
    each_db(|world| async move {
        let console = world.application("Console", None).await;
        let (mine, other) = (world.sign_up(ANNA).await, world.sign_in(ANNA).await.session);
        let says = async |session: &Token| {
            let (tokens, _) = world.sign_in_to(&console, session).await;
            let claims = world.claims(&tokens.id_token).await;
            (claims["acr"].as_str().unwrap_or_default().to_owned(), claims["amr"].to_string())
        };
        assert_eq!(says(&mine).await, ("aal1".into(), r#"["pwd"]"#.into()));
        world.switch_on(&with(&mine)).await;
        assert_eq!(says(&mine).await, ("aal2".into(), r#"["pwd","mfa"]"#.into()));
        assert_eq!(says(&other).await, ("aal1".into(), r#"["pwd"]"#.into()), "somebody who has only the password");
    });
}

#[test]
fn roles_in_an_account_that_is_closed_to_somebody_are_told_to_nobody() {
    each_db(|world| async move {
        let console = world.application("Console", None).await;
        let session = world.sign_up(ANNA).await;
        let me = world.reading().me(Some(&session)).await.expect("signed in");
        assert_eq!(me.accounts[0].flat_roles().len(), 1);
        world.run("update accounts set two_step_policy = 'required'").await;
        let me = world.reading().me(Some(&session)).await.expect("signed in");
        assert!(me.accounts[0].flat_roles().is_empty() && me.accounts[0].flat_permissions().is_empty());
        world.sign_in_to(&console, &session).await;
    });
}

#[test]
fn whatever_happens_at_the_same_moment_a_code_of_an_ended_session_is_none() {
    each_db(|world| async move {
        let console = Arc::new(world.application("Console", None).await);
        world.sign_up(ANNA).await;
        for _ in 0..20 {
            let session = world.sign_in(ANNA).await.session;
            let (_, sid) = world.sign_in_to(&console, &session).await;
            let code = world.code_for(&console, &session).await;
            let (one, two, three) = (Arc::clone(&world), Arc::clone(&world), Arc::clone(&world));
            let (console_two, code, form) = (Arc::clone(&console), code, SessionForm { session: sid });
            let (leaving, ending) = (session.clone(), session.clone());
            let exchanged = tokio::spawn(async move {
                let grant = Grant { code: code.expose(), redirect_uri: CALLBACK, verifier: None };
                one.accounts.applications.exchange(&console_two, &grant).await
            });
            let ended =
                tokio::spawn(
                    async move { two.accounts.session_list.end_application_session(&form, &with(&ending)).await },
                );
            let left = tokio::spawn(async move { three.accounts.sessions.sign_out(&with(&leaving)).await });
            let (exchanged, ended, left) =
                (exchanged.await.expect("no panic"), ended.await.expect("no panic"), left.await.expect("no panic"));
            assert!(exchanged.is_ok() && left.is_ok(), "{exchanged:?} {left:?}");
            assert!(
                matches!(ended, Ok(()) | Err(accounts::Error::SignedOut | accounts::Error::ReauthRequired)),
                "{ended:?}"
            );
            if let Ok(Some(tokens)) = exchanged {
                assert!(!world.is_known_to(&tokens).await);
            }
        }
    });
}

#[test]
fn one_signs_out_of_one_application_and_of_nobody_elses() {
    each_db(|world| async move {
        let (listener, channel) = (Listener::new().await, BackChannel::new().expect("it is ready"));
        let console = world.application("Console", Some(&listener)).await;
        let billing = world.application("Billing", None).await;
        let (mine, other) = (world.sign_up(ANNA).await, world.sign_in(ANNA).await.session);
        let stranger = world.sign_up("berta@example.com").await;
        let (ended, sid) = world.sign_in_to(&console, &other).await;
        let code = world.code_for(&console, &other).await;
        world.wait(1);
        let (elsewhere, _) = world.sign_in_to(&billing, &other).await;
        let (here, _) = world.sign_in_to(&console, &mine).await;

        let sessions = world.reading().sessions(Some(&mine)).await.expect("signed in");
        let names = |at: usize| sessions[at].applications.iter().map(|one| one.name.as_str()).collect::<Vec<_>>();
        assert_eq!((names(0), names(1), sessions.len()), (vec!["Console"], vec!["Console", "Billing"], 2));
        assert_eq!(sessions[1].applications[0].id, sid);
        assert_eq!(sessions[1].applications[0].began_at, world.now() - 1);

        let form = SessionForm { session: sid.clone() };
        let list = &world.accounts.session_list;
        list.end_application_session(&form, &with(&stranger)).await.expect("nothing happens");
        assert!(world.is_known_to(&ended).await, "only its own user ends it");
        world.wait(601);
        let refused = list.end_application_session(&form, &with(&mine)).await;
        assert!(matches!(refused, Err(accounts::Error::ReauthRequired)), "{refused:?}");
        let code =
            if world.exchange(&console, &code).await.is_none() { world.code_for(&console, &other).await } else { code };
        let confirmed = world.accounts.reauthentication.confirm_identity(&identity(PASSWORD, ""), &with(&mine)).await;
        let mine = confirmed.expect("confirmed");
        list.end_application_session(&form, &with(&mine)).await.expect("ended");
        assert!(
            !world.is_known_to(&ended).await && world.is_known_to(&elsewhere).await && world.is_known_to(&here).await
        );
        assert!(world.exchange(&console, &code).await.is_none(), "its codes are dead");
        assert_eq!((world.tell(&channel).await, listener.heard().len()), (1, 1));
        list.end_application_session(&form, &with(&mine)).await.expect("that is as good");
        assert_eq!(
            world.number("select count(*) from activity where act = 'signed_out_of' and detail = 'Console'").await,
            1
        );
        assert!(world.is_somebody(&other).await, "the session itself goes on");
        let (_, again) = world.sign_in_to(&console, &other).await;
        assert_ne!(again, sid);
    });
}
