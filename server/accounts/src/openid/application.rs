//! The applications that the operator has registered.

use crate::{Token, error::Error, parts::Applications, signing::Algorithm};
use sqlx::FromRow;
use subtle::ConstantTimeEq;
use url::{Host, Url};

/// An application of the operator's, a client in the words of OAuth 2.0.
#[derive(Clone, Debug)]
pub struct Application {
    /// Its `client_id`.
    pub id: String,
    /// The name people know.
    pub name: String,
    /// Where it is answered, each compared as a whole.
    pub redirect_uris: Vec<String>,
    /// Where it may lead people after signing out.
    pub logout_uris: Vec<String>,
    /// Where it is told that somebody is signed out.
    pub backchannel_uri: Option<String>,
    /// What its ID tokens are signed with.
    pub algorithm: Algorithm,
    /// When it was registered, in unix seconds.
    pub created_at: i64,
    secret_hash: Option<String>,
}

/// What an application is registered with.
#[derive(Clone, Debug, Default)]
pub struct NewApplication {
    /// The name people know.
    pub name: String,
    /// Where it is answered.
    pub redirect_uris: Vec<String>,
    /// Where it may lead people after signing out.
    pub logout_uris: Vec<String>,
    /// Where it is told that somebody is signed out.
    pub backchannel_uri: Option<String>,
    /// Whether it can keep no secret, as one in a browser or on a phone.
    pub public: bool,
    /// What its ID tokens are signed with.
    pub algorithm: Algorithm,
}

/// Why an application cannot be registered like this.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApplicationRefused {
    /// It has no name, or one that does not fit a line of 60 letters.
    Name,
    /// There is no address that it could be answered at.
    NoRedirect,
    /// This is no address that may be answered: https, or http on the machine itself, and nothing after a `#`.
    Address(String),
}

/// The columns of a [`Row`].
macro_rules! columns {
    () => {
        "id, name, secret_hash, redirect_uris, logout_uris, backchannel_uri, algorithm, created_at"
    };
}

#[derive(FromRow)]
struct Row {
    id: String,
    name: String,
    secret_hash: Option<String>,
    redirect_uris: String,
    logout_uris: String,
    backchannel_uri: Option<String>,
    algorithm: String,
    created_at: i64,
}

impl Application {
    /// Whether it can keep no secret.
    pub fn is_public(&self) -> bool {
        self.secret_hash.is_none()
    }

    /// Whether it may be answered there: the very text that was registered (RFC 9700, 2.1).
    pub fn is_answered_at(&self, address: &str) -> bool {
        self.redirect_uris.iter().any(|known| known == address)
    }

    /// Whether people may be led there after signing out.
    pub fn leads_to(&self, address: &str) -> bool {
        self.logout_uris.iter().any(|known| known == address)
    }

    /// Whether this is its secret; one that has none is known by none. 256 random bits need no limit on guesses.
    pub fn is_secret(&self, secret: Option<&str>) -> bool {
        match (&self.secret_hash, secret) {
            (None, None) => true,
            (Some(hash), Some(secret)) => {
                Token::parse(secret).is_some_and(|secret| bool::from(secret.hash().as_bytes().ct_eq(hash.as_bytes())))
            }
            _ => false,
        }
    }
}

impl From<Row> for Application {
    fn from(row: Row) -> Application {
        let lines = |text: String| text.lines().map(str::to_owned).collect();
        Application {
            id: row.id,
            name: row.name,
            redirect_uris: lines(row.redirect_uris),
            logout_uris: lines(row.logout_uris),
            backchannel_uri: row.backchannel_uri,
            algorithm: Algorithm::parse(&row.algorithm).unwrap_or_default(),
            created_at: row.created_at,
            secret_hash: row.secret_hash,
        }
    }
}

impl NewApplication {
    fn check(&self) -> Result<(), ApplicationRefused> {
        let name = self.name.trim();
        if name.is_empty() || name.chars().count() > 60 || name.chars().any(rules::is_hostile) {
            return Err(ApplicationRefused::Name);
        }
        if self.redirect_uris.is_empty() {
            return Err(ApplicationRefused::NoRedirect);
        }
        match self
            .redirect_uris
            .iter()
            .chain(&self.logout_uris)
            .chain(&self.backchannel_uri)
            .find(|address| !may_be_answered(address))
        {
            Some(address) => Err(ApplicationRefused::Address(address.clone())),
            None => Ok(()),
        }
    }
}

/// Whether a browser may be led there with an answer: nobody on the way reads it, and it is one address for everybody.
fn may_be_answered(address: &str) -> bool {
    let Ok(url) = Url::parse(address) else { return false };
    let loopback = match url.host() {
        Some(Host::Domain(domain)) => domain == "localhost",
        Some(Host::Ipv4(address)) => address.is_loopback(),
        Some(Host::Ipv6(address)) => address.is_loopback(),
        None => false,
    };
    let safe = url.scheme() == "https" || (url.scheme() == "http" && loopback);
    let plain = address.chars().all(|c| c.is_ascii_graphic()) && !address.contains('#') && !address.contains('\\');
    safe && plain && url.username().is_empty() && url.password().is_none() && url.host().is_some()
}

