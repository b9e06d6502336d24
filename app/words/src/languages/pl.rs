//! Polish: every sentence. What the sections are filled with is declared in `pages.rs`, `letters.rs`, `activity.rs`,
//! `delivery.rs` and `number_words.rs`; countries are generated, longer texts stand in `legal/`.

use super::Catalogue;
use crate::{countries, legal::Texts};

pub(super) const CATALOGUE: Catalogue = Catalogue {
    pages: &pages::PAGES,
    letters: &letters::LETTERS,
    log: &activity::LOG,
    delivery: &delivery::DELIVERY,
    numbers: &numbers::NUMBERS,
    countries: &countries::POLISH,
    legal: Texts {
        terms: include_str!("../legal/terms.pl.md"),
        privacy: include_str!("../legal/privacy.pl.md"),
        accessibility: include_str!("../legal/accessibility.pl.md"),
    },
};

/// What pages say.
pub(super) mod pages {
    use crate::pages::{
        Activity, Applications, Clients, Countries, Data, Details, Email, FieldWords, Frame, Identity, Invitation,
        Landing, Live, Members, Pages, Panel, Passkeys, Personalization, Profile, Recovery, Register, Reset,
        SecondStep, Security, SignIn, Span, Trouble, TwoStep, Undo, Unlock, Verify, slavic,
    };
    use rules::{Field, FieldError, Language, OrganisationType, Role, Strength, Theme, TwoStepPolicy};

