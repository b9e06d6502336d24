import type { CDPSession, Page } from "@playwright/test";

/** A passkey as Chromium keeps it, with its private key, and what it calls its user. */
export type Credential = { credentialId: string; isResidentCredential: boolean; rpId?: string; privateKey: string; userHandle?: string; signCount: number; backupEligibility?: boolean; backupState?: boolean; userName?: string; userDisplayName?: string };

/** An authenticator in a page's browser, which nobody has to touch: a phone's or a laptop's own. */
export class Authenticator {
	private constructor(
		private readonly session: CDPSession,
		private id: string,
	) {}

	/** Where a browser offers passkeys by itself, this one is chosen at once: only for `offers` is that so. */
	static async of(page: Page, { verifies = true, offers = false } = {}): Promise<Authenticator> {
		if (!offers) await page.addInitScript(() => "PublicKeyCredential" in window && Reflect.deleteProperty(PublicKeyCredential, "isConditionalMediationAvailable"));
		const session = await page.context().newCDPSession(page);
		await session.send("WebAuthn.enable");
		const authenticator = new Authenticator(session, "");
		await authenticator.plugIn(verifies);
		return authenticator;
	}

	/** The same browser gets a new one in its place; the former one's passkeys, to be put in. */
	async replace(): Promise<Credential[]> {
		const credentials = await this.credentials();
		await this.unplug();
		await this.plugIn(true);
		return credentials;
	}

	async unplug() {
		await this.session.send("WebAuthn.removeVirtualAuthenticator", { authenticatorId: this.id });
	}

	/** Whether it is touched as soon as somebody asks for it. */
	async touched(enabled: boolean) {
		await this.session.send("WebAuthn.setAutomaticPresenceSimulation", { authenticatorId: this.id, enabled });
	}

	/** Whether its owner is there, with their finger. */
	async verify(isUserVerified: boolean) {
		await this.session.send("WebAuthn.setUserVerified", { authenticatorId: this.id, isUserVerified });
	}

	async credentials(): Promise<Credential[]> {
		return (await this.session.send("WebAuthn.getCredentials", { authenticatorId: this.id })).credentials;
	}

	/** Puts a passkey in, in place of one of the same id. */
	async put(credential: Credential) {
		const { credentialId } = credential;
		await this.session.send("WebAuthn.removeCredential", { authenticatorId: this.id, credentialId }).catch(() => undefined);
		await this.session.send("WebAuthn.addCredential", { authenticatorId: this.id, credential });
	}

	/** Whether its passkey may be copied to other devices, and is. */
	async synced(backupEligibility: boolean, backupState: boolean) {
		for (const { credentialId } of await this.credentials()) {
			await this.session.send("WebAuthn.setCredentialProperties", { authenticatorId: this.id, credentialId, backupEligibility, backupState });
		}
	}

	private async plugIn(isUserVerified: boolean) {
		const options = { protocol: "ctap2", transport: "internal", hasResidentKey: true, hasUserVerification: true, isUserVerified, automaticPresenceSimulation: true } as const;
		this.id = (await this.session.send("WebAuthn.addVirtualAuthenticator", { options })).authenticatorId;
	}
}
