import type { IncomingMessage } from "node:http";
import { parsed } from "../../../common/json";
import { errorText } from "../../../contract/error-text";
import type { GuardAnswer } from "../../guard/guard-answers";
import type { OwnRequest } from "../../guard/own-pages";
import { hoursBefore, wishOf, wishText, type Wish } from "../../history/search";
import type { Found } from "../../history/server";
import type { Summary } from "../../history/summary";
import { pageAnswer } from "../act/frame";
import { pagePath } from "../action";
import { html } from "../html";
import type { LogIn } from "../log-in/log-in";
import { toLogIn } from "../log-in/log-in-pages";
import { historyDocument } from "./history-document";

export const historyPath = `${pagePath}history`;
const files = { "history.csv": "/export.csv", "history.jsonl": "/export.jsonl" } as const;

export interface HistoryPagesParts {
  readonly logIn: Pick<LogIn, "personOf" | "renewed" | "cookieOf">;
  readonly nodes: readonly string[];
  /** Asks the process that keeps the history; rejects if there is none. */
  readonly ask: (path: string) => Promise<{ readonly status: number; readonly text: string }>;
  readonly stream: (path: string) => Promise<IncomingMessage>;
  readonly now: () => number;
}

/** The queries of all nodes, for a person who has logged in: /ha-dns/history, and what it shows as a file. */
export class HistoryPages {
  constructor(private readonly parts: HistoryPagesParts) {}

  async show({ target, headers, secure }: OwnRequest): Promise<GuardAnswer> {
    const { logIn, nodes, now } = this.parts;
    const person = logIn.personOf(headers.cookie);
    if (!person) return toLogIn(target);
    const [path = "", text] = target.split("?");
    const query = new URLSearchParams(text);
    const wish = this.timed(query);
    try {
      const file = Object.entries(files).find(([name]) => path === `${historyPath}/${name}`);
      if (file) return await this.file(file[0], `${file[1]}?${wishText(wish)}`);
      if (path !== historyPath)
        return pageAnswer(404, "Nothing is here", html`<p>There is no such page.</p>`);
      const found = (await this.read(`/queries?${wishText(wish)}`)) as Found;
      const counts =
        wish.before === undefined ? ((await this.read(`/summary?${wishText(wish)}`)) as Summary) : undefined;
      const headersOf = { "Set-Cookie": logIn.cookieOf(logIn.renewed(person), secure) };
      return historyDocument(
        { wish, hours: query.get("hours") ?? "24", nodes, found, counts, now: now() },
        headersOf,
      );
    } catch (error) {
      return pageAnswer(
        503,
        "No history",
        html` <p role="alert">This node has no history to show: ${errorText(error)}</p>
          <p>The nodes keep one if <code>historyDays</code> is set; see docs/history.md.</p>`,
      );
    }
  }

  /** `hours` is for a form: so many hours until now. */
  private timed(query: URLSearchParams): Wish {
    const wish = wishOf(query);
    const hours = Number(query.get("hours") ?? 24);
    if (wish.from !== undefined || !(hours > 0)) return wish;
    return { ...wish, from: hoursBefore(this.parts.now(), hours) };
  }

  private async read(path: string): Promise<unknown> {
    const { status, text } = await this.parts.ask(path);
    if (status !== 200) throw new Error(`its keeper answered ${status}: ${text.slice(0, 200)}`);
    return parsed(text);
  }

  private async file(name: string, path: string): Promise<GuardAnswer> {
    const stream = await this.parts.stream(path);
    return {
      status: 200,
      type: stream.headers["content-type"] ?? "application/octet-stream",
      body: "",
      stream,
      headers: {
        "Content-Disposition": `attachment; filename="${name}"`,
        "X-Content-Type-Options": "nosniff",
      },
    };
  }
}