    pub(crate) const PAGES: Pages = Pages {
        language: Language::Polish,
        frame: Frame {
            skip: "Przejdź do treści",
            home: |brand| format!("{brand}, strona główna"),
            navigation: "Menu główne",
            register: "Rejestracja",
            new_here: "Jesteś tu po raz pierwszy?",
            sign_in: "Zaloguj się",
            clients: "Klienci",
            accounts: "Twoje konta",
            have_account: "Masz już konto?",
            settings: "Ustawienia konta",
            activity: "Dziennik zdarzeń",
            sign_out: "Wyloguj się",
            footer: "O tej stronie",
            terms: "Regulamin",
            privacy: "Polityka prywatności",
            accessibility: "Dostępność",
            help: "Pomoc",
            language: "Język tej strony",
            look: "Wygląd strony",
            theme: |theme| match theme {
                Theme::System => "Systemowy",
                Theme::Light => "Jasny",
                Theme::Dark => "Ciemny",
            },
            save: "Zapisz",
            optional: "(opcjonalnie)",
            choose: "Wybierz",
            step: |n, of| format!("Krok {n} z {of}"),
            back: "Wstecz",
            no_cookies_link: "Twoja przeglądarka nie zapisuje plików cookie tej strony, a bez nich link nie działa. Zezwól na nie dla tej strony i ponownie otwórz link z wiadomości.",
            not_done: ["To jeszcze nie jest zrobione.", "Sprawdź i naciśnij przycisk jeszcze raz."],
            returning: "Potem wrócisz w to samo miejsce. To, co tam wpisano, jest zachowane, oprócz haseł.",
            no_cookies: "Twoja przeglądarka nie zapisuje plików cookie tej strony, a bez nich nie można przejść dalej. Zezwól na nie dla tej strony i spróbuj ponownie.",
            busy: "Teraz to niemożliwe: serwis jest zajęty albo uruchamia się ponownie. Wszystko, co wpisano, nadal tu jest. Naciśnij przycisk jeszcze raz za kilka sekund.",
            too_many: |seconds| {
                format!(
                    "Za dużo prób. Wszystko, co wpisano, nadal tu jest. Naciśnij przycisk jeszcze raz za {}.",
                    span(seconds)
                )
            },
            copy: "Kopiuj",
            show_password: "Pokaż hasło",
            hide_password: "Ukryj hasło",
            strength: |strength| match strength {
                Strength::Common => "Siła hasła: mała. To częste hasło albo prosty wzór.",
                Strength::Personal => "Siła hasła: mała. Składa się ono z imienia, adresu e-mail albo naszej nazwy.",
                Strength::Leaked => {
                    "Siła hasła: zerowa. To hasło gdzieś skradziono i jest na listach, które złodzieje sprawdzają najpierw."
                }
                Strength::Fair => "Siła hasła: niezła. Jeszcze jedno słowo i będzie silne.",
                Strength::Strong => "Siła hasła: duża.",
            },
        },
        landing: Landing {
            heading: |brand| format!("Witamy w {brand}"),
            lead: "Serwery, sieci i pamięć masowa w jednym panelu sterowania. Załóż konto w kilka minut.",
            create: "Załóż konto",
            points_heading: "Co zyskujesz",
            points: [
                ("Kilka kroków i gotowe", "Imię i nazwisko, kilka danych, kod z wiadomości. Konto działa od razu."),
                ("Dla Ciebie lub Twojej organizacji", "Konta osobiste i firmowe z potrzebnymi danymi podatkowymi."),
                ("Bezpiecznie", "Pytamy o niewiele, dobrze to chronimy i nikomu nie zdradzamy, kto jest klientem."),
            ],
        },
        register: Register {
            heading: "Rejestracja",
            lead: "Załóż konto. Zajmie to około trzech minut.",
            password_hint: |min| {
                format!(
                    "Co najmniej {}. Trzy lub cztery słowa z rzędu są silne i łatwe do zapamiętania.",
                    characters(min)
                )
            },
            accept: ["Rejestrując się, akceptujesz ", "Regulamin", " oraz ", "Politykę prywatności", "."],
            button: "Zarejestruj się",
            invited: |number| {
                format!(
                    "Masz zaproszenie do konta {number}. Jeśli zarejestrujesz się tutaj, otworzysz zamiast tego własne konto."
                )
            },
            see_invitation: "Zobacz zaproszenie",
            resumed: |email| format!("Rejestracja jako {email} jest rozpoczęta. Twoje odpowiedzi są poniżej."),
            go_on: "Kontynuuj od tego miejsca",
            start_over: "Zacznij od nowa",
            gone: "Ta rejestracja jest zakończona, porzucona albo starsza niż doba. Tutaj można zacząć od nowa.",
            closed: "Rejestracja jest zamknięta. Jeśli masz konto, zaloguj się.",
            by_invitation: "Rejestracja tylko na zaproszenie. Poproś właściciela konta swojej organizacji o zaproszenie.",
            aside_heading: "Co będzie dalej",
            aside: [
                "Podasz kraj i telefon oraz to, czy konto jest dla Ciebie, czy dla organizacji.",
                "Wyślemy kod na Twój adres e-mail. Wpiszesz go tutaj.",
                "Konto jest otwarte i należy do Ciebie.",
            ],
        },
        details: Details {
            heading: "Dodatkowe informacje",
            account_type: "Typ konta",
            personal: "Konto osobiste",
            personal_hint: "Dla osoby fizycznej, do użytku prywatnego.",
            business: "Konto firmowe",
            business_hint: "Dla osoby prawnej, przedsiębiorcy indywidualnego lub instytucji publicznej.",
            settings: "Ustawienia dodatkowe",
            settings_hint: "Tylko dla kont firmowych. Konto osobiste tego nie potrzebuje.",
            organisation_type: |kind| match kind {
                OrganisationType::LegalEntity => "Osoba prawna",
                OrganisationType::IndividualEntrepreneur => "Przedsiębiorca indywidualny",
                OrganisationType::GovernmentAgency => "Instytucja publiczna",
            },
            phone_read: |number| format!("W formacie międzynarodowym: {number}"),
            calling_code: |code| format!("Numer kierunkowy Twojego kraju: +{code}"),
            phone_plus: "Zacznij od + i numeru kierunkowego kraju.",
            follows: |number| format!("Z numeru podatkowego wynika {number}."),
            take: |number| format!("Użyj {number}"),
            find: "Znajdź firmę",
            find_hint: "Szuka numeru w publicznym rejestrze i wypełnia to, co jest jeszcze puste. To, co wpisano, zostaje.",
            found: |register, date| format!("Z rejestru {register}, {date}. Sprawdź, zanim przejdziesz dalej."),
            found_name: |name| format!("W rejestrze pod tym numerem jest nazwa „{name}”."),
            inactive: "Według rejestru ta organizacja już nie działa.",
            not_found: |register| {
                format!(
                    "W rejestrze {register} nie ma organizacji o tym numerze. Sprawdź numer albo wypełnij pola samodzielnie."
                )
            },
            not_listed: |register| {
                format!(
                    "W rejestrze {register} nie ma tego numeru do handlu między państwami UE. Organizacja mimo to może istnieć: sprawdź numer albo wypełnij pola samodzielnie."
                )
            },
            no_answer: "Żaden rejestr nie odpowiedział. To, co wpisano, nadal tu jest: wypełnij pola samodzielnie albo spróbuj ponownie za minutę.",
            no_register: "Nie ma tu rejestru, w którym można znaleźć ten numer. Wypełnij pola samodzielnie.",
            button: "Dalej",
        },
        countries: Countries {
            first: "Proponowane",
            others: "Pozostałe kraje",
            search: "Szukaj kraju",
            found: "Znalezione kraje:",
            none: "Nie ma kraju o takiej nazwie. Wpisz inną nazwę albo usuń ją, aby zobaczyć wszystkie kraje.",
        },
        verify: Verify {
            heading: "Sprawdź pocztę",
            sent_to: "Wysłaliśmy wiadomość z kodem na adres",
            not_sent_to: "Ostatnio wysłaliśmy zbyt wiele wiadomości, więc kolejna jeszcze nie poszła na",
            lifetime: |n| format!("Kod działa przez {n} {}.", slavic(n, true, ["minutę", "minuty", "minut"])),
            confirm: "Potwierdź",
            no_letter: "Nie ma wiadomości?",
            spam: |from, subject| format!("Poszukaj w folderze Spam wiadomości od {from} z tematem „{subject}”."),
            support: "Nadal nic? Napisz do nas:",
            resend: "Wyślij kod ponownie",
            wrong_address: "Adres jest błędny?",
            change: "Zmień adres e-mail",
            start_over_hint: "Wspólny komputer albo to nie Ty? Zacznij od nowa, a Twoje odpowiedzi stąd znikną.",
            start_over: "Zacznij od nowa",
            sent_again: "Wysłaliśmy kolejny kod. Poprzedni też działa, dopóki nie minie jego czas.",
            address_changed: "Zmieniliśmy adres i wysłaliśmy tam nowy kod.",
        },
        sign_in: SignIn {
            heading: "Logowanie",
            button: "Zaloguj się",
            aside_heading: "Warto wiedzieć",
            aside: [
                "Sesja trwa do 24 godzin albo do upływu godziny bez żadnego działania.",
                "Na wspólnym komputerze wyloguj się z menu, gdy skończysz.",
            ],
            already_registered: "Ten adres ma już konto. Zaloguj się swoim hasłem.",
            finished: "Rejestracja jest zakończona. Zaloguj się adresem e-mail i hasłem.",
            half_ended: "Minęło zbyt wiele czasu albo dokończono to gdzie indziej. Zaloguj się jeszcze raz.",
            password_changed: "Hasło jest zmienione. Zaloguj się nowym.",
            sessions_ended: "Na wszystkich urządzeniach nastąpiło wylogowanie. Wysłaliśmy Ci wiadomość z linkiem do nowego hasła.",
            email_restored: "Twój adres e-mail został przywrócony, wszystkie sesje zakończone, a dotychczasowe hasło już nie działa. Wysłaliśmy tam wiadomość z linkiem do nowego.",
        },
        panel: Panel {
            heading: |name| format!("Witaj, {name}"),
            account_number: "Numer konta",
            account_number_hint: "Podawaj ten numer, gdy piszesz do pomocy technicznej lub opłacasz fakturę.",
            your_roles: "Twoja rola",
            role: |role| match role {
                Role::AccountOwner => "Właściciel konta",
                Role::AccountAdministrator => "Administrator konta",
                Role::BillingAdministrator => "Administrator rozliczeń",
                Role::UserAdministrator => "Administrator użytkowników",
                Role::AccountObserver => "Obserwator konta",
            },
            you: "Ty",
            organisation: "Organizacja",
            none: "Nie należysz do żadnego konta.",
            go_on: "Przejdź do panelu sterowania",
            next: "Co możesz zrobić dalej",
            two_step: [
                "Włącz weryfikację dwuetapową",
                "Kod z telefonu nie wpuści obcych, nawet jeśli znają Twoje hasło.",
            ],
            recovery: ["Utwórz nowe kody odzyskiwania", "Zostało ich niewiele."],
            clients: ["Zajmij się swoimi kontami", "Ich dane, osoby, które z nich korzystają, i ich role."],
            activity: ["Zajrzyj do dziennika zdarzeń", "Kto logował się na Twoje konto, kiedy i skąd."],
        },
        two_step: TwoStep {
            heading: "Weryfikacja dwuetapowa",
            lead: "Do logowania oprócz hasła potrzebny będzie kod z telefonu. Obcy nie wejdą, nawet jeśli znają hasło.",
            optional: "Ten krok możesz pominąć i zrobić później.",
            steps: [
                "Otwórz na telefonie aplikację uwierzytelniającą. Wystarczy dowolna, która pokazuje kody z sześciu cyfr.",
                "Zeskanuj nią ten obrazek albo wpisz tajny klucz ręcznie.",
                "Wpisz kod, który aplikacja teraz pokazuje.",
            ],
            picture: "Kod QR z tajnym kluczem",
            key: "Tajny klucz",
            open: "Otwórz w aplikacji na tym urządzeniu",
            enable: "Włącz weryfikację dwuetapową",
            skip: "Pomiń na razie",
            regenerate: "Utwórz inny klucz",
            regenerate_hint: "Ktoś jeszcze widział tę stronę? Utwórz inny klucz.",
            regenerated: "To jest nowy klucz. Poprzedni nie działa.",
            moving: "Weryfikacja dwuetapowa jest włączona. Kod nowego klucza przeniesie ją do innej aplikacji lub na inny telefon. Do tego czasu działa stary.",
            besides: "Weryfikacja dwuetapowa jest włączona z kluczem dostępu. Kod tego tajnego klucza pozwoli używać także aplikacji.",
            new_codes: "Otrzymasz wtedy nowe kody odzyskiwania, a dotychczasowe przestaną działać.",
        },
        recovery: Recovery {
            heading: "Kody odzyskiwania",
            lead: "Gdy nie masz telefonu, każdy z tych kodów pozwala zalogować się jeden raz. Przechowuj je z dala od hasła.",
            once: "Pokazujemy je najwyżej dziesięć minut i nigdy więcej.",
            saved: "Kody są zapisane",
            download: "Pobierz",
            print: "Drukuj",
            show: "Pokaż kody odzyskiwania",
            hidden: "Kodów odzyskiwania nie da się pokazać ponownie. Jeśli nie są zapisane, utwórz nowe.",
            left: |n| {
                format!(
                    "Zostało: {n} {}.",
                    slavic(n, true, ["kod odzyskiwania", "kody odzyskiwania", "kodów odzyskiwania"])
                )
            },
            few: "Utwórz nowe, zanim się skończą.",
            replaced: "Aplikacja jest gotowa. To są nowe kody odzyskiwania; poprzednie już nie działają.",
            renew: "Utwórz nowe kody",
            renew_hint: "Stare przestaną wtedy działać.",
        },
        second_step: SecondStep {
            lead: "Wpisz kod, który pokazuje teraz Twoja aplikacja uwierzytelniająca.",
            recovery_lead: "Wpisz jeden z zapisanych kodów odzyskiwania. Każdy działa raz.",
            use_recovery: "Użyj kodu odzyskiwania",
            use_code: "Użyj aplikacji uwierzytelniającej",
            lost: "Nie masz ani telefonu, ani kodu odzyskiwania? Napisz do nas:",
            no_phone: "Nie masz telefonu pod ręką? Napisz na adres",
            other: "Zaloguj się jako ktoś inny",
        },
        reset: Reset {
            forgot: "Nie pamiętasz hasła?",
            heading: "Odzyskiwanie hasła",
            lead: "Wpisz swój adres e-mail. Wyślemy na niego link do wyboru nowego hasła.",
            request: "Wyślij link",
            sent: |n| {
                format!(
                    "Jeśli ten adres ma konto, wiadomość jest w drodze. Link działa raz, przez {n} {}.",
                    slavic(n, true, ["minutę", "minuty", "minut"])
                )
            },
            no_letter: "Po kilku minutach nic nie przyszło? Zajrzyj do folderu Spam i sprawdź adres.",
            choose: "Wybierz nowe hasło",
            choose_lead: "Potem nastąpi wylogowanie na wszystkich urządzeniach. Zaloguj się wtedy nowym hasłem.",
            change: "Zmień hasło",
            dead: "Ten link nie działa. Jeśli wybrano już za jego pomocą nowe hasło, zaloguj się nim. W przeciwnym razie jest za stary albo wysłano nowszy.",
            again: "Wyślij inny link",
        },
        unlock: Unlock {
            heading: "Wpuść tę przeglądarkę",
            offer: "Liczą się też cudze próby. Jeśli to Twój adres, pomoże wiadomość: link z niej od razu wpuści tę przeglądarkę.",
            send: "Wyślij mi wiadomość",
            asked: "Jeśli ktoś używa tu tego adresu, wiadomość jest już w drodze. Otwórz link z niej w tej przeglądarce, a od razu będzie można kontynuować.",
            no_letter: "W ciągu godziny wysyłamy najwyżej jedną wiadomość. Jeśli nie przychodzi, poszukaj tej z ostatniej godziny, także w folderze Spam: jej link działa przez dobę, w każdej przeglądarce.",
            lead: "Na 24 godziny ta przeglądarka dostanie własne próby i wiadomości, cokolwiek inni robią z Twoim adresem.",
            button: "Wpuść tę przeglądarkę",
            dead: "Ten link nie działa. Ma więcej niż dobę albo skopiowano tylko jego część.",
            done: "Ta przeglądarka jest wpuszczona. Możesz kontynuować.",
            to_sign_in: "Do logowania",
        },
        identity: Identity {
            heading: "Potwierdź, że to Ty",
            lead: "To, co zaraz zobaczysz lub zmienisz, chroni Twoje konto. Wpisz hasło jeszcze raz.",
            no_phone: "Nie masz telefonu pod ręką? Wyloguj się, a potem zaloguj się kodem odzyskiwania. To na dziesięć minut potwierdza, że to Ty.",
        },
        profile: Profile {
            tab: "Mój profil",
            email_hint: "Nowy adres zacznie obowiązywać, gdy wpiszesz kod, który tam wyślemy.",
            saved: "Twój profil jest zapisany.",
            saved_now: |value| format!("Zapisane teraz: {value}"),
            waiting: |email| format!("Chcesz zmienić adres na {email}. Czeka on na swój kod."),
            enter_code: "Wpisz kod",
            email_changed: "Twój adres e-mail jest zmieniony. Od teraz loguj się nim.",
            email_cancelled: "Zmiana jest cofnięta. Twój adres e-mail pozostał ten sam.",
        },
        email: Email {
            until_then: "Dopóki go nie wpiszesz, obowiązuje poprzedni adres i nim się logujesz.",
            cancel_hint: "Adres jest błędny albo zmieniasz zdanie?",
            cancel: "Cofnij zmianę",
        },
        undo: Undo {
            heading: "Przywróć swój adres e-mail",
            changed: "Twoje konto zostało przeniesione na inny adres e-mail. Możesz wrócić do",
            pending: "Ktoś chce przenieść Twoje konto na inny adres e-mail. Możesz to zatrzymać i zostać przy",
            afterwards: "Wszystkie sesje zostaną wtedy zakończone, a na Twój adres wyślemy link do nowego hasła.",
            button: "Przywróć",
            dead: "Ten link nie działa. Został użyty, jest zbyt stary albo ta strona była otwarta zbyt długo: wtedy otwórz link z listu jeszcze raz. Jeśli adres zmieniono wbrew Twojej woli, napisz do nas.",
        },
        passkeys: Passkeys {
            heading: "Klucze dostępu",
            lead: "Klucz dostępu (passkey) to Twój odcisk palca, twarz lub blokada ekranu zamiast hasła. Nie można go odgadnąć i działa tylko na tej stronie.",
            impossible: "Pod tym adresem strony kluczy dostępu nie można używać.",
            none: "Nie masz żadnego.",
            count: |n| format!("Masz {n} {}.", slavic(n, true, ["klucz dostępu", "klucze dostępu", "kluczy dostępu"])),
            manage: "Zarządzaj kluczami dostępu",
            add: "Dodaj klucz dostępu",
            added_at: "Dodano",
            last_used: "Ostatnio używany",
            never: "jeszcze nie",
            synced: "Przechowywany przez menedżer haseł na kilku urządzeniach",
            on_device: "Tylko na jednym urządzeniu",
            rename: |name| format!("Zmień nazwę {name}"),
            save: "Zapisz nazwę",
            remove: |name| format!("Usuń {name}"),
            cancel: "Anuluj",
            remove_asked: "Potem nie zalogujesz się nim.",
            last_asked: "Weryfikacja dwuetapowa zostanie wtedy wyłączona, bo nie masz do niej nic innego.",
            copied: "Został odrzucony, bo może istnieć jego kopia. Usuń go i dodaj nowy.",
            required: "Konto, do którego należysz, wymaga weryfikacji dwuetapowej. Zanim usuniesz ostatni klucz, dodaj inny albo aplikację z kodami.",
            added: "Klucz dostępu jest dodany. Od teraz możesz się nim logować.",
            renamed: "Nazwa jest zapisana.",
            removed: "Klucz dostępu jest usunięty. Usuń go też z urządzenia lub menedżera haseł.",
            sign_in: "Zaloguj się kluczem dostępu",
            confirm: "Użyj klucza dostępu",
            second_step_lead: "Potwierdź kluczem dostępu, że to Ty.",
            both_lead: "Potwierdź kluczem dostępu albo wpisz kod z aplikacji.",
            choose: "Samo hasło wtedy nikogo nie wpuści. Wybierz klucz dostępu albo kody z aplikacji.",
            wizard: "Z kluczem dostępu nie potrzebujesz kodu: wystarczy odcisk palca, twarz lub blokada ekranu.",
            or_app: "Albo z aplikacją z kodami",
            scripts: "Klucze dostępu wymagają skryptów, które są w tej przeglądarce wyłączone. Wszystko inne działa bez nich.",
            on: "Weryfikacja dwuetapowa jest włączona. Do logowania potrzebny jest Twój klucz dostępu, sam albo po haśle.",
            add_app: "Dodaj aplikację z kodami",
            disabled_too: "Wyłączenie usunie też Twoje klucze dostępu.",
        },
        security: Security {
            tab: "Bezpieczeństwo",
            password: "Hasło",
            password_lead: "Wszystkie inne sesje zostaną wtedy zakończone.",
            password_changed: "Twoje hasło jest zmienione. Wszystkie inne sesje zostały zakończone.",
            first_confirm: "Najpierw potwierdź, że to Ty",
            sessions: "Sesje",
            sessions_lead: "Gdzie masz otwartą sesję. Czas w UTC. Widzisz nieznaną? Zakończ ją i zmień hasło.",
            this_session: "Ta",
            unknown_device: "Nieznana przeglądarka",
            last_used: "Ostatnio używana",
            began: "Logowanie",
            end: "Zakończ sesję",
            end_others: "Zakończ wszystkie inne sesje",
            ended: "Sesja jest zakończona.",
            others_ended: "Wszystkie inne sesje są zakończone.",
            signed_in_to: |name| format!("Logowanie do aplikacji {name}"),
            sign_out_of: |name| format!("Wyloguj z aplikacji {name}"),
            application_ended: "Nastąpiło wylogowanie z aplikacji.",
            on: "Weryfikacja dwuetapowa jest włączona. Do logowania oprócz hasła potrzebny jest kod z telefonu.",
            off: "Weryfikacja dwuetapowa jest wyłączona. Zalogować się może każdy, kto zna Twoje hasło.",
            required: "Konto, do którego należysz, jej wymaga, więc nie można jej wyłączyć.",
            disable: "Wyłącz weryfikację dwuetapową",
            replace: "Przenieś na inny telefon lub do innej aplikacji",
            enabled: "Weryfikacja dwuetapowa została włączona.",
            disabled: "Weryfikacja dwuetapowa została wyłączona.",
        },
        personalization: Personalization {
            tab: "Personalizacja",
            lead: "Jak te strony wyglądają u Ciebie, w każdej przeglądarce, w której się logujesz.",
            as_device: "Tak jak ustawione jest Twoje urządzenie.",
            saved: "Twój wybór jest zapisany.",
        },
        data: Data {
            heading: "Twoje dane",
            download_heading: "Kopia dla Ciebie",
            download_lead: "Jeden plik ze wszystkim, co o Tobie przechowujemy: profil, konta, sesje i dziennik zdarzeń. Haseł i tajnych kluczy w nim nie ma.",
            download: "Pobierz moje dane",
            delete_heading: "Odejdź na zawsze",
            delete_lead: |days| {
                format!(
                    "Twój użytkownik, Twoje własne konta i wszystko, co o Tobie przechowujemy, zostanie usunięte po {days} {}. Do tego czasu możesz się zalogować i cofnąć to tutaj.",
                    slavic(days, true, ["dniu", "dniach", "dniach"])
                )
            },
            shared: |numbers| {
                format!(
                    "Jesteś właścicielem konta, do którego należą inne osoby: {numbers}. Zanim odejdziesz, usuń je z niego albo poproś nas o przekazanie konta."
                )
            },
            delete: "Usuń mojego użytkownika",
            waiting: |when| format!("Twój użytkownik zostanie usunięty {when}. Potem niczego nie da się przywrócić."),
            cancel: "Cofnij usunięcie",
            asked: "Zapisaliśmy to. List jest już w drodze do Ciebie.",
            dead: "Ten link nie działa. Usunięcie zostało już cofnięte, jest za późno albo ta strona była otwarta zbyt długo: wtedy otwórz link z listu jeszcze raz. Zaloguj się, aby zobaczyć, jak jest.",
            cancelled: "Usunięcie jest cofnięte. Wszystko zostaje bez zmian.",
        },
        activity: Activity {
            lead: "Co działo się na Twoim koncie użytkownika, najnowsze na górze. Czas podano w UTC.",
            columns: ["Kiedy", "Co", "Kto", "Skąd", "Wynik"],
            wasnt_me: "To nie ja",
            wasnt_me_hint: "Jest tu coś, czego nie robisz Ty? Ten przycisk kończy wszystkie sesje i wysyła link do nowego hasła.",
            older: "Starsze",
            newer: "Nowsze",
            newest: "Najnowsze",
            nothing: "Nic tu nie ma.",
        },
        clients: Clients {
            heading: "Klienci",
            lead: "Konta, do których należysz.",
            columns: ["Numer konta", "Nazwa", "Twoje role", "Weryfikacja dwuetapowa"],
            open: "Nowe konto",
            open_lead: "Twoje własne konto, oprócz tych, do których należysz. Będziesz jego właścicielem.",
            open_button: "Otwórz konto",
            account: |number| format!("Konto {number}"),
            details: "Dane",
            owner: "Właściciel konta",
            policy: |policy| match policy {
                TwoStepPolicy::Optional => ["Opcjonalna", "Każdy decyduje sam."],
                TwoStepPolicy::Required => {
                    ["Wymagana", "Kto jej nie ma, nie może tu nic zrobić, dopóki jej nie skonfiguruje."]
                }
            },
            leave_heading: "Opuszczenie konta",
            leave_lead: "Od razu stracisz dostęp do tego konta. Aby wrócić, potrzebujesz nowego zaproszenia.",
            leave: "Opuść to konto",
            opened: "Konto jest otwarte.",
            saved: "Dane są zapisane.",
            joined: "Należysz teraz do tego konta.",
            left: "Nie należysz już do tego konta.",
            closed: "To konto wymaga weryfikacji dwuetapowej. Otworzy się, gdy tylko ją skonfigurujesz.",
            required: "Konto, do którego należysz, wymaga weryfikacji dwuetapowej. Skonfiguruj ją tutaj, aby przejść dalej.",
        },
        members: Members {
            heading: "Użytkownicy",
            columns: [
                "E-mail",
                "Imię i nazwisko",
                "Zaproszenie przyjęte",
                "Role",
                "Weryfikacja dwuetapowa",
                "Działania",
            ],
            search: "Szukaj",
            search_button: "Znajdź",
            all: "Pokaż wszystkich",
            first: "Pierwsza",
            previous: "Poprzednia",
            next: "Następna",
            total: |n| format!("{n} {}", slavic(n, true, ["użytkownik", "użytkowników", "użytkowników"])),
            more_than: |n| format!("Ponad {n} użytkowników"),
            nobody: "Nie ma tu nikogo o takim nazwisku ani adresie.",
            yes: "Tak",
            no: "Nie",
            expired: "Nie, wygasło",
            on: "Włączona",
            off: "Wyłączona",
            you: "Ty",
            invite: "Zaproś użytkownika",
            invite_lead: "Ta osoba dostanie wiadomość z linkiem. Dopóki nie przyjmie zaproszenia, nic się nie zmieni.",
            invite_closed: "Rejestracja jest tu zamknięta: zaproszenie może przyjąć tylko osoba, która jest już zarejestrowana.",
            role_hint: |role| match role {
                Role::AccountOwner => "Wszystko; konto należy do tej osoby.",
                Role::AccountAdministrator => "Wszystko, co może właściciel.",
                Role::BillingAdministrator => "Widzi saldo i dokumenty, doładowuje konto, widzi usługi.",
                Role::UserAdministrator => {
                    "Zaprasza i usuwa użytkowników, nadaje role administratora użytkowników i obserwatora."
                }
                Role::AccountObserver => "Widzi użytkowników, dane, saldo i dokumenty; niczego nie zmienia.",
            },
            edit_roles: "Zmień role",
            edit_notifications: "Zmień powiadomienia",
            dissociate: "Usuń użytkownika z konta",
            dissociate_question: |who, account| {
                format!("Usunąć {who} z konta {account}? Dostęp zniknie od razu; profil tej osoby zostanie.")
            },
            reset: "Zresetuj weryfikację dwuetapową",
            reset_elsewhere: |who| {
                format!(
                    "{who} ma jeszcze inne konto, które weryfikacja dwuetapowa też chroni. Dlatego tylko my możemy ją wyłączyć. Napisz do nas, a upewnimy się, że to naprawdę prośba tej osoby:"
                )
            },
            reset_question: |who| {
                format!(
                    "Wyłączyć weryfikację dwuetapową osoby {who}? Zostanie wszędzie wylogowana i będzie logować się samym hasłem, dopóki znów jej nie skonfiguruje. Upewnij się, że to naprawdę jej prośba."
                )
            },
            resend: "Wyślij zaproszenie ponownie",
            revoke: "Wycofaj zaproszenie",
            invited: "Zaproszenie jest w drodze.",
            resent: "Wysłaliśmy zaproszenie ponownie. Link z poprzedniej wiadomości już nie działa.",
            not_resent: "Nic nie wysłano: adresów z tej domeny nie można tu już rejestrować. Wycofaj zaproszenie i zaproś inny adres.",
            revoked: "Zaproszenie jest wycofane.",
            roles_saved: "Role są zapisane. Obowiązują od teraz.",
            notifications_saved: "Ustawienia powiadomień są zapisane.",
            dissociated: "Użytkownik nie należy już do tego konta.",
            was_reset: "Weryfikacja dwuetapowa jest wyłączona. Powiadomiliśmy użytkownika.",
            log_lead: "Co się działo w tym koncie, od najnowszych. Czas według UTC.",
            about: "Kogo dotyczy",
        },
        invitation: Invitation {
            heading: |number| format!("Zaproszenie do konta {number}"),
            lead: "Zaproszono Cię do pracy w tym koncie.",
            inviter: "Zaprasza",
            invited: "Twój adres",
            until: "Ważne do",
            accept: "Przyjmij zaproszenie",
            decline: "Odrzuć",
            unknown: "Nie znam tego nadawcy",
            unknown_hint: "Nie spodziewasz się tego? Wtedy to konto przez jakiś czas nie wyśle Ci zaproszeń.",
            nobody: "Po przyjęciu zaproszenia zalogujesz się albo zarejestrujesz pod tym adresem.",
            nobody_new: "Nikt nowy nie może zarejestrować się pod tym adresem. Jeśli jest już zarejestrowany, po przyjęciu zaproszenia zalogujesz się.",
            other: |here, invited| {
                format!(
                    "Zalogowano Cię jako {here}, ale to zaproszenie jest dla {invited}. Wyloguj się, a potem otwórz link z wiadomości ponownie."
                )
            },
            former: |here, invited| {
                format!(
                    "Zalogowano Cię jako {here}, ale to zaproszenie jest dla {invited}, Twojego poprzedniego adresu. Poproś osobę, która Cię zaprosiła, o zaproszenie na {here}."
                )
            },
            dead: "Z tego zaproszenia nie można skorzystać",
            missing: "Ten link nie działa. Może być niepełny albo zastąpiła go nowsza wiadomość. Otwórz link z najnowszej wiadomości albo poproś o ponowne wysłanie.",
            expired: "To zaproszenie wygasło. Poproś osobę, która Cię zaprosiła, o ponowne wysłanie.",
            revoked: "To zaproszenie zostało wycofane. Jeśli to pomyłka, odezwij się do osoby, która Cię zaprosiła.",
            accepted: "To zaproszenie zostało już przyjęte.",
            declined: "To zaproszenie jest odrzucone. Jeśli zmienisz zdanie, poproś o nowe.",
            declined_unknown: "To zaproszenie jest odrzucone, bo nie znasz nadawcy. Przez pewien czas to konto nie może Cię zapraszać.",
            to_accounts: "Do Twoich kont",
            register_lead: "Zarejestruj się, aby przyjąć zaproszenie.",
            fixed: "Zaproszenie jest dla tego adresu.",
            domain: "Adresów z tej domeny nie można tu już rejestrować. Poproś osobę, która Cię zaprosiła, o zaproszenie na inny adres.",
            aside: [
                "Podajesz język, kraj i numer telefonu.",
                "Wysyłamy kod na Twój adres e-mail. Wpisujesz go tutaj.",
                "Należysz do konta.",
            ],
        },
        applications: Applications {
            continue_to: |name| format!("Przejdź do {name}"),
            signed_in: "Zalogowano. Jeśli nic się nie dzieje, naciśnij przycisk.",
            signed_out: "Wylogowano. Jeśli nic się nie dzieje, naciśnij przycisk.",
            sign_out: "Wylogować?",
            sign_out_lead: "Nastąpi wylogowanie tutaj, a żadna aplikacja otwarta stąd nie będzie już mogła o Ciebie pytać.",
            asks_to_sign_out: |name| {
                format!(
                    "{name} prosi o wylogowanie. Nastąpi ono tutaj, a żadna aplikacja otwarta stąd nie będzie już mogła o Ciebie pytać."
                )
            },
        },
        trouble: Trouble {
            unknown_application: (
                "Nie znamy tej aplikacji",
                "Poprosiła o zalogowanie, ale nie jest tu zarejestrowana albo chce dostać odpowiedź gdzie indziej. Wróć i zacznij tam jeszcze raz.",
            ),
            not_found: ("Nie ma takiej strony", "Sprawdź adres albo wróć na stronę główną."),
            forbidden: (
                "Nie możesz tego zrobić",
                "Twoje role w tym koncie na to nie pozwalają. Poproś właściciela albo administratora.",
            ),
            not_a_page: (
                "Tu nie ma strony",
                "Pod ten adres tylko wysyła się formularze. Przejdź do strony głównej albo wróć do formularza.",
            ),
            bad_request: ("Nie udało się tego odczytać", "Wróć, odśwież stronę i wyślij formularz jeszcze raz."),
            foreign: (
                "Ten formularz przyszedł z innej strony",
                "Otwórz naszą stronę w swojej przeglądarce i wyślij formularz tam.",
            ),
            somebody_else: (
                "Teraz zalogowany jest ktoś inny",
                "Tę stronę otwarto dla innego użytkownika. Nic nie zostało zrobione. Otwórz ją ponownie albo zaloguj się jak wcześniej.",
            ),
            no_cookies: (
                "Ten formularz wymaga plików cookie",
                "Zezwól na pliki cookie tej strony, otwórz stronę jeszcze raz i wyślij formularz z niej.",
            ),
            too_large: ("Za dużo naraz", "Wróć, skróć to, co wpisano, i wyślij formularz jeszcze raz."),
            too_slow: (
                "To trwało zbyt długo",
                "Formularz nie dotarł w całości. Sprawdź połączenie, wróć i wyślij go jeszcze raz.",
            ),
            too_many: ("Za dużo prób", |seconds| format!("Spróbuj jeszcze raz za {}.", span(seconds))),
            busy: ("Teraz to niemożliwe", |seconds| {
                format!("Serwis jest zajęty albo uruchamia się ponownie. Spróbuj jeszcze raz za {}.", span(seconds))
            }),
            broken: (
                "Coś zepsuło się po naszej stronie",
                "To nie Twoja wina. Spróbuj za minutę; jeśli to nie minie, napisz do nas.",
            ),
            kept: "Wszystko, co wpisano, jest zachowane, oprócz haseł.",
            back_to_form: "Wróć do formularza",
            again: "Spróbuj jeszcze raz",
            number: "Jeśli do nas napiszesz, podaj ten numer:",
            to_start: "Na stronę główną",
        },
        field,
        live: LIVE,
    };

