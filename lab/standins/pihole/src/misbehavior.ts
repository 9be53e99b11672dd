import { existsSync, readFileSync } from "node:fs";
import { log } from "./log";

/** How a request can be answered wrongly, so that what reads the answers can be tried. */
export const misdeeds = ["garbage", "500", "empty", "half", "slow", "redirect"] as const;
export type Misdeed = (typeof misdeeds)[number];

/**
 * What the stand-in is asked to do wrong: a JSON file, looked at each time, such as
 * `{"GET /api/domains": "half", "GET /api/lists*": "500", "restart": "hang"}`. A `*` at the end stands for any rest.
 * `{"fatal": {"dns.cache.size": "77"}}` names values of settings with which it cannot start.
 * What a real Pi-hole does as well, and a closed network does not show, has a key of its own below.
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

  /** `"restart": "hang"`: a restart is to end in silence that only a SIGKILL ends. */
  get hangsAtRestart(): boolean {
    return this.read().restart === "hang";
  }

  /** Settings, with the value (as text) that ends it at its start. */
  get fatalSettings(): readonly (readonly [string, string])[] {
    const { fatal } = this.read();
    return typeof fatal === "object" && fatal !== null ? Object.entries(fatal as Record<string, string>) : [];
  }

  /** `"zeros": MS`: for so long after a start all counts are 0, and lists cannot be read. */
  get zerosMs(): number {
    return this.number("zeros");
  }

  /** `"import": MS`: so long a start takes that reads a whole day's history before it answers. */
  get importMs(): number {
    return this.number("import");
  }

  /** `"stall": MS`: DNS stands still for so long whenever a request writes many rows. */
  get stallMs(): number {
    return this.number("stall");
  }

  /**
   * `"locked": N`: each Nth change of gravity.db meets a lock. FTL does not wait for one: the row is not there, or is
   * there without its groups, or stays although its deletion is answered with 204.
   */
  get lockedEvery(): number {
    return this.number("locked");
  }

  /** `"names": "none"`: the container cannot resolve names, so that gravity does not run. */
  get hasNoNames(): boolean {
    return this.read().names === "none";
  }

  /** `"files": "0640"`: a start makes all files in /etc/pihole 0640. */
  get narrowsFiles(): boolean {
    return this.read().files === "0640";
  }

  private number(key: string): number {
    const value = this.read()[key];
    return typeof value === "number" && value > 0 ? value : 0;
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
