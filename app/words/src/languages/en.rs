//! English: every sentence. What the sections are filled with is declared in `pages.rs`, `letters.rs`, `activity.rs`,
//! `delivery.rs` and `number_words.rs`; countries are generated, longer texts stand in `legal/`.

use super::Catalogue;
use crate::{countries, legal::Texts};

pub(super) const CATALOGUE: Catalogue = Catalogue {
    pages: &pages::PAGES,
    letters: &letters::LETTERS,
    log: &activity::LOG,
    delivery: &delivery::DELIVERY,
    numbers: &numbers::NUMBERS,
    countries: &countries::ENGLISH,
    legal: Texts {
        terms: include_str!("../legal/terms.en.md"),
        privacy: include_str!("../legal/privacy.en.md"),
        accessibility: include_str!("../legal/accessibility.en.md"),
    },
};

/// What pages say.
pub(super) mod pages {
    use crate::pages::{
        Activity, Applications, Clients, Countries, Data, Details, Email, FieldWords, Frame, Identity, Invitation,
        Landing, Live, Members, Pages, Panel, Passkeys, Personalization, Profile, Recovery, Register, Reset,
        SecondStep, Security, SignIn, Span, Trouble, TwoStep, Undo, Unlock, Verify, count,
    };
    use rules::{Field, FieldError, Language, OrganisationType, Role, Strength, Theme, TwoStepPolicy};

