//! What is valid: forms as they were typed, values that are true, and the errors between the two.
//!
//! This crate knows no input or output, no clock, no randomness and no leptos, so that the browser and the
//! server run the very same rules. What needs large tables (phone metadata, international domain names) is
//! checked on the server alone, by the crate `accounts`.

mod account;
mod account_number;
mod activity;
mod clean;
mod code;
mod confirmed;
mod country;
mod delivery;
mod details;
mod email;
mod errors;
mod facts;
mod field;
mod form;
mod identity;
mod language;
mod member;
mod members;
mod notification;
pub mod number;
mod organisation;
mod password;
mod person;
mod phone;
mod preferences;
mod profile;
mod register;
mod reset;
mod role;
mod sign_in;
mod text;
mod theme;
mod two_step;
mod verify;

pub use account::{AccountDetails, AccountForm, TwoStepPolicy};
pub use account_number::AccountNumber;
pub use activity::{Act, MemberNews, Notice};
pub use clean::{is_unseen, tidy};
pub use code::Code;
pub use confirmed::{confirmation, confirmed};
pub use country::Country;
pub use delivery::Delivery;
pub use details::{AccountType, Details, DetailsForm};
pub use email::Email;
pub use errors::{Errors, FieldError};
pub use facts::{Facts, ReadPhone};
pub use field::Field;
pub use identity::IdentityForm;
pub use language::Language;
pub use member::{InvitationReader, InvitationState, Member};
pub use members::{
    CHECKED, InvitationForm, Invite, InviteForm, Invited, InvitedForm, MemberForm, NotificationsForm, RolesForm,
};
pub use notification::Notification;
pub use number::{Fault, Number, NumberFault, NumberKind, Verdict};
pub use organisation::{Organisation, OrganisationType};
pub use password::{Limits, Password, Strength};
pub use person::{PersonName, full_name, one_name};
pub use phone::{Phone, PhoneDigits};
pub use preferences::{PreferencesForm, SessionForm};
pub use profile::{EmailCodeForm, EmailResendForm, Profile, ProfileForm, UndoForm};
pub use register::{Person, RegisterForm};
pub use reset::{ChangePasswordForm, ForgotForm, LinkForm, ResetForm};
pub use role::{Permission, Role};
pub use sign_in::{Credentials, SignInForm, own_path};
pub use text::{fold, is_hostile};
pub use theme::Theme;
pub use two_step::{RecoverForm, RecoveryCode, TwoStepCode, TwoStepForm};
pub use verify::{AddressForm, CodeForm, ResendForm};