    pub(crate) const LIVE: Live = Live {
        wrong,
        problem: "Wystąpił problem",
        error: "Błąd:",
        working: "Chwileczkę…",
        unreachable: "Serwer nie odpowiedział. Wszystko, co wpisano, nadal tu jest. Sprawdź połączenie i naciśnij przycisk jeszcze raz.",
        failed: "Coś zepsuło się po naszej stronie. Wszystko, co wpisano, nadal tu jest. Naciśnij przycisk jeszcze raz za minutę.",
        copied: "Skopiowano",
        wait: |seconds| format!("O kolejny kod można poprosić za {}.", span(seconds)),
        again_now: "O kolejny kod można już poprosić.",
    };

    /// A span in the accusative, as after „za”.
    fn span(seconds: u32) -> String {
        let (n, forms) = match Span::of(seconds) {
            Span::Seconds(n) => (n, ["sekundę", "sekundy", "sekund"]),
            Span::Minutes(n) => (n, ["minutę", "minuty", "minut"]),
        };
        format!("{n} {}", slavic(n, true, forms))
    }

    /// So many characters, as after „co najmniej”.
    fn characters(n: u16) -> String {
        format!("{n} {}", slavic(n.into(), true, ["znak", "znaki", "znaków"]))
    }

    fn field(field: Field) -> FieldWords {
        let (label, hint) = match field {
            Field::Registration
            | Field::Version
            | Field::Confirmed
            | Field::Next
            | Field::Session
            | Field::Account
            | Field::Member
            | Field::Invitation
            | Field::Link
            | Field::Passkey
            | Field::PasskeyId => ("", ""),
            Field::PasskeyName => ("Nazwa klucza dostępu", ""),
            Field::Name => ("Imię", ""),
            Field::Surname => ("Nazwisko", ""),
            Field::OneName => ("Mam tylko jedno imię", "Wtedy zostaw nazwisko puste."),
            Field::Email => ("E-mail", ""),
            Field::Password => ("Hasło", ""),
            Field::ConfirmPassword => ("Powtórz hasło", ""),
            Field::Language => ("Język", "Dla tych stron i naszych wiadomości."),
            Field::Country => ("Kraj", ""),
            Field::Phone => ("Numer telefonu", "Dzwonimy tylko w sprawie bezpieczeństwa konta."),
            Field::AccountType => ("Typ konta", ""),
            Field::OrganisationType => ("Rodzaj organizacji", ""),
            Field::CompanyName => ("Nazwa firmy", ""),
            Field::Tin => ("Numer podatkowy", ""),
            Field::RegistrationNumber => ("Numer rejestrowy", ""),
            Field::VatNumber => ("Numer VAT", ""),
            Field::Address => ("Adres", "Ulica i numer domu."),
            Field::City => ("Miejscowość", ""),
            Field::PostalCode => ("Kod pocztowy", ""),
            Field::Code => ("Kod weryfikacyjny", "Sześć liter, na przykład ABC-DEF."),
            Field::TwoStepCode => ("Kod", "Sześć cyfr z aplikacji uwierzytelniającej."),
            Field::RecoveryCode => ("Kod odzyskiwania", "Jeden z zapisanych, na przykład 7QM4K-2XB9T-…"),
            Field::NewPassword => ("Nowe hasło", ""),
            Field::ConfirmNewPassword => ("Powtórz nowe hasło", ""),
            Field::OldPassword => ("Stare hasło", ""),
            Field::Theme => ("Motyw", ""),
            Field::UserEmail => ("E-mail użytkownika", ""),
            Field::Roles => ("Role", ""),
            Field::Notifications => ("Powiadomienia", "Jakie listy o tym koncie dostaje użytkownik."),
            Field::TwoStepPolicy => ("Zasady weryfikacji dwuetapowej", ""),
            Field::RoleAccountAdministrator => ("Administrator konta", ""),
            Field::RoleBillingAdministrator => ("Administrator rozliczeń", ""),
            Field::RoleUserAdministrator => ("Administrator użytkowników", ""),
            Field::RoleAccountObserver => ("Obserwator konta", ""),
            Field::NotifyGeneral => ("Ogłoszenia ogólne", ""),
            Field::NotifyBilling => ("Powiadomienia o rozliczeniach i usługach", ""),
            Field::NotifyTickets => ("Kopie wszystkich wiadomości o zgłoszeniach", ""),
            Field::NotifyTechnical => ("Ogłoszenia techniczne", ""),
        };
        FieldWords { label, hint }
    }