    pub(crate) const PAGES: Pages = Pages {
        language: Language::English,
        frame: Frame {
            skip: "Skip to the content",
            home: |brand| format!("{brand}, start page"),
            navigation: "Main menu",
            register: "Register",
            new_here: "New here?",
            sign_in: "Sign in",
            clients: "Clients",
            accounts: "Your accounts",
            have_account: "Already have an account?",
            settings: "Account settings",
            activity: "Activity log",
            sign_out: "Sign out",
            footer: "About this site",
            terms: "Terms of use",
            privacy: "Privacy policy",
            accessibility: "Accessibility",
            help: "Help",
            language: "Language of this site",
            look: "Look of this site",
            theme: |theme| match theme {
                Theme::System => "System",
                Theme::Light => "Light",
                Theme::Dark => "Dark",
            },
            save: "Save",
            optional: "(optional)",
            choose: "Choose one",
            step: |n, of| format!("Step {n} of {of}"),
            back: "Back",
            no_cookies_link: "Your browser keeps no cookies of this site, and without them the link cannot work. Allow cookies for this site, then open the link in the letter again.",
            not_done: ["This is not done yet.", "Check it and press the button again."],
            returning: "After this you are back where you were. What you typed there is kept, passwords apart.",
            no_cookies: "Your browser keeps no cookies of this site, and without them we cannot go on. Allow cookies for this site, then try again.",
            busy: "This cannot be done right now: the service is busy or starting again. What you typed is still here. Press the button again in a few seconds.",
            too_many: |seconds| {
                format!("Too many tries. What you typed is still here. Press the button again in {}.", span(seconds))
            },
            copy: "Copy",
            show_password: "Show password",
            hide_password: "Hide password",
            strength: |strength| match strength {
                Strength::Common => "Strength: weak. It is a common password or a simple pattern.",
                Strength::Personal => "Strength: weak. It is built from your name, your e-mail address or our name.",
                Strength::Leaked => {
                    "Strength: none. This password was stolen somewhere and is on lists that thieves try first."
                }
                Strength::Fair => "Strength: fair. One more word makes it strong.",
                Strength::Strong => "Strength: strong.",
            },
        },
        landing: Landing {
            heading: |brand| format!("Welcome to {brand}"),
            lead: "Servers, networks and storage in one control panel. Create your account in a few minutes.",
            create: "Create your account",
            points_heading: "What you get",
            points: [
                (
                    "Ready in a few steps",
                    "Your name, your details, a code from a letter. Your account is open at once.",
                ),
                (
                    "For you or your organisation",
                    "Personal accounts and business accounts with the tax details you need.",
                ),
                ("Kept safe", "We ask for little, guard it well and never show who is a customer."),
            ],
        },
        register: Register {
            heading: "Register",
            lead: "Create your account. It takes about three minutes.",
            password_hint: |min| {
                format!("At least {min} characters. Three or four words in a row are strong and easy to remember.")
            },
            accept: ["By registering you accept the ", "Terms of use", " and the ", "Privacy policy", "."],
            button: "Register",
            invited: |number| {
                format!(
                    "You are invited to account {number}. If you register here, you open an account of your own instead."
                )
            },
            see_invitation: "See the invitation",
            resumed: |email| format!("You began to register as {email}. Your answers are below."),
            go_on: "Go on where you stopped",
            start_over: "Start over",
            gone: "That registration is finished, dropped or more than a day old. You can begin again here.",
            closed: "Registration is closed. If you have an account, sign in.",
            by_invitation: "Registration is by invitation only. Ask the owner of your organisation’s account to invite you.",
            aside_heading: "What happens next",
            aside: [
                "You tell us your country and phone, and whether the account is for you or for an organisation.",
                "We send a code to your e-mail address. You enter it here.",
                "Your account is open and you are its owner.",
            ],
        },
        details: Details {
            heading: "Additional information",
            account_type: "Account type",
            personal: "Personal account",
            personal_hint: "For an individual, for personal use.",
            business: "Business account",
            business_hint: "For a legal entity, an individual entrepreneur or a government agency.",
            settings: "Additional settings",
            settings_hint: "For business accounts only. A personal account needs none of this.",
            organisation_type: |kind| match kind {
                OrganisationType::LegalEntity => "Legal entity",
                OrganisationType::IndividualEntrepreneur => "Individual entrepreneur",
                OrganisationType::GovernmentAgency => "Government agency",
            },
            phone_read: |number| format!("In international form: {number}"),
            calling_code: |code| format!("Your country’s code: +{code}"),
            phone_plus: "Begin with + and the country’s code.",
            follows: |number| format!("From the TIN follows {number}."),
            take: |number| format!("Use {number}"),
            find: "Find company",
            find_hint: "Looks the number up in a public register and fills in what is still empty. What you typed stays.",
            found: |register, date| format!("From {register}, {date}. Check it before you go on."),
            found_name: |name| format!("The register has the name “{name}” for this number."),
            inactive: "The register says that this organisation is no longer active.",
            not_found: |register| {
                format!(
                    "{register} has no organisation of this number. Check the number, or fill in the fields yourself."
                )
            },
            not_listed: |register| {
                format!(
                    "{register} does not list this number for trade between EU states. The organisation may exist all the same: check the number, or fill in the fields yourself."
                )
            },
            no_answer: "No register answered. What you typed is still here: fill in the fields yourself, or try again in a minute.",
            no_register: "There is no register here to look this number up in. Fill in the fields yourself.",
            button: "Continue",
        },
        countries: Countries {
            first: "Suggested",
            others: "Other countries",
            search: "Search countries",
            found: "Countries found:",
            none: "No country has this name. Type another name, or delete it to see all countries.",
        },
        verify: Verify {
            heading: "Check your e-mail",
            sent_to: "We sent a letter with a code to",
            not_sent_to: "Too many letters went out lately, so we have not sent one yet to",
            lifetime: |minutes| format!("The code works for {}.", count(minutes, "minute")),
            confirm: "Confirm",
            no_letter: "No letter yet?",
            spam: |from, subject| {
                format!("Look in the Spam folder for a letter from {from} with the subject “{subject}”.")
            },
            support: "Still nothing? Write to",
            resend: "Resend Code",
            wrong_address: "Is the address wrong?",
            change: "Change e-mail address",
            start_over_hint: "On a shared computer, or not you? Start over and your answers are gone from here.",
            start_over: "Start over",
            sent_again: "We sent another code. The one before works too until its time is up.",
            address_changed: "We changed the address and sent a new code there.",
        },
        sign_in: SignIn {
            heading: "Sign in",
            button: "Sign in",
            aside_heading: "Good to know",
            aside: [
                "You stay signed in for up to 24 hours, or until an hour passes without a click.",
                "On a shared computer, sign out from the menu when you are done.",
            ],
            already_registered: "This address has an account already. Sign in with its password.",
            finished: "Your registration is finished. Sign in with your e-mail address and password.",
            half_ended: "That took too long, or it was finished elsewhere. Sign in again.",
            password_changed: "Your password is changed. Sign in with the new one.",
            sessions_ended: "You are signed out everywhere. We sent you a letter with a link to a new password.",
            email_restored: "Your e-mail address is restored, you are signed out everywhere, and your former password works no more. We sent a letter with a link to a new one there.",
        },
        panel: Panel {
            heading: |name| format!("Welcome, {name}"),
            account_number: "Account number",
            account_number_hint: "Give this number when you write to support or pay an invoice.",
            your_roles: "Your role",
            role: |role| match role {
                Role::AccountOwner => "Account Owner",
                Role::AccountAdministrator => "Account Administrator",
                Role::BillingAdministrator => "Billing Administrator",
                Role::UserAdministrator => "User Administrator",
                Role::AccountObserver => "Account Observer",
            },
            you: "You",
            organisation: "Organisation",
            none: "You are not a member of any account.",
            go_on: "Continue to the panel",
            next: "What you can do next",
            two_step: [
                "Enable 2-Step Verification",
                "A code from your phone keeps others out, even if they know your password.",
            ],
            recovery: ["Make new recovery codes", "Few of them are left."],
            clients: ["Look after your accounts", "Their details, the people who share them, and their roles."],
            activity: ["Look at the activity log", "See who signed in to your account, when and from where."],
        },
        two_step: TwoStep {
            heading: "2-Step Verification",
            lead: "Signing in then takes a code from your phone besides your password. It keeps others out, even if they know the password.",
            optional: "You can skip this and do it later.",
            steps: [
                "Open an authenticator app on your phone. Any app that shows codes of six digits works.",
                "Scan this picture with it, or enter the secret key by hand.",
                "Enter the code that the app shows now.",
            ],
            picture: "QR code with the secret key",
            key: "Secret key",
            open: "Open in an app on this device",
            enable: "Enable 2-Step Verification",
            skip: "Skip for now",
            regenerate: "Regenerate key",
            regenerate_hint: "Did somebody else see this page? Make another key.",
            regenerated: "This is a new key. The one shown before does not work.",
            moving: "2-Step Verification is on. With a code of this new key it moves to another app or phone. Until then the old one works.",
            besides: "2-Step Verification is on with a passkey. With a code of this key you can use an authenticator app as well.",
            new_codes: "You then get new recovery codes, and the ones you have stop working.",
        },
        recovery: Recovery {
            heading: "Recovery codes",
            lead: "When your phone is lost, each of these codes lets you in once. Keep them where your password is not.",
            once: "We show them for ten minutes at most, and never again.",
            saved: "I have saved them",
            download: "Download",
            print: "Print",
            show: "Show the recovery codes",
            hidden: "Your recovery codes cannot be shown again. If you have not saved them, make new ones.",
            left: |n| {
                if n == 1 { "1 recovery code is left.".to_owned() } else { format!("{n} recovery codes are left.") }
            },
            few: "Make new ones before they run out.",
            replaced: "The authenticator app is set up. These are new recovery codes; the ones you had do not work any more.",
            renew: "New recovery codes",
            renew_hint: "The old ones stop working then.",
        },
        second_step: SecondStep {
            lead: "Enter the code that your authenticator app shows now.",
            recovery_lead: "Enter one of the recovery codes you saved. Each works once.",
            use_recovery: "Use a recovery code",
            use_code: "Use the authenticator app",
            lost: "Neither your phone nor a recovery code? Write to",
            no_phone: "No phone at hand? Write to",
            other: "Sign in as somebody else",
        },
        reset: Reset {
            forgot: "Forgot password?",
            heading: "Reset your password",
            lead: "Enter your e-mail address. We send a link there to choose a new password.",
            request: "Request password reset",
            sent: |minutes| {
                format!(
                    "If this address has an account, a letter is on its way to it. Its link works once, for {}.",
                    count(minutes, "minute")
                )
            },
            no_letter: "No letter after a few minutes? Look in the Spam folder, and check the address.",
            choose: "Choose a new password",
            choose_lead: "Afterwards you are signed out everywhere. Sign in with the new password then.",
            change: "Change password",
            dead: "This link does not work. If you have chosen a new password with it, sign in with that one. Otherwise it is too old, or a newer one was sent.",
            again: "Request another link",
        },
        unlock: Unlock {
            heading: "Let this browser in",
            offer: "Tries of other people count too. If this is your address, a letter helps: its link lets this browser go on at once.",
            send: "Send me a letter",
            asked: "If somebody uses this address here, a letter is on its way to it. Open its link in this browser, and this browser can go on at once.",
            no_letter: "At most one letter an hour goes out. If none comes, look for one from the last hour, and in the Spam folder: its link works for a day, in every browser.",
            lead: "For 24 hours this browser gets tries and letters of its own, whatever others do with your address.",
            button: "Let this browser in",
            dead: "This link does not work. It is more than a day old, or only a part of it was copied.",
            done: "This browser is let in. You can go on.",
            to_sign_in: "To sign-in",
        },
        identity: Identity {
            heading: "Confirm it is you",
            lead: "What you are about to see or change protects your account. Enter your password once more.",
            no_phone: "No phone at hand? Sign out, then sign in with a recovery code. That proves for ten minutes that it is you.",
        },
        profile: Profile {
            tab: "My profile",
            email_hint: "A new address counts once you have entered the code we send there.",
            saved: "Your profile is saved.",
            saved_now: |value| format!("Saved now: {value}"),
            waiting: |email| format!("You asked for the address {email}. It waits for its code."),
            enter_code: "Enter the code",
            email_changed: "Your e-mail address is changed. Sign in with it from now on.",
            email_cancelled: "The change is cancelled. Your e-mail address is as it was.",
        },
        email: Email {
            until_then: "Until you enter it, your former address stays and you sign in with that.",
            cancel_hint: "Is the address wrong, or did you change your mind?",
            cancel: "Cancel the change",
        },
        undo: Undo {
            heading: "Restore your e-mail address",
            changed: "Your account was moved to another e-mail address. You can bring it back to",
            pending: "Somebody asked to move your account to another e-mail address. You can stop that and stay at",
            afterwards: "Everybody is signed out then, and we send a link to a new password to your address.",
            button: "Restore",
            dead: "This link does not work. It was used, it is too old, or this page was open for long: then open the link in the letter again. If your address was changed against your will, write to us.",
        },
        passkeys: Passkeys {
            heading: "Passkeys",
            lead: "A passkey is your fingerprint, your face or your screen lock instead of a password. Nobody can guess it, and it works on this site alone.",
            impossible: "Passkeys cannot be used at this address of the site.",
            none: "You have none.",
            count: |n| if n == 1 { "You have one passkey.".to_owned() } else { format!("You have {n} passkeys.") },
            manage: "Manage passkeys",
            add: "Add a passkey",
            added_at: "Added",
            last_used: "Last used",
            never: "not yet",
            synced: "Kept by a password manager on several devices",
            on_device: "On one device alone",
            rename: |name| format!("Rename {name}"),
            save: "Save name",
            remove: |name| format!("Remove {name}"),
            cancel: "Cancel",
            remove_asked: "You cannot sign in with it any more then.",
            last_asked: "2-Step Verification is switched off then, since you have nothing else for it.",
            copied: "It was refused, because it may have been copied. Remove it, and add a new one.",
            required: "An account you are a member of requires 2-Step Verification. Add another passkey or an authenticator app before you remove the last one.",
            added: "The passkey is added. You can sign in with it from now on.",
            renamed: "The name is saved.",
            removed: "The passkey is removed. Remove it from your device or password manager too.",
            sign_in: "Sign in with a passkey",
            confirm: "Use a passkey",
            second_step_lead: "Confirm with your passkey that it is you.",
            both_lead: "Confirm with a passkey, or enter the code from your authenticator app.",
            choose: "Nobody gets in with your password alone then. Choose a passkey, or codes from an app.",
            wizard: "With a passkey you need no code: your fingerprint, face or screen lock is enough.",
            or_app: "Or with an authenticator app",
            scripts: "Passkeys need scripts, which are off in this browser. Everything else works without.",
            on: "2-Step Verification is on. Signing in takes your passkey, alone or after your password.",
            add_app: "Add an authenticator app",
            disabled_too: "Switching it off removes your passkeys too.",
        },
        security: Security {
            tab: "Security",
            password: "Password",
            password_lead: "All your other sessions end then.",
            password_changed: "Your password is changed. All other sessions are ended.",
            first_confirm: "First confirm it is you",
            sessions: "Sessions",
            sessions_lead: "Where you are signed in. Times are in UTC. Is there one you do not know? End it and change your password.",
            this_session: "This one",
            unknown_device: "Unknown browser",
            last_used: "Last used",
            began: "Signed in",
            end: "End session",
            end_others: "End all other sessions",
            ended: "The session is ended.",
            others_ended: "All other sessions are ended.",
            signed_in_to: |name| format!("Signed in to {name}"),
            sign_out_of: |name| format!("Sign out of {name}"),
            application_ended: "You are signed out of the application.",
            on: "2-Step Verification is on. Signing in takes a code from your phone besides your password.",
            off: "2-Step Verification is off. Whoever knows your password can sign in.",
            required: "An account you are a member of requires it, so it cannot be switched off.",
            disable: "Disable 2-Step Verification",
            replace: "Move it to another phone or app",
            enabled: "2-Step Verification is on now.",
            disabled: "2-Step Verification is off now.",
        },
        personalization: Personalization {
            tab: "Personalization",
            lead: "How these pages look to you, in every browser where you sign in.",
            as_device: "As your device is set.",
            saved: "Your choice is saved.",
        },
        data: Data {
            heading: "Your data",
            download_heading: "A copy for you",
            download_lead: "One file with everything we keep about you: your profile, your accounts, sessions and activity. Passwords and secret keys are not in it.",
            download: "Download my data",
            delete_heading: "Leave for good",
            delete_lead: |days| {
                format!(
                    "Your user, your own accounts and all we keep about you are deleted after {}. Until then you can sign in and cancel it here.",
                    count(days, "day")
                )
            },
            shared: |numbers| {
                format!(
                    "You own an account that other people are members of: {numbers}. Remove them, or ask us to transfer the account, before you leave."
                )
            },
            delete: "Delete my user",
            waiting: |when| format!("Your user will be deleted on {when}. Nothing can be brought back after that."),
            cancel: "Cancel deletion",
            asked: "We have noted it. A letter is on its way to you.",
            dead: "This link does not work. The deletion was cancelled already, it is too late, or this page was open for long: then open the link in the letter again. Sign in to see how things are.",
            cancelled: "The deletion is cancelled. Everything stays as it is.",
        },
        activity: Activity {
            lead: "What happened in your user account, the newest first. Times are in UTC.",
            columns: ["When", "What", "Who", "From", "Result"],
            wasnt_me: "This wasn't me",
            wasnt_me_hint: "Is there something you did not do? This signs you out everywhere and sends you a link to a new password.",
            older: "Older",
            newer: "Newer",
            newest: "Newest",
            nothing: "There is nothing here.",
        },
        clients: Clients {
            heading: "Clients",
            lead: "The accounts you are a member of.",
            columns: ["Account number", "Name", "Your roles", "2-Step Verification"],
            open: "New account",
            open_lead: "An account of your own, besides the ones you are a member of. You will be its owner.",
            open_button: "Open account",
            account: |number| format!("Account {number}"),
            details: "Details",
            owner: "Account owner",
            policy: |policy| match policy {
                TwoStepPolicy::Optional => ["Optional", "Everybody decides for themselves."],
                TwoStepPolicy::Required => {
                    ["Required", "Members without it can do nothing here until they have set it up."]
                }
            },
            leave_heading: "Leave",
            leave_lead: "You lose access to this account at once. To come back you need a new invitation.",
            leave: "Leave this account",
            opened: "The account is open.",
            saved: "The details are saved.",
            joined: "You are a member of this account now.",
            left: "You have left the account.",
            closed: "The account requires 2-Step Verification. It opens as soon as you have set that up.",
            required: "An account you are a member of requires 2-Step Verification. Set it up here to go on.",
        },
        members: Members {
            heading: "Users",
            columns: ["E-mail", "Name", "Accepted invite", "Roles", "2-Step Verification", "Actions"],
            search: "Search",
            search_button: "Find",
            all: "Show all",
            first: "First",
            previous: "Previous",
            next: "Next",
            total: |n| count(n, "user"),
            more_than: |n| format!("More than {n} users"),
            nobody: "Nobody here has such a name or address.",
            yes: "Yes",
            no: "No",
            expired: "No, expired",
            on: "On",
            off: "Off",
            you: "You",
            invite: "Invite User",
            invite_lead: "They get a letter with a link. Nothing changes before they accept.",
            invite_closed: "Registration is closed here: only somebody who has registered already can accept.",
            role_hint: |role| match role {
                Role::AccountOwner => "Everything, and the account is theirs.",
                Role::AccountAdministrator => "Everything the owner may do.",
                Role::BillingAdministrator => "Sees balance and documents, adds credit, sees services.",
                Role::UserAdministrator => {
                    "Invites and removes users, gives the roles User Administrator and Account Observer."
                }
                Role::AccountObserver => "Sees users, details, balance and documents; changes nothing.",
            },
            edit_roles: "Edit roles",
            edit_notifications: "Edit notification settings",
            dissociate: "Dissociate user",
            dissociate_question: |who, account| {
                format!("Remove {who} from account {account}? They lose it at once; their own user stays.")
            },
            reset: "Reset 2-Step Verification",
            reset_elsewhere: |who| {
                format!(
                    "{who} has another account, which the second step protects as well. So only we can switch it off. Write to us; we make sure that it is really they who ask:"
                )
            },
            reset_question: |who| {
                format!(
                    "Switch off the 2-Step Verification of {who}? They are signed out everywhere and sign in with their password alone until they set it up again. Make sure that it is really they who asked."
                )
            },
            resend: "Resend invitation",
            revoke: "Revoke invitation",
            invited: "The invitation is on its way.",
            resent: "We sent the invitation again. The link in the former letter does not work any more.",
            not_resent: "Nothing was sent: addresses of this domain cannot be registered here any more. Revoke the invitation and invite another address.",
            revoked: "The invitation is revoked.",
            roles_saved: "The roles are saved. They hold from now on.",
            notifications_saved: "The notification settings are saved.",
            dissociated: "The user is no longer a member of this account.",
            was_reset: "2-Step Verification is switched off. We have told the user.",
            log_lead: "What happened in this account, the newest first. Times are in UTC.",
            about: "Whom",
        },
        invitation: Invitation {
            heading: |number| format!("Invitation to account {number}"),
            lead: "You are invited to work in this account.",
            inviter: "Invited by",
            invited: "Your address",
            until: "Valid until",
            accept: "Accept invitation",
            decline: "Decline",
            unknown: "I don’t know this sender",
            unknown_hint: "Not expecting this? Then this account can send you no more invitations for a while.",
            nobody: "After you accept you sign in, or register with this address.",
            nobody_new: "Nobody new can register with this address. If it is registered already, you sign in after you accept.",
            other: |here, invited| {
                format!(
                    "You are signed in as {here}, but this invitation is for {invited}. Sign out, then open the link in the letter again."
                )
            },
            former: |here, invited| {
                format!(
                    "You are signed in as {here}, but this invitation is for {invited}, an address that was yours before. Ask whoever invited you to invite {here} instead."
                )
            },
            dead: "This invitation cannot be used",
            missing: "This link does not work. It may be incomplete, or a newer letter has replaced it. Open the link in the newest letter, or ask whoever invited you to send it again.",
            expired: "This invitation has expired. Ask whoever invited you to send it again.",
            revoked: "This invitation was taken back. Ask whoever invited you if you think that is a mistake.",
            accepted: "This invitation was accepted already.",
            declined: "You declined this invitation. If you change your mind, ask whoever invited you to send a new one.",
            declined_unknown: "You declined this invitation and told us that you do not know the sender. This account can invite you no more for a while.",
            to_accounts: "Go to your accounts",
            register_lead: "Create your user to accept the invitation.",
            fixed: "The invitation is for this address.",
            domain: "Addresses of this domain cannot be registered here any more. Ask whoever invited you to invite another address of yours.",
            aside: [
                "You tell us your language, country and phone.",
                "We send a code to your e-mail address. You enter it here.",
                "You are a member of the account.",
            ],
        },
        applications: Applications {
            continue_to: |name| format!("Continue to {name}"),
            signed_in: "You are signed in. If nothing happens, press the button.",
            signed_out: "You are signed out. If nothing happens, press the button.",
            sign_out: "Sign out?",
            sign_out_lead: "You will be signed out here, and no application you came to from here can ask about you any more.",
            asks_to_sign_out: |name| {
                format!(
                    "{name} asks to sign you out. You will be signed out here, and no application you came to from here can ask about you any more."
                )
            },
        },
        trouble: Trouble {
            unknown_application: (
                "We do not know this application",
                "It asked to sign you in, but is not registered here or wants to be answered elsewhere. Go back and start there again.",
            ),
            not_found: ("Page not found", "Check the address, or go back to the start page."),
            forbidden: (
                "You may not do this",
                "Your roles in this account do not allow it. Ask its owner or an administrator.",
            ),
            not_a_page: (
                "There is no page here",
                "Only forms are sent to this address. Go to the start page, or back to the form.",
            ),
            bad_request: ("We could not read that", "Go back, reload the page and send the form again."),
            foreign: ("This form came from another site", "Open our page in your browser and send the form there."),
            somebody_else: (
                "Somebody else is signed in now",
                "This page was opened for another user. Nothing was done. Open it again, or sign in as before.",
            ),
            no_cookies: (
                "This form needs cookies",
                "Allow cookies for this site, open the page again and send the form from there.",
            ),
            too_large: ("That was too much at once", "Go back, shorten what you typed and send the form again."),
            too_slow: (
                "That took too long",
                "The form did not arrive whole. Check your connection, go back and send it again.",
            ),
            too_many: ("Too many tries", |seconds| format!("Wait {}, then try again.", span(seconds))),
            busy: ("This cannot be done right now", |seconds| {
                format!("The service is busy or starting again. Wait {}, then try again.", span(seconds))
            }),
            broken: (
                "Something broke on our side",
                "Nothing you did caused it. Try again in a minute; if it stays, write to us.",
            ),
            kept: "What you typed is kept, passwords apart.",
            back_to_form: "Back to the form",
            again: "Try again",
            number: "If you write to us, add this number:",
            to_start: "Go to the start page",
        },
        field,
        live: LIVE,
    };

