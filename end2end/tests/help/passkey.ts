import type { CDPSession, Page } from "@playwright/test";
import { freePort } from "./program";

/** A passkey as Chromium keeps it, with its private key. */
export type Credential = { credentialId: string; isResidentCredential: boolean; rpId?: string; privateKey: string; userHandle?: string; signCount: number; backupEligibility?: boolean; backupState?: boolean };

/** Settings of a program at a name: browsers know no passkeys of an IP address. */
export async function named(more: Record<string, string> = {}): Promise<Record<string, string>> {
	const port = await freePort();
	// Passwords are hashed often here, and are not what is tested.
	return { OCPANEL_ADDR: `127.0.0.1:${port}`, OCPANEL_BASE_URL: `http://localhost:${port}`, OCPANEL_ARGON2: "m=64,t=1,p=1", ...more };
}

/** An authenticator in a page's browser, which nobody has to touch: a phone's or a laptop's own. */
export class Authenticator {
	private constructor(
		private readonly session: CDPSession,
		private id: string,
	) {}

	static async of(page: Page, { verifies = true } = {}): Promise<Authenticator> {
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
