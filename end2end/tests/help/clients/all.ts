import { apache } from "./apache";
import { authJs } from "./auth-js";
import type { Client } from "./client";
import { expressOpenIdConnect } from "./express-openid-connect";
import { oauth4webapi } from "./oauth4webapi";
import { openidClient } from "./openid-client";
import { passportOpenIdConnect } from "./passport";
import { authlib, mozillaDjangoOidc } from "./python";

/** Those from npm are tried each time, the others with `make test-clients`. */
export const CLIENTS: Client[] = [
	openidClient,
	oauth4webapi,
	authJs,
	passportOpenIdConnect,
	expressOpenIdConnect(),
	...(process.env.CLIENTS ? [authlib, mozillaDjangoOidc, apache()] : []),
];

/** Those that can be told of ended sessions, and have been asked to listen. */
export const HEARING: Client[] = [expressOpenIdConnect(true), ...(process.env.CLIENTS ? [apache(true)] : [])];
