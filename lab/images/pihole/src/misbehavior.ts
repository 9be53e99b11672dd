import { existsSync, readFileSync } from "node:fs";
import { log } from "./log";

/** How a request can be answered wrongly, so that what reads the answers can be tried. */
export const misdeeds = ["garbage", "500", "empty", "half", "slow", "redirect"] as const;
export type Misdeed = (typeof misdeeds)[number];

/**
 * What the stand-in is asked to do wrong: a JSON file, looked at each time, such as
 * `{"GET /api/domains": "half", "GET /api/lists*": "500", "restart": "hang"}`. A `*` at the end stands for any rest.
 * `{"fatal": {"dns.cache.size": "77"}}` names values of settings with which it cannot start.
 */
export class Misbehavior {
  constructor(private readonly file: string) {}

  /** For a request, by method and path without the query. */
  of(method: string, path: string): Misdeed | undefined {
    const asked = `${method} ${path}`;
    const entry = Object.entries(this.read()).find(([key]) =>
      key.endsWith("*") ? asked.startsWith(key.slice(0, -1)) : key === asked,
    );
    return misdeeds.find((each) => each === entry?.[1]);
  }

  /** Whether a restart is to end in silence that only a SIGKILL ends. */
  get hangsAtRestart(): boolean {
    return this.read().restart === "hang";
  }

  /** Settings, with the value (as text) that ends it at its start. */
  get fatalSettings(): readonly (readonly [string, string])[] {
    const { fatal } = this.read();
    return typeof fatal === "object" && fatal !== null ? Object.entries(fatal as Record<string, string>) : [];
  }

  private read(): Readonly<Record<string, unknown>> {
    if (!existsSync(this.file)) return {};
    try {
      const json: unknown = JSON.parse(readFileSync(this.file, "utf8"));
      return typeof json === "object" && json !== null ? (json as Record<string, unknown>) : {};
    } catch (error) {
      log("ERROR", `${this.file}: ${String(error)}`);
      return {};
    }
  }
}