    fn missing(field: Field) -> &'static str {
        match field {
            Field::Name => "Wpisz imię",
            Field::Surname => "Wpisz nazwisko albo zaznacz, że masz tylko jedno imię",
            Field::UserEmail => "Wpisz e-mail użytkownika",
            Field::Roles => "Wybierz jedną lub kilka ról",
            Field::PasskeyName => "Wpisz nazwę klucza dostępu",
            Field::Email => "Wpisz adres e-mail",
            Field::Password => "Wpisz hasło",
            Field::ConfirmPassword => "Wpisz hasło jeszcze raz",
            Field::Language => "Wybierz język",
            Field::Country => "Wybierz kraj",
            Field::Phone => "Wpisz numer telefonu",
            Field::AccountType => "Wybierz typ konta",
            Field::OrganisationType => "Wybierz rodzaj organizacji",
            Field::CompanyName => "Wpisz nazwę firmy",
            Field::Tin => "Wpisz numer podatkowy",
            Field::Code => "Wpisz kod z wiadomości",
            Field::TwoStepCode => "Wpisz kod z aplikacji uwierzytelniającej",
            Field::RecoveryCode => "Wpisz kod odzyskiwania",
            Field::OldPassword => "Wpisz obecne hasło",
            Field::NewPassword => "Wpisz nowe hasło",
            Field::ConfirmNewPassword => "Wpisz nowe hasło jeszcze raz",
            _ => "Wypełnij to pole",
        }
    }

    fn wrong(field: Field, wrong: FieldError) -> String {
        let label = self::field(field).label;
        let sentence = match (field, wrong) {
            (_, FieldError::Unsupported) => {
                "Nie udało się: ta przeglądarka nie może tu używać kluczy dostępu, ma wyłączone skrypty albo strona nie była jeszcze gotowa. Naciśnij przycisk jeszcze raz albo wybierz inny sposób"
            }
            (Field::Passkey, FieldError::Missing) => {
                "Klucz dostępu nie został użyty. Naciśnij przycisk jeszcze raz albo wybierz inny sposób"
            }
            (Field::Passkey, FieldError::Used) => "Na tym urządzeniu jest już Twój klucz dostępu",
            (Field::Passkey, FieldError::Full) => "Masz tyle kluczy dostępu, ile można mieć. Najpierw usuń któryś",
            (Field::Passkey, FieldError::Password) => "Ten klucz dostępu znów zadziała, gdy zalogujesz się hasłem",
            (Field::Passkey, FieldError::Stale) => "Minęło zbyt wiele czasu. Naciśnij przycisk jeszcze raz",
            (_, FieldError::Unknown) => {
                "Tego klucza dostępu tu nie ma: został usunięty albo nie był dodany. Użyj innego albo wybierz inny sposób"
            }
            (Field::Passkey, _) => "Ten klucz dostępu tu nie działa. Użyj innego albo wybierz inny sposób",
            (_, FieldError::Missing) => missing(field),
            (_, FieldError::TooShort(n)) => return format!("{label}: potrzeba co najmniej {}", genitive(n)),
            (_, FieldError::TooLong(n)) => return format!("{label}: najwyżej {}", characters(n)),
            (_, FieldError::Wait(seconds)) => return format!("Kolejny kod można dostać za {}", span(seconds)),
            (Field::Phone, FieldError::Characters) => "Wpisz jeden numer telefonu, cyframi",
            (Field::Code, FieldError::Characters) => "Kod składa się tylko z liter, na przykład ABC-DEF",
            (Field::TwoStepCode, FieldError::Characters) => "Kod składa się tylko z cyfr, na przykład 123456",
            (Field::RecoveryCode, FieldError::Characters) => {
                "Kod odzyskiwania ma tylko cyfry i litery łacińskie, nigdy litery U"
            }
            (_, FieldError::Characters) => return format!("{label}: są tu ukryte znaki. Wpisz tekst ręcznie"),
            (Field::Email, FieldError::Malformed) => "Wpisz adres podobny do name@example.com",
            (_, FieldError::Malformed) => return format!("{label}: sprawdź pisownię"),
            (Field::Phone, FieldError::Length) => "Numer telefonu ma za dużo lub za mało cyfr. Sprawdź go",
            (Field::Code, FieldError::Length) => "Kod ma sześć liter, na przykład ABC-DEF",
            (Field::TwoStepCode, FieldError::Length) => "Kod ma sześć cyfr, na przykład 123456",
            (Field::RecoveryCode, FieldError::Length) => "Kod odzyskiwania ma 24 cyfry i litery. Sprawdź go",
            (_, FieldError::Length) => return format!("{label}: sprawdź długość"),
            (_, FieldError::Number(_) | FieldError::Doubtful(_)) => return format!("{label}: sprawdź pisownię"),
            (_, FieldError::Mismatch) => "Hasła się różnią. Wpisz dwa razy to samo",
            (_, FieldError::Choice) => "Wybierz z listy",
            (_, FieldError::Country) => {
                "W Twoim kraju nie ma takiego numeru. Sprawdź go albo zacznij od + i numeru kierunkowego kraju"
            }
            (_, FieldError::ImpossiblePhone) => "Nikt nie ma takiego numeru. Sprawdź cyfry po +",
            (_, FieldError::Extension) => "Numer wewnętrzny ma od 1 do 7 cyfr. Sprawdź go albo usuń",
            (_, FieldError::DoubtfulPhone) => {
                "Ten numer nie pasuje do numerów swojego kraju. Sprawdź go. Jeśli jest poprawny, naciśnij przycisk jeszcze raz"
            }
            (_, FieldError::PhonePlus) => {
                "Twój kraj nie ma własnych numerów telefonu. Zacznij od + i numeru kierunkowego kraju"
            }
            (_, FieldError::Alphabet) => "Kod jest pisany alfabetem łacińskim. Przełącz klawiaturę",
            (Field::TwoStepCode, FieldError::Code) => "Ten kod nie działa. Wpisz ten, który aplikacja pokazuje teraz",
            (Field::RecoveryCode, FieldError::Code) => {
                "Ten kod odzyskiwania nie działa albo został już użyty. Sprawdź go albo użyj innego"
            }
            (Field::TwoStepCode, FieldError::Tries) => "Za dużo prób. Użyj kodu odzyskiwania",
            (_, FieldError::Clock) => {
                "Ten kod należy do innej chwili. Wpisz ten, który aplikacja pokazuje teraz. Jeśli i on nie działa, włącz w telefonie automatyczny czas"
            }
            (Field::NewPassword, FieldError::Used) => "To hasło już masz. Wybierz inne",
            (_, FieldError::Used) => "Ten kod został już użyty. Poczekaj, aż aplikacja pokaże następny",
            (_, FieldError::Password) => "To nie jest Twoje hasło. Sprawdź je",
            (_, FieldError::Code) => {
                "Ten kod nie działa. Porównaj go z wiadomością albo naciśnij „Wyślij kod ponownie”"
            }
            (_, FieldError::Tries) => "Za dużo prób. Naciśnij „Wyślij kod ponownie”, aby dostać nowy kod",
            (_, FieldError::Exhausted) => "Za dużo prób. Zacznij od nowa, aby zarejestrować się ponownie",
            (_, FieldError::Changes) => "Adres zmieniono trzy razy. Zacznij od nowa, aby podać inny",
            (_, FieldError::Credentials) => "Adres e-mail i hasło do siebie nie pasują. Sprawdź oba",
            (_, FieldError::Common) => {
                "To hasło łatwo odgadnąć. Użyj trzech lub czterech słów, które nie mają ze sobą nic wspólnego"
            }
            (_, FieldError::Personal) => {
                "To hasło składa się z imienia, adresu e-mail albo naszej nazwy. Użyj słów, których nikt z Tobą nie łączy"
            }
            (_, FieldError::Leaked) => {
                "To hasło gdzieś skradziono i jest na listach, które złodzieje sprawdzają najpierw. Wybierz inne, tutaj i wszędzie, gdzie go używasz"
            }
            (Field::Code, FieldError::Stale) => {
                "W międzyczasie podano inny adres, a ten kod może być do poprzedniego. Wpisz kod wysłany na adres, który widać teraz"
            }
            (Field::TwoStepCode, FieldError::Stale) => {
                "Tajny klucz został w międzyczasie zmieniony. Skonfiguruj aplikację tym, który widać teraz, i wpisz jej kod"
            }
            (_, FieldError::Stale) => {
                return format!(
                    "{label}: w międzyczasie zapisano tu coś innego. Porównaj i naciśnij „Zapisz” jeszcze raz"
                );
            }
            (_, FieldError::Shared) => {
                "Inne osoby należą do konta, którego jesteś właścicielem. Usuń je z niego albo przekaż konto i spróbuj ponownie"
            }
            (_, FieldError::Member) => "Ta osoba należy już do konta. Zmień jej role na liście użytkowników",
            (_, FieldError::Invited) => {
                "Ta osoba jest już zaproszona. Wyślij zaproszenie ponownie z listy użytkowników"
            }
            (_, FieldError::Rights) => {
                "Nie możesz nadać ani odebrać tych ról. Wybierz inne albo poproś właściciela konta"
            }
            (_, FieldError::Full) => {
                "Masz już tyle kont, ile może mieć jedna osoba. Jeśli potrzebujesz więcej, napisz do nas"
            }
            (_, FieldError::Domain) => "Adresów z tej domeny nie można tu zarejestrować. Użyj innego adresu e-mail",
        };
        sentence.to_owned()
    }

    /// So many characters, in the genitive, as after „potrzeba co najmniej”.
    fn genitive(n: u16) -> String {
        format!("{n} {}", if n == 1 { "znaku" } else { "znaków" })
    }
}