    pub(crate) const LIVE: Live = Live {
        wrong,
        problem: "There is a problem",
        error: "Error:",
        working: "Working…",
        unreachable: "The server did not answer. What you typed is still here. Check your connection and press the button again.",
        failed: "Something broke on our side. What you typed is still here. Press the button again in a minute.",
        copied: "Copied",
        wait: |seconds| format!("You can ask for another code in {}.", span(seconds)),
        again_now: "You can ask for another code now.",
    };

    fn span(seconds: u32) -> String {
        match Span::of(seconds) {
            Span::Seconds(n) => count(n, "second"),
            Span::Minutes(n) => count(n, "minute"),
        }
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
            Field::PasskeyName => ("Name of the passkey", ""),
            Field::Name => ("Name", ""),
            Field::Surname => ("Surname", ""),
            Field::OneName => ("I have only one name", "Then leave the surname empty."),
            Field::Email => ("E-mail", ""),
            Field::Password => ("Password", ""),
            Field::ConfirmPassword => ("Confirm password", ""),
            Field::Language => ("Language", "For these pages and our letters."),
            Field::Country => ("Country", ""),
            Field::Phone => ("Phone number", "We call only about the safety of your account."),
            Field::AccountType => ("Account type", ""),
            Field::OrganisationType => ("Organisation type", ""),
            Field::CompanyName => ("Company name", ""),
            Field::Tin => ("TIN", ""),
            Field::RegistrationNumber => ("Registration number", ""),
            Field::VatNumber => ("VAT number", ""),
            Field::Address => ("Address", "Street and house."),
            Field::City => ("City", ""),
            Field::PostalCode => ("Postal code", ""),
            Field::Code => ("Verification code", "Six letters, like ABC-DEF."),
            Field::TwoStepCode => ("Code", "Six digits from your authenticator app."),
            Field::RecoveryCode => ("Recovery code", "One of those you saved, like 7QM4K-2XB9T-…"),
            Field::NewPassword => ("New password", ""),
            Field::ConfirmNewPassword => ("Confirm new password", ""),
            Field::OldPassword => ("Old password", ""),
            Field::Theme => ("Theme", ""),
            Field::UserEmail => ("User e-mail", ""),
            Field::Roles => ("Roles", ""),
            Field::Notifications => ("Notifications", "What letters about this account they get."),
            Field::TwoStepPolicy => ("2-Step Verification policy", ""),
            Field::RoleAccountAdministrator => ("Account Administrator", ""),
            Field::RoleBillingAdministrator => ("Billing Administrator", ""),
            Field::RoleUserAdministrator => ("User Administrator", ""),
            Field::RoleAccountObserver => ("Account Observer", ""),
            Field::NotifyGeneral => ("General announcements", ""),
            Field::NotifyBilling => ("Billing and service related notifications", ""),
            Field::NotifyTickets => ("CC to all ticket e-mails", ""),
            Field::NotifyTechnical => ("Technical announcements", ""),
        };
        FieldWords { label, hint }
    }

    fn missing(field: Field) -> &'static str {
        match field {
            Field::Name => "Enter your name",
            Field::Surname => "Enter your surname, or tick that you have only one name",
            Field::UserEmail => "Enter the user’s e-mail address",
            Field::Roles => "Choose one role or more",
            Field::PasskeyName => "Enter a name for the passkey",
            Field::Email => "Enter your e-mail address",
            Field::Password => "Enter a password",
            Field::ConfirmPassword => "Enter the password once more",
            Field::Language => "Choose a language",
            Field::Country => "Choose a country",
            Field::Phone => "Enter your phone number",
            Field::AccountType => "Choose an account type",
            Field::OrganisationType => "Choose an organisation type",
            Field::CompanyName => "Enter the company name",
            Field::Tin => "Enter the TIN",
            Field::Code => "Enter the code from the letter",
            Field::TwoStepCode => "Enter the code from your authenticator app",
            Field::RecoveryCode => "Enter a recovery code",
            Field::OldPassword => "Enter the password you have now",
            Field::NewPassword => "Enter a new password",
            Field::ConfirmNewPassword => "Enter the new password once more",
            _ => "Fill this in",
        }
    }

    fn wrong(field: Field, wrong: FieldError) -> String {
        let label = self::field(field).label;
        let sentence = match (field, wrong) {
            (_, FieldError::Unsupported) => {
                "This did not work: this browser cannot use passkeys here, its scripts are off, or the page was not ready. Press the button once more, or use another way"
            }
            (Field::Passkey, FieldError::Missing) => "No passkey was used. Press the button again, or use another way",
            (Field::Passkey, FieldError::Used) => "There is a passkey of yours on this device already",
            (Field::Passkey, FieldError::Full) => "You have as many passkeys as one can have. Remove one first",
            (Field::Passkey, FieldError::Password) => {
                "This passkey is good again once you have signed in with your password"
            }
            (Field::Passkey, FieldError::Stale) => "That took too long. Press the button again",
            (_, FieldError::Unknown) => {
                "This passkey was removed here, or never added. Use another one, or another way"
            }
            (Field::Passkey, _) => "This passkey does not work here. Use another one, or another way",
            (_, FieldError::Missing) => missing(field),
            (_, FieldError::TooShort(n)) => return format!("{label} must be {n} characters or more"),
            (_, FieldError::TooLong(n)) => return format!("{label} must be {n} characters or less"),
            (_, FieldError::Wait(seconds)) => return format!("You can have another code in {}", span(seconds)),
            (Field::Phone, FieldError::Characters) => "Enter one phone number, in digits",
            (Field::Code, FieldError::Characters) => "The code has only letters, like ABC-DEF",
            (Field::TwoStepCode, FieldError::Characters) => "The code has only digits, like 123456",
            (Field::RecoveryCode, FieldError::Characters) => {
                "A recovery code has digits and Latin letters, never the letter U"
            }
            (_, FieldError::Characters) => {
                return format!("{label} has hidden characters. Type it by hand instead of pasting");
            }
            (Field::Email, _) if wrong == FieldError::Malformed => "Enter an e-mail address like name@example.com",
            (_, FieldError::Malformed) => return format!("{label} does not look right. Check it"),
            (Field::Phone, FieldError::Length) => "The phone number has too many or too few digits. Check it",
            (Field::Code, FieldError::Length) => "The code has six letters, like ABC-DEF",
            (Field::TwoStepCode, FieldError::Length) => "The code has six digits, like 123456",
            (Field::RecoveryCode, FieldError::Length) => "A recovery code has 24 digits and letters. Check it",
            (_, FieldError::Length) => return format!("{label} is too long or too short. Check it"),
            (_, FieldError::Number(_) | FieldError::Doubtful(_)) => {
                return format!("{label} does not look right. Check it");
            }
            (_, FieldError::Mismatch) => "The passwords differ. Type the same one twice",
            (_, FieldError::Choice) => "Choose one from the list",
            (_, FieldError::Country) => {
                "No phone in your country has this number. Check it, or begin with + and the country’s code"
            }
            (_, FieldError::ImpossiblePhone) => "No phone has this number. Check the digits after the +",
            (_, FieldError::Extension) => "An extension has 1 to 7 digits. Check it, or leave it out",
            (_, FieldError::DoubtfulPhone) => {
                "This number does not look right for its country. Check it. If it is right, press the button again"
            }
            (_, FieldError::PhonePlus) => {
                "Your country has no phone numbers of its own. Begin with + and the country’s code"
            }
            (_, FieldError::Alphabet) => "The code uses Latin letters. Switch your keyboard to Latin",
            (Field::TwoStepCode, FieldError::Code) => {
                "This code does not work. Enter the one your authenticator app shows now"
            }
            (Field::RecoveryCode, FieldError::Code) => {
                "This recovery code does not work, or was used already. Check it, or use another one"
            }
            (Field::TwoStepCode, FieldError::Tries) => "That was tried too often. Use a recovery code",
            (_, FieldError::Clock) => {
                "This code belongs to another time. Enter the one the app shows now. If that fails too, set your phone’s clock to automatic"
            }
            (Field::NewPassword, FieldError::Used) => "This is the password you have already. Choose another one",
            (_, FieldError::Used) => "This code was used already. Wait until the app shows the next one",
            (_, FieldError::Password) => "This is not your password. Check it",
            (_, FieldError::Code) => "This code does not work. Check the letter, or press Resend Code",
            (_, FieldError::Tries) => "That was tried too often. Press Resend Code to get a new code",
            (_, FieldError::Exhausted) => "That was tried too often. Start over to register anew",
            (_, FieldError::Changes) => "The address was changed three times. Start over to use another one",
            (_, FieldError::Credentials) => "The e-mail address and the password do not belong together. Check both",
            (_, FieldError::Common) => {
                "This password is easy to guess. Use three or four words that have nothing to do with each other"
            }
            (_, FieldError::Personal) => {
                "This password is built from your name, your e-mail address or our name. Use words that nobody connects with you"
            }
            (_, FieldError::Leaked) => {
                "This password was stolen somewhere and is on lists that thieves try first. Choose another one, here and wherever you use it"
            }
            (Field::Code, FieldError::Stale) => {
                "Another address was given meanwhile, and this code may be for the one before. Enter the code that was sent to the address shown now"
            }
            (Field::TwoStepCode, FieldError::Stale) => {
                "The secret key was replaced meanwhile. Set your app up with the one that is shown now, and enter its code"
            }
            (_, FieldError::Stale) => {
                return format!("{label}: something else was saved here meanwhile. Compare, then press Save again");
            }
            (_, FieldError::Shared) => {
                "Other people are members of an account you own. Remove them, or have the account transferred, then try again"
            }
            (_, FieldError::Member) => {
                "This person is a member of the account already. Change their roles in the list of users"
            }
            (_, FieldError::Invited) => {
                "This person is invited already. Send the invitation again from the list of users"
            }
            (_, FieldError::Rights) => {
                "You may not give or take these roles. Choose others, or ask the account’s owner"
            }
            (_, FieldError::Full) => "You own as many accounts as one person can have. Write to us if you need more",
            (_, FieldError::Domain) => "Addresses of this domain cannot be registered here. Use another e-mail address",
        };
        sentence.to_owned()
    }
}

