//! How a letter fares, for whoever waits for it or has asked for it.

use rules::{Delivery, Language};

/// What the page that tells of a letter lets somebody do about its address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mend {
    /// A form further down takes another one.
    Change,
    /// A button further down gives this one up.
    Cancel,
    /// Nothing: only another letter can be had.
    Resend,
}

/// The sentences about a letter's way.
#[expect(missing_docs, reason = "each name says which sentence it is")]
pub struct DeliveryWords {
    pub on_its_way: &'static str,
    pub undelivered: &'static str,
    pub unknown: &'static str,
    pub doubtful: &'static str,
    pub unwritable: &'static str,
    pub check: &'static str,
    pub change: &'static str,
    pub cancel: &'static str,
    pub resend: &'static str,
    /// How an invitation's letter fares, where it does not go.
    pub invitation: fn(Delivery) -> Option<&'static str>,
}

/// The sentences about a letter's way, in this language.
pub fn delivery(language: Language) -> &'static DeliveryWords {
    match language {
        Language::English => &ENGLISH,
        Language::Ukrainian => &UKRAINIAN,
        Language::Polish => &POLISH,
    }
}

impl DeliveryWords {
    /// How the letter fares, what to look at, and what can be done where that is read.
    pub fn fares(&self, delivery: Delivery, mend: Mend) -> String {
        let mend = match mend {
            Mend::Change => self.change,
            Mend::Cancel => self.cancel,
            Mend::Resend => self.resend,
        };
        match delivery {
            Delivery::OnItsWay => self.on_its_way.to_owned(),
            Delivery::Doubtful => format!("{} {} {mend}", self.doubtful, self.check),
            Delivery::Refused => format!("{} {} {} {mend}", self.undelivered, self.unknown, self.check),
            Delivery::Unwritable => format!("{} {} {mend}", self.undelivered, self.unwritable),
            Delivery::Failed => format!("{} {}", self.undelivered, self.resend),
        }
    }
}

const ENGLISH: DeliveryWords = DeliveryWords {
    on_its_way: "The letter is on its way. It can take a minute or two.",
    undelivered: "The letter could not be delivered.",
    unknown: "The mail server does not know this address.",
    doubtful: "The letter has not gone yet: the mail server does not know this address so far. We keep trying.",
    unwritable: "This address cannot be written to yet: our mail server takes only the letters a to z before the @.",
    check: "Check it for a misspelt domain, such as gmial.com, and for a dash in front.",
    change: "You can change it below.",
    cancel: "You can cancel the change below and enter another address.",
    resend: "You can press Resend Code.",
    invitation: |delivery| match delivery {
        Delivery::OnItsWay => None,
        Delivery::Doubtful => Some("The letter has not gone yet: the mail server does not know the address so far."),
        Delivery::Refused => Some(
            "The letter could not be delivered: the mail server does not know the address. Check it for a misspelling.",
        ),
        Delivery::Unwritable => Some(
            "The letter could not be delivered: our mail server cannot write to such an address yet. Invite another one.",
        ),
        Delivery::Failed => Some("The letter could not be delivered in time. Send it again."),
    },
};

const UKRAINIAN: DeliveryWords = DeliveryWords {
    on_its_way: "Лист уже в дорозі. Це може тривати хвилину чи дві.",
    undelivered: "Лист не вдалося доставити.",
    unknown: "Поштовий сервер не знає цієї адреси.",
    doubtful: "Лист ще не пішов: поштовий сервер поки не знає цієї адреси. Ми пробуємо далі.",
    unwritable: "На цю адресу ще не можна писати: наш поштовий сервер приймає перед @ лише літери від a до z.",
    check: "Перевірте, чи немає помилки в домені, наприклад gmial.com, і дефіса на початку.",
    change: "Змінити її можна нижче.",
    cancel: "Нижче можна скасувати зміну, а потім вказати іншу адресу.",
    resend: "Можна натиснути «Надіслати код ще раз».",
    invitation: |delivery| match delivery {
        Delivery::OnItsWay => None,
        Delivery::Doubtful => Some("Лист ще не пішов: поштовий сервер поки не знає цієї адреси."),
        Delivery::Refused => {
            Some("Лист не вдалося доставити: поштовий сервер не знає цієї адреси. Перевірте, чи немає в ній помилки.")
        }
        Delivery::Unwritable => {
            Some("Лист не вдалося доставити: на таку адресу наш поштовий сервер ще не може писати. Запросіть іншу.")
        }
        Delivery::Failed => Some("Лист не вдалося доставити вчасно. Надішліть його ще раз."),
    },
};

const POLISH: DeliveryWords = DeliveryWords {
    on_its_way: "Wiadomość jest w drodze. Może to potrwać minutę lub dwie.",
    undelivered: "Wiadomości nie udało się dostarczyć.",
    unknown: "Serwer pocztowy nie zna tego adresu.",
    doubtful: "Wiadomość jeszcze nie wyszła: serwer pocztowy na razie nie zna tego adresu. Próbujemy dalej.",
    unwritable: "Na ten adres nie można jeszcze pisać: nasz serwer pocztowy przyjmuje przed @ tylko litery od a do z.",
    check: "Sprawdź, czy w domenie nie ma literówki, na przykład gmial.com, a na początku myślnika.",
    change: "Możesz zmienić go poniżej.",
    cancel: "Poniżej możesz cofnąć zmianę, a potem podać inny adres.",
    resend: "Możesz nacisnąć „Wyślij kod ponownie”.",
    invitation: |delivery| match delivery {
        Delivery::OnItsWay => None,
        Delivery::Doubtful => Some("Wiadomość jeszcze nie wyszła: serwer pocztowy na razie nie zna tego adresu."),
        Delivery::Refused => Some(
            "Wiadomości nie udało się dostarczyć: serwer pocztowy nie zna tego adresu. Sprawdź, czy nie ma w nim literówki.",
        ),
        Delivery::Unwritable => Some(
            "Wiadomości nie udało się dostarczyć: nasz serwer pocztowy nie może jeszcze pisać na taki adres. Zaproś inny.",
        ),
        Delivery::Failed => Some("Wiadomości nie udało się dostarczyć na czas. Wyślij ją ponownie."),
    },
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn below_stands_only_where_something_is_below() {
        for (language, below) in
            [(Language::English, "below"), (Language::Ukrainian, "нижче"), (Language::Polish, "poniżej")]
        {
            let words = delivery(language);
            for fares in [Delivery::Refused, Delivery::Doubtful, Delivery::Unwritable] {
                for (mend, expected) in [(Mend::Change, true), (Mend::Cancel, true), (Mend::Resend, false)] {
                    let said = words.fares(fares, mend);
                    assert_eq!(said.to_lowercase().contains(below), expected, "{said}");
                }
            }
            for mend in [Mend::Change, Mend::Cancel, Mend::Resend] {
                assert!(!words.fares(Delivery::Failed, mend).contains(below), "the address is not the trouble");
            }
        }
    }
}
