import { errorText } from "../../../contract/error-text";
import type { GuardAnswer } from "../../guard/guard-answers";
import type { LogIns } from "../../guard/log-ins";
import type { OwnRequest } from "../../guard/own-pages";
import { goTo, pageAnswer } from "../act/frame";
import { pagePath } from "../action";
import type { Typed, LogInVerdict } from "./ask-pihole";
import { logInForm, logOutForm } from "./forms";
import type { LogIn } from "./log-in";
import { hostOfHeader } from "./own-host";

export interface LogInPagesParts {
  readonly logIn: LogIn;
  /** Those of Pi-hole's own page wait in the same queue. */
  readonly turns: Pick<LogIns, "turn" | "ended">;
  readonly ask: (typed: Typed) => Promise<LogInVerdict>;
  readonly log: (event: string, fields: Readonly<Record<string, unknown>>) => void;
}

const title = "Log in";
const brought = "You are on https now, so that nobody reads your password on the way.";

/** The form at /ha-dns/log-in, and what comes of it. */
export class LogInPages {
  constructor(private readonly parts: LogInPagesParts) {}

  show({ target, headers }: OwnRequest): GuardAnswer {
    if (this.parts.logIn.personOf(headers.cookie)) return pageAnswer(200, "You are logged in", logOutForm);
    const query = new URLSearchParams(target.split("?")[1]);
    const notice = query.has("secure") ? brought : "";
    return pageAnswer(200, title, logInForm(ownPath(query.get("to")), "", notice));
  }

  async take(request: OwnRequest): Promise<GuardAnswer> {
    const form = await request.form();
    if (!(form instanceof URLSearchParams)) return form;
    const { address, secure } = request;
    const to = ownPath(form.get("to"));
    const typed = { password: form.get("password") ?? "", code: form.get("code") ?? "", address };
    const again = (
      status: number,
      trouble: string,
      more: Readonly<Record<string, string>> = {},
    ): GuardAnswer => pageAnswer(status, title, logInForm(to, trouble, ""), more);
    const seconds = await this.parts.turns.turn(address);
    if (seconds > 0)
      return again(429, `Too many log-ins. Try again in ${seconds} s.`, { "Retry-After": `${seconds}` });
    const verdict = await this.parts
      .ask(typed)
      .catch((error: unknown): string => `Pi-hole does not answer on this node: ${errorText(error)}`);
    if (typeof verdict === "string") return again(502, verdict);
    if (verdict.kind === "refused") {
      if (verdict.status === 401) this.parts.turns.ended(address, false);
      this.parts.log("page.log-in-refused", { address, status: verdict.status });
      return again(verdict.status === 429 ? 429 : 403, verdict.words);
    }
    this.parts.turns.ended(address, true);
    this.parts.log("page.logged-in", { address });
    const { logIn } = this.parts;
    return goTo(to, "You are logged in.", { "Set-Cookie": logIn.cookieOf(logIn.begin(), secure) });
  }

  leave({ headers, secure }: OwnRequest): GuardAnswer {
    const { logIn } = this.parts;
    const person = logIn.personOf(headers.cookie);
    if (person) logIn.end(person);
    return goTo(pagePath, "You are logged out.", { "Set-Cookie": logIn.noCookie(secure) });
  }
}

/** Where a person who is not logged in goes first. */
export const toLogIn = (target: string): GuardAnswer =>
  goTo(`${pagePath}log-in?${new URLSearchParams({ to: target }).toString()}`, "Log in first.");

/** The same page over TLS, if a person asks for a page over which a password or a log-in goes. */
export function toTls({ target, headers }: OwnRequest): GuardAnswer {
  const [path, query] = target.split("?");
  const more = new URLSearchParams(query);
  more.set("secure", "1");
  const location = `https://${hostOfHeader(headers.host)}${path}?${more.toString()}`;
  return goTo(location, "This page is on https, so that nobody reads your password on the way.");
}

/** Only a page of ours: another's address would send a person away with our name on it. */
const ownPath = (to: string | null): string =>
  to !== null && /^\/ha-dns\/[\w./?=&%+-]*$/.test(to) && !to.includes("//") ? to : pagePath;