/// What letters say.
pub(super) mod letters {
    use crate::letters::{
        AddressKept, AlreadyRegistered, DeletionAsked, EmailChange, Invitation, Letters, Membership, PasswordReset,
        SecurityNotice, Unlock, VerificationCode,
    };
    use crate::pages::count;
    use rules::{MemberNews, Notice};

    pub(crate) const LETTERS: Letters = Letters {
        support: |address| format!("Questions? Write to {address}."),
        asked: |moment, device| match device {
            Some(device) => format!("Asked for on {moment}, from {device}."),
            None => format!("Asked for on {moment}."),
        },
        happened: |moment, device| match device {
            Some(device) => format!("When: {moment}. Browser: {device}."),
            None => format!("When: {moment}."),
        },
        verification_code: VerificationCode {
            subject: |brand| format!("Your code for {brand}"),
            lead: |brand| format!("Enter this code to finish your registration at {brand}:"),
            lifetime: |n| format!("The code works for {}.", count(n, "minute")),
            not_you: "Somebody entered your address on our registration page. If it was not you, do nothing: without this code no account is made.",
        },
        already_registered: AlreadyRegistered {
            subject: |brand| format!("You already have an account at {brand}"),
            lead: |brand| {
                format!(
                    "Somebody began to register at {brand} with your address. You have an account already, so no new one was made."
                )
            },
            sign_in: "If it was you, sign in here:",
            forgot: "You have forgotten your password? Choose a new one here:",
            not_you: "If it was not you, do nothing. Your account is as it was.",
            wanted: |brand| {
                format!(
                    "Somebody wanted to move their account at {brand} to your address. It has an account already, so nothing was changed."
                )
            },
        },
        address_kept: AddressKept {
            subject: |brand| format!("This address is kept at {brand}"),
            lead: |brand, until| {
                format!(
                    "Somebody wanted to use your address at {brand}. It was the address of an account until lately and is kept for its owner until {until}. Nothing was changed; after that it can be used again."
                )
            },
            not_you: "If it was not you, do nothing.",
        },
        password_reset: PasswordReset {
            subject: |brand| format!("A new password for {brand}"),
            lead: |brand| format!("Choose a new password for your account at {brand} here:"),
            lifetime: |n| {
                format!("The link works once, for {}. 2-step verification stays as it is.", count(n, "minute"))
            },
            not_you: "If it was not you who asked for it, do nothing: your password stays the same.",
            void: "Your former password works no more: whoever wanted another address for your account may know it.",
            void_lifetime: |n| {
                format!(
                    "The link works once, for {}. After that, ask for another one where you sign in, with “Forgot password?”.",
                    count(n, "minute")
                )
            },
        },
        unlock: Unlock {
            subject: |brand| format!("{brand}: a link that lets your browser in"),
            lead: |brand| {
                format!(
                    "Too many tries were made at {brand} with this e-mail address, by you or by somebody else, so everybody has to wait. Your browser need not. Open this link in the browser where you want to go on:"
                )
            },
            lifetime: |n| {
                format!("The link works for {}, in as many browsers as you like. It signs nobody in.", count(n, "hour"))
            },
            not_you: "If it was not you who asked for it, do nothing: without this letter nobody is let in.",
        },
        email_change_code: VerificationCode {
            subject: |brand| format!("Your code for your new address at {brand}"),
            lead: |brand| format!("Enter this code to make this the address of your account at {brand}:"),
            lifetime: |n| format!("The code works for {}.", count(n, "minute")),
            not_you: "Somebody entered your address in the account settings. If it was not you, do nothing: without this code nothing is changed.",
        },
        email_change: EmailChange {
            subject: |brand| format!("{brand}: another e-mail address was asked for"),
            asked: |brand, to| {
                format!(
                    "Your account at {brand} is about to move from this address to {to}. It moves when that address is proved; until then you sign in with this one. If it was not you, stop it here, and your account stays with this address:"
                )
            },
            lifetime: |n| format!("The link also undoes the move, for {} after it.", count(n, "day")),
            subject_done: |brand| format!("{brand}: your e-mail address was changed"),
            done: |brand, to| {
                format!(
                    "Your account at {brand} has moved from this address to {to}. You sign in with that one from now on. If it was not you, undo it here, and this is the address of your account again:"
                )
            },
            lifetime_done: |n| {
                format!("The link works for {}. For so long nobody else can use this address.", count(n, "day"))
            },
        },
        invitation: Invitation {
            subject: |account, brand| format!("{brand}: invitation to account {account}"),
            lead: |who, account, brand| format!("{who} invites you to account {account} at {brand}."),
            roles: |roles| format!("Your roles there: {roles}."),
            open: "See the invitation, and accept or decline it, here:",
            lifetime: |n| format!("The link works for {}.", count(n, "day")),
            not_you: "Nothing happens unless you accept. If you do not know the sender, say so on that page, or do nothing.",
        },
        membership: Membership {
            subject: |brand| format!("{brand}: your membership in an account"),
            title: member_title,
            lead: member_lead,
        },
        deletion_asked: DeletionAsked {
            title: "your account will be deleted",
            lead: |brand, days| {
                format!(
                    "Your account at {brand} will be deleted in {}. To keep it, open this page and press Cancel deletion; you need not sign in:",
                    count(days, "day")
                )
            },
            not_you: "If it was not you who asked, somebody knows your password. Choose a new one then:",
        },
        security_notice: SecurityNotice { subject: |brand| format!("Security notice from {brand}"), title, lead },
    };