/// What letters say.
pub(super) mod letters {
    use crate::letters::{
        AddressKept, AlreadyRegistered, DeletionAsked, EmailChange, Invitation, Letters, Membership, PasswordReset,
        SecurityNotice, Unlock, VerificationCode,
    };
    use crate::pages::slavic;
    use rules::{MemberNews, Notice};

    pub(crate) const LETTERS: Letters = Letters {
        support: |address| format!("Masz pytania? Napisz na adres {address}."),
        asked: |moment, device| match device {
            Some(device) => format!("Prośba przyszła {moment} z urządzenia: {device}."),
            None => format!("Prośba przyszła {moment}."),
        },
        happened: |moment, device| match device {
            Some(device) => format!("Kiedy: {moment}. Przeglądarka: {device}."),
            None => format!("Kiedy: {moment}."),
        },
        verification_code: VerificationCode {
            subject: |brand| format!("Twój kod do {brand}"),
            lead: |brand| format!("Wpisz ten kod, aby zakończyć rejestrację w {brand}:"),
            lifetime: |n| format!("Kod działa przez {n} {}.", slavic(n, true, ["minutę", "minuty", "minut"])),
            not_you: "Ktoś podał Twój adres na naszej stronie rejestracji. Jeśli to nie Ty, nic nie rób: bez tego kodu konto nie powstanie.",
        },
        already_registered: AlreadyRegistered {
            subject: |brand| format!("Masz już konto w {brand}"),
            lead: |brand| {
                format!("Ktoś rozpoczął rejestrację w {brand} z Twoim adresem. Masz już konto, więc nowe nie powstało.")
            },
            sign_in: "Jeśli to Ty, zaloguj się tutaj:",
            forgot: "Nie pamiętasz hasła? Ustaw nowe tutaj:",
            not_you: "Jeśli to nie Ty, nic nie rób. Twoje konto się nie zmieniło.",
            wanted: |brand| {
                format!(
                    "Ktoś chciał przenieść swoje konto w {brand} na Twój adres. Ma on już konto, więc nic się nie zmieniło."
                )
            },
        },
        address_kept: AddressKept {
            subject: |brand| format!("Ten adres w {brand} jest zachowany"),
            lead: |brand, until| {
                format!(
                    "Ktoś chciał użyć Twojego adresu w {brand}. Do niedawna należał on do konta i jest zachowany dla jego właściciela do {until}. Nic się nie zmieniło; potem adresu znów będzie można użyć."
                )
            },
            not_you: "Jeśli to nie Ty, nic nie rób.",
        },
        password_reset: PasswordReset {
            subject: |brand| format!("Nowe hasło do {brand}"),
            lead: |brand| format!("Ustaw nowe hasło do swojego konta w {brand} tutaj:"),
            lifetime: |n| {
                let minutes = slavic(n, true, ["minutę", "minuty", "minut"]);
                format!("Link działa jeden raz, przez {n} {minutes}. Weryfikacja dwuetapowa pozostaje bez zmian.")
            },
            not_you: "Jeśli to nie Ty o to prosisz, nic nie rób: Twoje hasło się nie zmieni.",
            void: "Dotychczasowe hasło już nie działa: może je znać ten, kto chciał zmienić adres Twojego konta.",
            void_lifetime: |n| {
                let minutes = slavic(n, true, ["minutę", "minuty", "minut"]);
                format!(
                    "Link działa jeden raz, przez {n} {minutes}. Potem poproś o inny na stronie logowania: „Nie pamiętasz hasła?”."
                )
            },
        },
        unlock: Unlock {
            subject: |brand| format!("{brand}: link, który wpuszcza Twoją przeglądarkę"),
            lead: |brand| {
                format!(
                    "W {brand} było za dużo prób z tym adresem e-mail, Twoich albo cudzych, więc wszyscy muszą czekać. Twoja przeglądarka nie musi. Otwórz ten link w przeglądarce, w której chcesz kontynuować:"
                )
            },
            lifetime: |n| {
                let hours = slavic(n, true, ["godzinę", "godziny", "godzin"]);
                format!("Link działa przez {n} {hours}, w dowolnej liczbie przeglądarek. Nikogo nie loguje.")
            },
            not_you: "Jeśli to nie Ty o to prosisz, nic nie rób: bez tej wiadomości nikt nie zostanie wpuszczony.",
        },
        email_change_code: VerificationCode {
            subject: |brand| format!("Twój kod do nowego adresu w {brand}"),
            lead: |brand| format!("Wpisz ten kod, aby ten adres stał się adresem Twojego konta w {brand}:"),
            lifetime: |n| format!("Kod działa przez {n} {}.", slavic(n, true, ["minutę", "minuty", "minut"])),
            not_you: "Ktoś podał Twój adres w ustawieniach konta. Jeśli to nie Ty, nic nie rób: bez tego kodu nic się nie zmieni.",
        },
        email_change: EmailChange {
            subject: |brand| format!("{brand}: prośba o inny adres e-mail"),
            asked: |brand, to| {
                format!(
                    "Twoje konto w {brand} ma przejść z tego adresu na {to}. Stanie się to, gdy tamten adres zostanie potwierdzony; do tego czasu logujesz się tym. Jeśli to nie Ty, zatrzymaj to tutaj, a konto zostanie przy tym adresie:"
                )
            },
            lifetime: |n| {
                let days = slavic(n, true, ["dzień", "dni", "dni"]);
                format!("Ten link pozwala też cofnąć zmianę, przez {n} {days} po niej.")
            },
            subject_done: |brand| format!("{brand}: Twój adres e-mail został zmieniony"),
            done: |brand, to| {
                format!(
                    "Twoje konto w {brand} przeszło z tego adresu na {to}. Od teraz logujesz się tamtym. Jeśli to nie Ty, cofnij to tutaj, a ten adres znów będzie adresem Twojego konta:"
                )
            },
            lifetime_done: |n| {
                let days = slavic(n, true, ["dzień", "dni", "dni"]);
                format!("Link działa przez {n} {days}. Tak długo nikt inny nie może użyć tego adresu.")
            },
        },
        invitation: Invitation {
            subject: |account, brand| format!("{brand}: zaproszenie do konta {account}"),
            lead: |who, account, brand| format!("{who} zaprasza Cię do konta {account} w {brand}."),
            roles: |roles| format!("Twoje role w nim: {roles}."),
            open: "Zaproszenie możesz obejrzeć i przyjąć albo odrzucić tutaj:",
            lifetime: |n| format!("Link działa przez {n} {}.", slavic(n, true, ["dzień", "dni", "dni"])),
            not_you: "Dopóki nie przyjmiesz zaproszenia, nic się nie zmieni. Jeśli nie znasz nadawcy, powiedz o tym na tej stronie albo nic nie rób.",
        },
        membership: Membership {
            subject: |brand| format!("{brand}: Twój udział w koncie"),
            title: member_title,
            lead: member_lead,
        },
        deletion_asked: DeletionAsked {
            title: "Twoje konto zostanie usunięte",
            lead: |brand, days| {
                format!(
                    "Twoje konto w {brand} zostanie usunięte za {days} {}. Aby je zachować, otwórz tę stronę i naciśnij „Cofnij usunięcie”; nie musisz się logować:",
                    slavic(days, true, ["dzień", "dni", "dni"])
                )
            },
            not_you: "Jeśli to nie Twoja prośba, ktoś zna Twoje hasło. Ustaw wtedy nowe:",
        },
        security_notice: SecurityNotice {
            subject: |brand| format!("Powiadomienie o bezpieczeństwie od {brand}"),
            title,
            lead,
        },
    };

