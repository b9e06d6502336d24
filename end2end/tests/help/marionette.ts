import { readFile } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

/** Firefox's own protocol, which can do what WebDriver BiDi cannot: `LENGTH:[0, ID, COMMAND, PARAMETERS]`, and `LENGTH:[1, ID, ERROR, RESULT]` back. */
export class Marionette {
	private asked = 0;

	private constructor(private readonly socket: Socket) {}

	/** Of the browser of this profile, where it writes its port. */
	static async of(profile: string): Promise<Marionette> {
		const file = path.join(profile, "MarionetteActivePort");
		let port = 0;
		for (const deadline = Date.now() + 20_000; !port && Date.now() < deadline; await sleep(50)) port = Number(await readFile(file, "utf8").catch(() => 0));
		const marionette = new Marionette(connect(port, "127.0.0.1").setEncoding("utf8"));
		await marionette.packet();
		return marionette;
	}

	/** Begins the session; where it goes on in WebDriver BiDi. */
	async begin(): Promise<string> {
		const { capabilities } = (await this.ask("WebDriver:NewSession", { webSocketUrl: true })) as { capabilities: { webSocketUrl: string } };
		return capabilities.webSocketUrl;
	}

	async ask(command: string, parameters: object): Promise<unknown> {
		const text = JSON.stringify([0, ++this.asked, command, parameters]);
		const answer = this.packet();
		this.socket.write(`${Buffer.byteLength(text)}:${text}`);
		const [, , error, result] = JSON.parse(await answer) as [number, number, { message: string } | null, unknown];
		if (error) throw new Error(`${command}: ${error.message}`);
		return result;
	}

	close() {
		this.socket.destroy();
	}

	private packet(): Promise<string> {
		return new Promise((resolve, reject) => {
			let heard = "";
			const hear = (text: string) => {
				heard += text;
				const [head, length] = /^(\d+):/.exec(heard) ?? [];
				if (!head || Buffer.byteLength(heard) < head.length + Number(length)) return;
				this.socket.off("data", hear);
				resolve(heard.slice(head.length));
			};
			this.socket.on("data", hear).once("error", reject);
		});
	}
}