    fn title(notice: Notice) -> &'static str {
        match notice {
            Notice::NewBrowser => "sign-in from a new browser",
            Notice::SecondStepFailed => "right password, wrong second step",
            Notice::ManyFailures(_) => "right password after many wrong ones",
            Notice::PasswordChanged => "your password was changed",
            Notice::TwoStepOn => "2-step verification is on",
            Notice::TwoStepOff => "2-step verification is off",
            Notice::TwoStepReset => "2-step verification was reset",
            Notice::PasskeyAdded => "a passkey was added",
            Notice::PasskeyRemoved => "a passkey was removed",
            Notice::PasskeyCopied => "a passkey was refused",
            Notice::RecoveryMade => "new recovery codes",
            Notice::RecoveryUsed(_) => "a recovery code was used",
            Notice::Disabled => "your sign-in is closed",
            Notice::Enabled => "your sign-in is open again",
            Notice::PhoneChanged => "your phone number was changed",
            Notice::EmailChanged => "this is your address now",
            Notice::EmailMoved => "your address was changed",
            Notice::EmailRestored => "your address is restored",
            Notice::EmailRemoved => "this address is no longer yours",
            Notice::DeletionCancelled => "your account stays",
            Notice::DeletionStopped => "your account was not deleted",
            Notice::Deleted => "your account is deleted",
        }
    }

    fn lead(notice: Notice, brand: &str) -> String {
        const NOT_YOU: &str = "If it was you, there is nothing to do. If it was not, choose a new password now:";
        let what = match notice {
            Notice::NewBrowser => {
                format!("Somebody signed in to your account at {brand} from a browser that never did before.")
            }
            Notice::SecondStepFailed => {
                return format!(
                    "Somebody entered your right password at {brand}, but not the right code of the second step. They did not get in. If it was not you, somebody knows your password. Choose a new one now:"
                );
            }
            Notice::ManyFailures(n) => {
                format!("Your right password for {brand} was entered after {n} wrong ones.")
            }
            Notice::PasswordChanged => {
                format!("The password of your account at {brand} was changed, and other sessions were ended.")
            }
            Notice::TwoStepOn => {
                format!("2-step verification of your account at {brand} was switched on, or moved to another key.")
            }
            Notice::PasskeyAdded => {
                format!("A passkey was added to your account at {brand}. Whoever has it can sign in with it.")
            }
            Notice::PasskeyRemoved => format!("A passkey was removed from your account at {brand}."),
            Notice::PasskeyCopied => {
                return format!(
                    "A passkey of your account at {brand} was refused, because it may have been copied. Remove it in the security settings, and add a new one. If you did not use it just now, choose a new password too:"
                );
            }
            Notice::TwoStepOff => format!("2-step verification of your account at {brand} was switched off."),
            Notice::TwoStepReset => {
                return format!(
                    "We switched 2-step verification of your account at {brand} off, because we were asked to. You sign in with your password alone until you switch it on again. If you did not ask for it, write to us, and choose a new password now:"
                );
            }
            Notice::RecoveryMade => {
                format!("New recovery codes were made for your account at {brand}. The old ones work no more.")
            }
            Notice::RecoveryUsed(n) => {
                format!("Somebody signed in to your account at {brand} with a recovery code. Codes left: {n}.")
            }
            Notice::Disabled => {
                return format!(
                    "We closed the sign-in to your account at {brand}, and all sessions were ended. To learn why, write to us."
                );
            }
            Notice::Enabled => {
                return format!(
                    "The sign-in to your account at {brand} is open again. If you have forgotten your password, choose a new one here:"
                );
            }
            Notice::PhoneChanged => format!("The phone number of your account at {brand} was changed."),
            Notice::EmailChanged => {
                format!("This address is now the one you sign in with at {brand}. The former one works no more.")
            }
            Notice::EmailMoved => {
                return format!(
                    "We moved your account at {brand} to another e-mail address, because we were asked to. You sign in with the new one from now on. If you did not ask for it, write to us at once."
                );
            }
            Notice::EmailRestored => {
                return format!(
                    "This is again the address of your account at {brand}. All sessions were ended. Another letter brings you a link to a new password: use it before you sign in."
                );
            }
            Notice::EmailRemoved => {
                return format!(
                    "The change to this address was undone from the former one. Your account at {brand} has its former address again, and all sessions were ended. If that was not you, write to us."
                );
            }
            Notice::DeletionCancelled => format!("Your account at {brand} will not be deleted."),
            Notice::DeletionStopped => {
                return format!(
                    "Your account at {brand} was not deleted: other people are members of an account you own. Remove them, then ask for the deletion again. If you have forgotten your password, choose a new one here:"
                );
            }
            Notice::Deleted => {
                return format!(
                    "Your account at {brand} is deleted, and what we kept about you with it. Thank you for having been with us."
                );
            }
        };
        format!("{what} {NOT_YOU}")
    }

    fn member_title(news: MemberNews) -> &'static str {
        match news {
            MemberNews::Accepted => "your invitation was accepted",
            MemberNews::RolesChanged => "your roles were changed",
            MemberNews::Dissociated => "you are no longer a member of an account",
            MemberNews::TwoStepReset => "2-step verification was reset",
            MemberNews::OwnerNow => "you own an account now",
            MemberNews::OwnerNoMore => "your account has another owner",
        }
    }

    fn member_lead(news: MemberNews, account: &str, who: &str, roles: &str) -> String {
        match news {
            MemberNews::Accepted => format!("{who} has accepted your invitation to account {account}. Roles: {roles}."),
            MemberNews::RolesChanged => {
                format!("{who} has changed your roles in account {account}. From now on they are: {roles}.")
            }
            MemberNews::Dissociated => {
                format!(
                    "{who} has removed you from account {account}. You can still sign in and look after your own details."
                )
            }
            MemberNews::TwoStepReset => format!(
                "{who}, who manages the users of account {account}, has switched your 2-step verification off, and you were signed out everywhere. You sign in with your password alone until you switch it on again. If you did not ask for it, talk to them and write to us."
            ),
            MemberNews::OwnerNow => {
                format!("You are the owner of account {account} now. We changed that because we were asked to.")
            }
            MemberNews::OwnerNoMore => format!(
                "Account {account} has another owner now: {who}. We changed that because we were asked to. Your roles there: {roles}."
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
        or: " or ",
        with: |size| format!("with {}", digits(size)),
        for_people: " for an individual entrepreneur",
        hint: |kinds, example| format!("{kinds}, for example {example}."),
        unknown: |field| match field {
            Field::Tin => "The number under which the organisation pays tax.",
            Field::VatNumber => "If the organisation is registered for VAT.",
            _ => "The number in the register of organisations.",
        },
        insist: "If it is right as it is, press the button again",
        missing: |field| match field {
            Field::Tin => "Enter the TIN",
            Field::VatNumber => "Enter the VAT number",
            _ => "Enter the registration number",
        },
        characters: |about| match about.numeric {
            true => format!("{} has digits alone. Enter it without letters and signs", about.name),
            false => format!("{} has digits and Latin letters. Enter it without other signs", about.name),
        },
        too_short: |about, count| format!("{} has {count} characters or more", about.name),
        too_long: |about, count| format!("{} has {count} characters or less", about.name),
        length: |about, size, typed| format!("{} has {}; this has {typed}", about.name, digits(size)),
        shape: |about| match about.example {
            "" => format!("{} does not look like this. Check it", about.name),
            example => format!("{} looks like {example}. Check it", about.name),
        },
        checksum: |about| match (about.ends_with_check, about.digits_alone) {
            (true, _) => format!("{}: the last digit does not fit, check for a typing mistake", about.name),
            (_, true) => format!("{}: the digits do not fit together, check for a typing mistake", about.name),
            _ => format!("{}: digits and letters do not fit together, check for a typing mistake", about.name),
        },
        birth_date: |about| format!("{}: the birth date in it cannot be right, check for a typing mistake", about.name),
        office: |about| format!("{}: no number is given out with these digits, check for a typing mistake", about.name),
        belongs: |about, other, takes| {
            let moved = format!("This looks like the {}. Put it into “{}”", about.within, label(other));
            match takes {
                Some(kinds) => format!("{moved}; “{}” takes the {kinds}", label(about.field)),
                None => moved,
            }
        },
        organisation: |about, organisation| match organisation {
            OrganisationType::IndividualEntrepreneur => {
                format!("{} is given to organisations, not to individual entrepreneurs. Check both", about.name)
            }
            OrganisationType::LegalEntity => {
                format!("{} is given to people, not to legal entities. Check both", about.name)
            }
            OrganisationType::GovernmentAgency => {
                format!("{} is given to people, not to government agencies. Check both", about.name)
            }
        },
        document: "RNOKPP has 10 digits; 9 are the number of an ID card. Check it",
        abroad: |country| {
            format!("This looks like a VAT number of another country ({country}). Check the country and the number")
        },
        disagrees: "The VAT number does not agree with the TIN. Check both",
        oss: "This is a number of the One Stop Shop (OSS). Enter the organisation’s own number",
    };

    fn name(kind: NumberKind) -> Option<String> {
        let own = match kind.name() {
            "ua-edrpou" => "EDRPOU",
            "ua-rnokpp" => "RNOKPP",
            "ua-vat" => "VAT number (ІПН)",
            "ua-passport" => "passport",
            _ if kind.home_field() == Some(Field::VatNumber) && kind.local_name() != "VAT number" => {
                return Some(format!("VAT number ({})", kind.local_name()));
            }
            _ => return None,
        };
        Some(own.to_owned())
    }

    fn label(field: Field) -> &'static str {
        match field {
            Field::Tin => "TIN",
            Field::VatNumber => "VAT number",
            _ => "Registration number",
        }
    }

    /// "10 digits", "DE and 9 digits", "9 or 14 digits".
    fn digits(size: &Size) -> String {
        let noun = match (size.digits_alone, size.last()) {
            (true, 1) => "digit",
            (true, _) => "digits",
            (false, 1) => "character",
            (false, _) => "characters",
        };
        let counted = format!("{} {noun}", size.counts(" or ", " to "));
        if size.prefix.is_empty() { counted } else { format!("{} and {counted}", size.prefix) }
    }
}