    fn title(notice: Notice) -> &'static str {
        match notice {
            Notice::NewBrowser => "logowanie z nowej przeglądarki",
            Notice::SecondStepFailed => "prawidłowe hasło, błędny drugi etap",
            Notice::ManyFailures(_) => "prawidłowe hasło po wielu błędnych",
            Notice::PasswordChanged => "Twoje hasło zostało zmienione",
            Notice::TwoStepOn => "weryfikacja dwuetapowa jest włączona",
            Notice::TwoStepOff => "weryfikacja dwuetapowa jest wyłączona",
            Notice::TwoStepReset => "weryfikacja dwuetapowa została zresetowana",
            Notice::PasskeyAdded => "dodano klucz dostępu",
            Notice::PasskeyRemoved => "usunięto klucz dostępu",
            Notice::PasskeyCopied => "klucz dostępu został odrzucony",
            Notice::RecoveryMade => "nowe kody odzyskiwania",
            Notice::RecoveryUsed(_) => "użyto kodu odzyskiwania",
            Notice::Disabled => "Twoje logowanie jest zamknięte",
            Notice::Enabled => "Twoje logowanie jest znów otwarte",
            Notice::PhoneChanged => "Twój numer telefonu został zmieniony",
            Notice::EmailChanged => "to teraz Twój adres",
            Notice::EmailMoved => "Twój adres został zmieniony",
            Notice::EmailRestored => "Twój adres został przywrócony",
            Notice::EmailRemoved => "ten adres nie należy już do Twojego konta",
            Notice::DeletionCancelled => "Twoje konto zostaje",
            Notice::DeletionStopped => "Twoje konto nie zostało usunięte",
            Notice::Deleted => "Twoje konto zostało usunięte",
        }
    }

    fn lead(notice: Notice, brand: &str) -> String {
        const NOT_YOU: &str = "Jeśli to Ty, nic nie musisz robić. Jeśli nie, od razu ustaw nowe hasło:";
        let what = match notice {
            Notice::NewBrowser => {
                format!(
                    "Ktoś zalogował się na Twoje konto w {brand} z przeglądarki, z której wcześniej się nie logowano."
                )
            }
            Notice::SecondStepFailed => {
                return format!(
                    "Ktoś podał Twoje prawidłowe hasło w {brand}, ale nie właściwy kod drugiego etapu. Nie udało mu się zalogować. Jeśli to nie Ty, ktoś zna Twoje hasło. Od razu ustaw nowe:"
                );
            }
            Notice::ManyFailures(n) => {
                let wrong = slavic(n, true, ["błędnym", "błędnych", "błędnych"]);
                format!("Twoje prawidłowe hasło do {brand} podano po {n} {wrong}.")
            }
            Notice::PasswordChanged => {
                format!("Hasło do Twojego konta w {brand} zostało zmienione, a inne sesje zakończone.")
            }
            Notice::TwoStepOn => {
                format!(
                    "Weryfikacja dwuetapowa Twojego konta w {brand} została włączona albo przeniesiona na inny klucz."
                )
            }
            Notice::PasskeyAdded => {
                format!("Do Twojego konta w {brand} dodano klucz dostępu. Kto go ma, może się nim zalogować.")
            }
            Notice::PasskeyRemoved => format!("Z Twojego konta w {brand} usunięto klucz dostępu."),
            Notice::PasskeyCopied => {
                return format!(
                    "Klucz dostępu Twojego konta w {brand} został odrzucony, bo może istnieć jego kopia. Usuń go w ustawieniach bezpieczeństwa i dodaj nowy. Jeśli przed chwilą nie był używany przez Ciebie, ustaw też nowe hasło:"
                );
            }
            Notice::TwoStepOff => format!("Weryfikacja dwuetapowa Twojego konta w {brand} została wyłączona."),
            Notice::TwoStepReset => {
                return format!(
                    "Wyłączyliśmy weryfikację dwuetapową Twojego konta w {brand}, bo nas o to poproszono. Dopóki jej nie włączysz, do logowania wystarczy samo hasło. Jeśli to nie Twoja prośba, napisz do nas i od razu ustaw nowe hasło:"
                );
            }
            Notice::RecoveryMade => {
                format!("Dla Twojego konta w {brand} powstały nowe kody odzyskiwania. Stare już nie działają.")
            }
            Notice::RecoveryUsed(n) => {
                let left = slavic(n, true, ["Został", "Zostały", "Zostało"]);
                let codes = slavic(n, true, ["kod", "kody", "kodów"]);
                format!("Ktoś zalogował się na Twoje konto w {brand} kodem odzyskiwania. {left} {n} {codes}.")
            }
            Notice::Disabled => {
                return format!(
                    "Zamknęliśmy logowanie na Twoje konto w {brand} i zakończyliśmy wszystkie sesje. Napisz do nas, aby poznać powód."
                );
            }
            Notice::Enabled => {
                return format!(
                    "Logowanie na Twoje konto w {brand} jest znów otwarte. Jeśli nie pamiętasz hasła, ustaw nowe tutaj:"
                );
            }
            Notice::PhoneChanged => format!("Numer telefonu Twojego konta w {brand} został zmieniony."),
            Notice::EmailChanged => {
                format!("Od teraz logujesz się w {brand} tym adresem. Poprzedni już nie działa.")
            }
            Notice::EmailMoved => {
                return format!(
                    "Przenieśliśmy Twoje konto w {brand} na inny adres e-mail, bo nas o to poproszono. Od teraz logujesz się nowym adresem. Jeśli to nie Twoja prośba, od razu do nas napisz."
                );
            }
            Notice::EmailRestored => {
                return format!(
                    "To znów adres Twojego konta w {brand}. Wszystkie sesje zostały zakończone. W osobnej wiadomości dostaniesz link do nowego hasła: użyj go, zanim się zalogujesz."
                );
            }
            Notice::EmailRemoved => {
                return format!(
                    "Zmiana na ten adres została cofnięta z poprzedniego. Twoje konto w {brand} ma znów poprzedni adres, a wszystkie sesje zostały zakończone. Jeśli to nie Ty, napisz do nas."
                );
            }
            Notice::DeletionCancelled => format!("Twoje konto w {brand} nie zostanie usunięte."),
            Notice::DeletionStopped => {
                return format!(
                    "Twoje konto w {brand} nie zostało usunięte: inne osoby należą do konta, którego jesteś właścicielem. Usuń je z niego i poproś o usunięcie jeszcze raz. Jeśli nie pamiętasz hasła, ustaw nowe tutaj:"
                );
            }
            Notice::Deleted => {
                return format!(
                    "Twoje konto w {brand} zostało usunięte, a z nim to, co o Tobie przechowywaliśmy. Dziękujemy za wspólny czas."
                );
            }
        };
        format!("{what} {NOT_YOU}")
    }

    fn member_title(news: MemberNews) -> &'static str {
        match news {
            MemberNews::Accepted => "Twoje zaproszenie przyjęto",
            MemberNews::RolesChanged => "Twoje role się zmieniły",
            MemberNews::Dissociated => "nie należysz już do konta",
            MemberNews::TwoStepReset => "zresetowano weryfikację dwuetapową",
            MemberNews::OwnerNow => "jesteś teraz właścicielem konta",
            MemberNews::OwnerNoMore => "Twoje konto ma innego właściciela",
        }
    }

    fn member_lead(news: MemberNews, account: &str, who: &str, roles: &str) -> String {
        match news {
            MemberNews::Accepted => {
                format!("Twoje zaproszenie do konta {account} zostało przyjęte. Kto je przyjął: {who}. Role: {roles}.")
            }
            MemberNews::RolesChanged => {
                format!("Twoje role w koncie {account} zostały zmienione. Kto to zrobił: {who}. Od teraz to: {roles}.")
            }
            MemberNews::Dissociated => {
                format!(
                    "Usunięto Cię z konta {account}. Kto to zrobił: {who}. Nadal możesz się logować i zmieniać własne dane."
                )
            }
            MemberNews::TwoStepReset => format!(
                "{who} zarządza użytkownikami konta {account}. Stamtąd wyłączono Twoją weryfikację dwuetapową i zakończono wszystkie Twoje sesje. Dopóki jej znów nie włączysz, do logowania wystarczy hasło. Jeśli to nie Twoja prośba, porozmawiaj z tą osobą i napisz do nas."
            ),
            MemberNews::OwnerNow => format!("Jesteś teraz właścicielem konta {account}. Zmieniliśmy to na prośbę."),
            MemberNews::OwnerNoMore => format!(
                "Konto {account} ma teraz innego właściciela: {who}. Zmieniliśmy to na prośbę. Twoje role w nim: {roles}."
            ),
        }
    }
}

