/** A server function behind a form, and the page that shows the form. */
export type Door = { endpoint: string; page: string };

/** What the program says of itself: the addresses of its pages, with `{account}` and `{member}`, and its doors. */
export type Site = { pages: string[]; doors: Door[] };

/** Asks the program; so whatever is new in it is known to the tests. */
export async function site(url: string): Promise<Site> {
	const answer = await fetch(`${url}/dev/routes`);
	if (answer.status === 404) return FORMER;
	return (await answer.json()) as Site;
}

/** TODO: of the program before it could say so; goes when the tests have been red on it. */
const FORMER: Site = {
	pages: [
		"/", "/register", "/register/details", "/register/verify", "/register/two-step", "/sign-in", "/sign-in/two-step", "/forgot-password",
		"/reset-password", "/confirm-identity", "/panel", "/settings/profile", "/settings/profile/email", "/settings/security",
		"/settings/security/two-step", "/settings/security/recovery-codes", "/settings/personalization", "/settings/data", "/email-undo",
		"/activity", "/invite", "/invite/register", "/clients", "/clients/new", "/clients/{account}", "/clients/{account}/users",
		"/clients/{account}/users/invite", "/clients/{account}/activity", "/clients/{account}/users/{member}/roles",
		"/clients/{account}/users/{member}/notifications", "/clients/{account}/users/{member}/dissociate", "/clients/{account}/users/{member}/two-step",
	],
	doors: [
		"register:/register", "details:/register/details", "confirm:/register/verify", "resend:/register/verify", "change_address:/register/verify",
		"start_over:/register", "sign_in:/sign-in", "second_step:/sign-in/two-step", "recover:/sign-in/two-step", "forgot:/forgot-password",
		"reset:/reset-password", "confirm_identity:/confirm-identity", "last_step:/register/two-step", "enable_two_step:/settings/security/two-step",
		"regenerate_key:/settings/security/two-step", "disable_two_step:/settings/security", "new_recovery_codes:/settings/security/recovery-codes",
		"saved_recovery_codes:/settings/security/recovery-codes", "this_wasnt_me:/activity", "sign_out:/", "taste:/", "save_profile:/settings/profile",
		"confirm_email:/settings/profile/email", "resend_email_code:/settings/profile/email", "cancel_email_change:/settings/profile/email",
		"undo_email:/email-undo", "change_password:/settings/security", "end_session:/settings/security", "end_other_sessions:/settings/security",
		"save_preferences:/settings/personalization", "ask_deletion:/settings/data", "cancel_deletion:/settings/data", "open_account:/clients/new",
		"save_account:/clients/{account}", "leave_account:/clients/{account}", "invite:/clients/{account}/users/invite",
		"resend_invitation:/clients/{account}/users", "revoke_invitation:/clients/{account}/users", "set_roles:/clients/{account}/users/{member}/roles",
		"set_notifications:/clients/{account}/users/{member}/notifications", "dissociate:/clients/{account}/users/{member}/dissociate",
		"reset_member_two_step:/clients/{account}/users/{member}/two-step", "accept_invitation:/invite", "decline_invitation:/invite",
		"unknown_sender:/invite", "register_invited:/invite/register",
	].map((door) => ({ endpoint: door.split(":")[0]!, page: door.split(":")[1]! })),
};