/// The activity log.
pub(super) mod activity {
    use crate::activity::Log;
    use rules::Act;

    pub(crate) const LOG: Log = Log {
        act: |act| match act {
            Act::Registered => "Registered",
            Act::SignedIn => "Signed in",
            Act::SecondStep => "Second step of signing in",
            Act::SignedInTo => "Signed in to an application",
            Act::SignedOutOf => "Signed out of an application",
            Act::SignedOut => "Signed out",
            Act::TwoStepEnabled => "2-Step Verification enabled",
            Act::PasskeyAdded => "Passkey added",
            Act::PasskeyRenamed => "Passkey renamed",
            Act::PasskeyRemoved => "Passkey removed",
            Act::TwoStepDisabled => "2-Step Verification disabled",
            Act::TwoStepKey => "New key for 2-Step Verification shown",
            Act::TwoStepReset => "2-Step Verification reset",
            Act::RecoveryMade => "Recovery codes made",
            Act::RecoverySaved => "Recovery codes saved",
            Act::RecoveryUsed => "Recovery code used",
            Act::ResetAsked => "New password asked for",
            Act::UnlockAsked => "Letter that lets a browser in asked for",
            Act::PasswordReset => "Password changed by a link",
            Act::IdentityConfirmed => "Identity confirmed",
            Act::SessionsEnded => "All sessions ended",
            Act::SessionEnded => "Session ended",
            Act::OtherSessionsEnded => "Other sessions ended",
            Act::ProfileChanged => "Profile changed",
            Act::PhoneChanged => "Phone number changed",
            Act::EmailAsked => "E-mail change asked for",
            Act::EmailCancelled => "E-mail change cancelled",
            Act::EmailChanged => "E-mail changed",
            Act::EmailRestored => "E-mail restored",
            Act::PasswordChanged => "Password changed",
            Act::PreferencesChanged => "Language or theme changed",
            Act::DataDownloaded => "Data downloaded",
            Act::DeletionAsked => "Deletion asked for",
            Act::DeletionCancelled => "Deletion cancelled",
            Act::UserDeleted => "User deleted",
            Act::AccountOpened => "Account opened",
            Act::AccountChanged => "Account details changed",
            Act::PolicyChanged => "2-Step policy changed",
            Act::AccountTransferred => "Account transferred",
            Act::Invited => "User invited",
            Act::InvitationResent => "Invitation sent again",
            Act::InvitationRevoked => "Invitation revoked",
            Act::InvitationAccepted => "Invitation accepted",
            Act::InvitationDeclined => "Invitation declined",
            Act::InvitationUnknown => "Invitation declined: sender unknown",
            Act::RolesChanged => "Roles changed",
            Act::NotificationsChanged => "Notification settings changed",
            Act::Dissociated => "User dissociated",
            Act::AccountLeft => "Account left",
            Act::UserDisabled => "User disabled",
            Act::UserEnabled => "User enabled",
        },
        you: "You",
        operator: "The operator",
        somebody: "Somebody",
        former: |address| format!("{address} (former member)"),
        former_member: "A former member",
        done: "Done",
        refused: "Refused",
    };
}

/// How a letter fares.
pub(super) mod delivery {
    use crate::delivery::DeliveryWords;
    use rules::Delivery;

    pub(crate) const DELIVERY: DeliveryWords = DeliveryWords {
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
            Delivery::Doubtful => {
                Some("The letter has not gone yet: the mail server does not know the address so far.")
            }
            Delivery::Refused => Some(
                "The letter could not be delivered: the mail server does not know the address. Check it for a misspelling.",
            ),
            Delivery::Unwritable => Some(
                "The letter could not be delivered: our mail server cannot write to such an address yet. Invite another one.",
            ),
            Delivery::Failed => Some("The letter could not be delivered in time. Send it again."),
        },
    };
}