/// What is said of companies' numbers.
pub(super) mod numbers {
    use rules::{Field, NumberKind, OrganisationType};

    use crate::number_words::{Numbers, Size};

    pub(crate) const NUMBERS: Numbers = Numbers {
        name,
        label,
        or: " albo ",
        with: |size| format!("z {}", of_digits(size)),
        for_people: " dla przedsiębiorcy indywidualnego",
        hint: |kinds, example| format!("{kinds}, na przykład {example}."),
        unknown: |field| match field {
            Field::Tin => "Numer, pod którym organizacja płaci podatki.",
            Field::VatNumber => "Jeśli organizacja jest podatnikiem VAT.",
            _ => "Numer w rejestrze organizacji.",
        },
        insist: "Jeśli wszystko się zgadza, naciśnij przycisk jeszcze raz",
        missing: |field| match field {
            Field::Tin => "Wpisz numer podatkowy",
            Field::VatNumber => "Wpisz numer VAT",
            _ => "Wpisz numer rejestrowy",
        },
        characters: |about| match about.numeric {
            true => format!("{} ma same cyfry. Wpisz go bez liter i znaków", about.name),
            false => format!("{} ma cyfry i litery łacińskie. Wpisz go bez innych znaków", about.name),
        },
        too_short: |about, count| format!("{} ma co najmniej {}", about.name, counted(count, false)),
        too_long: |about, count| format!("{} ma najwyżej {}", about.name, counted(count, false)),
        length: |about, size, typed| format!("{} ma {}, a tu jest {typed}", about.name, digits(size)),
        shape: |about| match about.example {
            "" => format!("{} wygląda inaczej. Sprawdź go", about.name),
            example => format!("{} wygląda tak: {example}. Sprawdź go", about.name),
        },
        checksum: |about| match (about.ends_with_check, about.digits_alone) {
            (true, _) => format!("{}: ostatnia cyfra nie pasuje, sprawdź, czy nie ma literówki", about.name),
            (_, true) => format!("{}: cyfry nie pasują do siebie, sprawdź, czy nie ma literówki", about.name),
            _ => format!("{}: cyfry i litery nie pasują do siebie, sprawdź, czy nie ma literówki", about.name),
        },
        birth_date: |about| {
            format!("{}: data urodzenia w nim nie może być prawidłowa, sprawdź, czy nie ma literówki", about.name)
        },
        office: |about| {
            format!("{}: numerów z takimi cyframi się nie nadaje, sprawdź, czy nie ma literówki", about.name)
        },
        belongs: |about, other, takes| {
            let moved = format!("To wygląda na {}. Wpisz to w polu „{}”", about.within, label(other));
            match takes {
                Some(kinds) => format!("{moved}, a w polu „{}” podaj {kinds}", label(about.field)),
                None => moved,
            }
        },
        organisation: |about, organisation| match organisation {
            OrganisationType::IndividualEntrepreneur => {
                format!("{} mają organizacje, a nie przedsiębiorcy indywidualni. Sprawdź numer i rodzaj", about.name)
            }
            OrganisationType::LegalEntity => {
                format!("{} mają osoby fizyczne, a nie osoby prawne. Sprawdź numer i rodzaj organizacji", about.name)
            }
            OrganisationType::GovernmentAgency => {
                format!(
                    "{} mają osoby fizyczne, a nie instytucje publiczne. Sprawdź numer i rodzaj organizacji",
                    about.name
                )
            }
        },
        document: "RNOKPP ma 10 cyfr, a 9 cyfr ma numer dowodu osobistego. Sprawdź go",
        abroad: |country| format!("To wygląda na numer VAT innego kraju ({country}). Sprawdź kraj i numer"),
        disagrees: "Numer VAT nie zgadza się z numerem podatkowym. Sprawdź oba",
        oss: "To numer procedury OSS. Wpisz własny numer organizacji",
    };

