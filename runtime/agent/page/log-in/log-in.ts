import { randomBytes } from "node:crypto";
import type { EndedSessions } from "../../guard/session/ended";
import { opened, sealed } from "../../guard/session/token";

const cookieName = "ha-dns";
/** Of a log-in that nobody uses; each page that is looked at begins them again. */
const logInSeconds = 1_800;

/** A person who has logged in to this page. */
export interface Person {
  readonly id: string;
  readonly until: number;
}

export interface LogInParts {
  /** Asked for each request: it changes with what opens Pi-hole. */
  readonly key: () => Buffer;
  readonly ended: Pick<EndedSessions, "has" | "end">;
  readonly nowSeconds: () => number;
}

/** Log-ins to this page. Every node knows them for genuine, so they go on if the virtual IP moves. */
export class LogIn {
  constructor(private readonly parts: LogInParts) {}

  /** The person whose cookie this is; undefined if nobody is logged in with it. */
  personOf(cookies: string | undefined): Person | undefined {
    const [, value = ""] = new RegExp(`(?:^|;\\s*)${cookieName}=([^;]*)`).exec(cookies ?? "") ?? [];
    const token = opened(this.parts.key(), value, this.parts.nowSeconds());
    return token && !this.parts.ended.has(token.id) ? token : undefined;
  }

  begin(): Person {
    return this.renewed({ id: randomBytes(16).toString("base64url") });
  }

  renewed({ id }: Pick<Person, "id">): Person {
    return { id, until: this.parts.nowSeconds() + logInSeconds };
  }

  /** Ends it on all nodes. */
  end({ id }: Person): void {
    this.parts.ended.end(id, this.parts.nowSeconds() + logInSeconds);
  }

  /** The header that has a browser keep it. `secure`: the browser is to send it over TLS alone. */
  cookieOf(person: Person, secure: boolean): string {
    return cookie(sealed(this.parts.key(), person), logInSeconds, secure);
  }

  /** The header that has a browser forget it. */
  readonly noCookie = (secure: boolean): string => cookie("", 0, secure);
}

const cookie = (value: string, seconds: number, secure: boolean): string =>
  `${cookieName}=${value}; Path=/ha-dns; Max-Age=${seconds}; HttpOnly; SameSite=Strict${secure ? "; Secure" : ""}`;
