import { fail, jsonBody, reply, type Endpoint, type Reply, type Request } from "./exchange";

interface Context {
  readonly isActive: () => boolean;
  readonly setActive: (active: boolean) => void;
  readonly dnsRuns: () => boolean;
}

/** /api/dns/blocking, with its timer: when it ends, blocking becomes what it was not. */
export class Blocking {
  private timer: NodeJS.Timeout | undefined;
  private endsAt = 0;

  constructor(private readonly context: Context) {}

  readonly endpoints: Endpoint[] = [
    { method: "GET", path: "dns/blocking", auth: true, handle: () => this.get() },
    { method: "POST", path: "dns/blocking", auth: true, handle: (request) => this.set(request) },
  ];

  /** Drops a running timer, so that it does not keep the process or outlive a restart. */
  cancel(): void {
    clearTimeout(this.timer);
    this.timer = undefined;
  }

  private get(): Reply {
    const blocking = !this.context.dnsRuns() ? "failed" : this.context.isActive() ? "enabled" : "disabled";
    const timer = this.timer === undefined ? null : Math.max(0, (this.endsAt - performance.now()) / 1000);
    return reply(200, { blocking, timer });
  }

  private set(request: Request): Reply {
    if (!this.context.dnsRuns()) return fail(500, "dns_failure", "DNS resolver is not running");
    const body = jsonBody(request);
    if ("status" in body) return body;
    const { blocking, timer } = body.object;
    if (typeof blocking !== "boolean") return fail(400, "body_error", 'No "blocking" boolean in body data');
    // FTL sets a timer for a state that is in force already to end in "enabled".
    const then = blocking === this.context.isActive() ? true : !blocking;
    this.cancel();
    this.context.setActive(blocking);
    if (typeof timer === "number" && timer > 0) {
      this.endsAt = performance.now() + timer * 1000;
      this.timer = setTimeout(() => {
        this.timer = undefined;
        this.context.setActive(then);
      }, timer * 1000);
    }
    return this.get();
  }
}