    fn name(kind: NumberKind) -> Option<String> {
        let own = match kind.name() {
            "ua-edrpou" => "kod EDRPOU",
            "ua-rnokpp" => "RNOKPP",
            "ua-vat" => "numer VAT (ІПН)",
            "ua-passport" => "numer paszportu",
            "pl-vat" => "numer VAT UE",
            _ if kind.home_field() == Some(Field::VatNumber) || kind.local_name() == "VAT number" => {
                return Some(format!("numer VAT ({})", kind.local_name()));
            }
            _ => return None,
        };
        Some(own.to_owned())
    }

    fn label(field: Field) -> &'static str {
        match field {
            Field::Tin => "Numer podatkowy",
            Field::VatNumber => "Numer VAT",
            _ => "Numer rejestrowy",
        }
    }

    /// So many in the accusative: "2 cyfry", "10 cyfr".
    fn counted(count: u16, digits: bool) -> String {
        let noun = match (count % 10, count % 100, digits) {
            (_, 1, true) if count == 1 => "cyfrę",
            (2..=4, last, true) if !(12..=14).contains(&last) => "cyfry",
            (_, _, true) => "cyfr",
            (_, 1, false) if count == 1 => "znak",
            (2..=4, last, false) if !(12..=14).contains(&last) => "znaki",
            (_, _, false) => "znaków",
        };
        format!("{count} {noun}")
    }

    /// What a number has: "10 cyfr", "DE i 9 cyfr", "9 albo 14 cyfr", "od 2 do 10 cyfr".
    fn digits(size: &Size) -> String {
        if size.is_range() {
            return format!("{}od {}", prefixed(size), of_many(size, " do "));
        }
        let last = counted(size.last(), size.digits_alone);
        let noun = last.rsplit(' ').next().unwrap_or_default();
        format!("{}{} {noun}", prefixed(size), size.counts(" albo ", " do "))
    }

    /// The same in the genitive, after "z".
    fn of_digits(size: &Size) -> String {
        format!("{}{}", prefixed(size), of_many(size, "–"))
    }

    fn of_many(size: &Size, to: &str) -> String {
        let noun = if size.digits_alone { "cyfr" } else { "znaków" };
        format!("{} {noun}", size.counts(" albo ", to))
    }

    fn prefixed(size: &Size) -> String {
        if size.prefix.is_empty() { String::new() } else { format!("{} i ", size.prefix) }
    }
}

/// The activity log.
pub(super) mod activity {
    use crate::activity::Log;
    use rules::Act;

    pub(crate) const LOG: Log = Log {
        act: |act| match act {
            Act::Registered => "Rejestracja",
            Act::SignedIn => "Logowanie",
            Act::SecondStep => "Drugi etap logowania",
            Act::SignedInTo => "Logowanie do aplikacji",
            Act::SignedOutOf => "Wylogowanie z aplikacji",
            Act::SignedOut => "Wylogowanie",
            Act::TwoStepEnabled => "Włączenie weryfikacji dwuetapowej",
            Act::PasskeyAdded => "Dodanie klucza dostępu",
            Act::PasskeyRenamed => "Zmiana nazwy klucza dostępu",
            Act::PasskeyRemoved => "Usunięcie klucza dostępu",
            Act::TwoStepDisabled => "Wyłączenie weryfikacji dwuetapowej",
            Act::TwoStepKey => "Nowy klucz weryfikacji dwuetapowej",
            Act::TwoStepReset => "Zresetowanie weryfikacji dwuetapowej",
            Act::RecoveryMade => "Utworzenie kodów odzyskiwania",
            Act::RecoverySaved => "Zapisanie kodów odzyskiwania",
            Act::RecoveryUsed => "Użycie kodu odzyskiwania",
            Act::ResetAsked => "Prośba o nowe hasło",
            Act::UnlockAsked => "Prośba o wiadomość, która wpuszcza przeglądarkę",
            Act::PasswordReset => "Zmiana hasła przez link",
            Act::IdentityConfirmed => "Potwierdzenie tożsamości",
            Act::SessionsEnded => "Zakończenie wszystkich sesji",
            Act::SessionEnded => "Zakończenie sesji",
            Act::OtherSessionsEnded => "Zakończenie innych sesji",
            Act::ProfileChanged => "Zmiana profilu",
            Act::PhoneChanged => "Zmiana numeru telefonu",
            Act::EmailAsked => "Prośba o zmianę adresu e-mail",
            Act::EmailCancelled => "Rezygnacja ze zmiany adresu e-mail",
            Act::EmailChanged => "Zmiana adresu e-mail",
            Act::EmailRestored => "Przywrócenie adresu e-mail",
            Act::PasswordChanged => "Zmiana hasła",
            Act::PreferencesChanged => "Zmiana języka lub motywu",
            Act::DataDownloaded => "Pobranie danych",
            Act::DeletionAsked => "Prośba o usunięcie",
            Act::DeletionCancelled => "Rezygnacja z usunięcia",
            Act::UserDeleted => "Usunięcie użytkownika",
            Act::AccountOpened => "Otwarcie konta",
            Act::AccountChanged => "Zmiana danych konta",
            Act::PolicyChanged => "Zmiana zasad weryfikacji dwuetapowej",
            Act::AccountTransferred => "Przekazanie konta",
            Act::Invited => "Zaproszenie użytkownika",
            Act::InvitationResent => "Ponowne wysłanie zaproszenia",
            Act::InvitationRevoked => "Wycofanie zaproszenia",
            Act::InvitationAccepted => "Przyjęcie zaproszenia",
            Act::InvitationDeclined => "Odrzucenie zaproszenia",
            Act::InvitationUnknown => "Odrzucenie zaproszenia: nieznany nadawca",
            Act::RolesChanged => "Zmiana ról",
            Act::NotificationsChanged => "Zmiana powiadomień",
            Act::Dissociated => "Usunięcie użytkownika z konta",
            Act::AccountLeft => "Opuszczenie konta",
            Act::UserDisabled => "Wyłączenie użytkownika",
            Act::UserEnabled => "Włączenie użytkownika",
        },
        you: "Ty",
        operator: "Operator",
        somebody: "Ktoś",
        former: |address| format!("{address} (były uczestnik)"),
        former_member: "Były uczestnik",
        done: "Wykonano",
        refused: "Odmówiono",
    };
}

/// How a letter fares.
pub(super) mod delivery {
    use crate::delivery::DeliveryWords;
    use rules::Delivery;

    pub(crate) const DELIVERY: DeliveryWords = DeliveryWords {
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
}