impl Applications {
    /// The application of this `client_id`.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn application(&self, id: &str) -> Result<Option<Application>, Error> {
        let row: Option<Row> = sqlx::query_as(concat!("select ", columns!(), " from applications where id = $1"))
            .bind(id)
            .fetch_optional(self.db.read())
            .await?;
        Ok(row.map(Application::from))
    }

    /// All of them, the oldest first.
    ///
    /// # Errors
    /// When the database does not answer.
    pub async fn applications(&self) -> Result<Vec<Application>, Error> {
        let rows: Vec<Row> =
            sqlx::query_as(concat!("select ", columns!(), " from applications order by created_at, id"))
                .fetch_all(self.db.read())
                .await?;
        Ok(rows.into_iter().map(Application::from).collect())
    }

    /// Registers an application: it, and its secret, which nobody can read again; none where it can keep none. The keys
    /// that its ID tokens are signed with are made where there are none.
    ///
    /// # Errors
    /// When the database does not answer; inside, why it cannot be registered like this.
    pub async fn add(
        &self,
        new: &NewApplication,
    ) -> Result<Result<(Application, Option<Token>), ApplicationRefused>, Error> {
        if let Err(refused) = new.check() {
            return Ok(Err(refused));
        }
        self.signing.make_where_missing().await?;
        let secret = (!new.public).then(|| Token::new(self.random));
        let application = Application {
            id: self.random.id(),
            name: new.name.trim().to_owned(),
            redirect_uris: new.redirect_uris.clone(),
            logout_uris: new.logout_uris.clone(),
            backchannel_uri: new.backchannel_uri.clone(),
            algorithm: new.algorithm,
            created_at: self.now(),
            secret_hash: secret.as_ref().map(Token::hash),
        };
        sqlx::query(concat!("insert into applications (", columns!(), ") values ($1, $2, $3, $4, $5, $6, $7, $8)"))
            .bind(&application.id)
            .bind(&application.name)
            .bind(application.secret_hash.clone())
            .bind(application.redirect_uris.join("\n"))
            .bind(application.logout_uris.join("\n"))
            .bind(application.backchannel_uri.clone())
            .bind(application.algorithm.as_str())
            .bind(application.created_at)
            .execute(self.db.write())
            .await?;
        Ok(Ok((application, secret)))
    }

    /// Gives an application that keeps one a new secret; the old one is dead.
    ///
    /// # Errors
    /// `Gone` when there is no such application, or it keeps no secret.
    pub async fn new_secret(&self, id: &str) -> Result<Token, Error> {
        let secret = Token::new(self.random);
        let changed = sqlx::query("update applications set secret_hash = $1 where id = $2 and secret_hash is not null")
            .bind(secret.hash())
            .bind(id)
            .execute(self.db.write())
            .await?;
        if changed.rows_affected() == 0 { Err(Error::Gone) } else { Ok(secret) }
    }

    /// Removes an application. What it was given tells it nothing more.
    ///
    /// # Errors
    /// `Gone` when there is no such application.
    pub async fn remove(&self, id: &str) -> Result<(), Error> {
        let removed = sqlx::query("delete from applications where id = $1").bind(id).execute(self.db.write()).await?;
        if removed.rows_affected() == 0 { Err(Error::Gone) } else { Ok(()) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_address_that_nobody_reads_on_the_way_is_answered() {
        for good in [
            "https://console.example.com/callback",
            "https://console.example.com:8443/a?b=c",
            "http://localhost:3000/cb",
            "http://127.0.0.1/cb",
            "http://[::1]:9/cb",
        ] {
            assert!(may_be_answered(good), "{good}");
        }
        for bad in [
            "",
            "/callback",
            "http://console.example.com/callback",
            "https://console.example.com/callback#x",
            "https://user:word@console.example.com/",
            "https://",
            "javascript:alert(1)",
            "https://console.example.com/a b",
            "https://console.example.com\\@evil.example/",
            "http://localhost.evil.example/",
        ] {
            assert!(!may_be_answered(bad), "{bad}");
        }
    }

    #[test]
    fn a_name_is_one_line_of_sixty_letters_and_there_is_an_address() {
        let callback = "https://console.example.com/callback".to_owned();
        let checked = |name: &str, redirect_uris: &[String]| {
            let name = name.to_owned();
            let (redirect_uris, logout_uris, backchannel_uri) = (redirect_uris.to_vec(), Vec::new(), None);
            let algorithm = Algorithm::default();
            NewApplication { name, redirect_uris, logout_uris, backchannel_uri, public: false, algorithm }.check()
        };
        let some = std::slice::from_ref(&callback);
        for good in ["C", &"я".repeat(60)] {
            assert_eq!(checked(good, some), Ok(()), "{good}");
        }
        for bad in ["", " ", &"я".repeat(61), "two\nlines"] {
            assert_eq!(checked(bad, some), Err(ApplicationRefused::Name), "{bad}");
        }
        assert_eq!(checked("C", &[]), Err(ApplicationRefused::NoRedirect));
        let plain = callback.replace("https", "http");
        assert_eq!(checked("C", std::slice::from_ref(&plain)), Err(ApplicationRefused::Address(plain)));
    }

    #[test]
    fn an_application_without_a_secret_is_known_by_none() {
        let secret = Token::new(crate::Random::SYSTEM);
        let with = |secret_hash| Application {
            id: String::new(),
            name: String::new(),
            redirect_uris: Vec::new(),
            logout_uris: Vec::new(),
            backchannel_uri: None,
            algorithm: Algorithm::default(),
            created_at: 0,
            secret_hash,
        };
        let kept = with(Some(secret.hash()));
        assert!(kept.is_secret(Some(secret.expose())));
        assert!(!kept.is_secret(None) && !kept.is_secret(Some("")) && !kept.is_secret(Some(&secret.hash())));
        assert!(with(None).is_secret(None) && !with(None).is_secret(Some(secret.expose())));
    }
}
