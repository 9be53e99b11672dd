import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";

export const token = "a-token-of-the-provider";
export const account = "me@example.com";

interface Asked {
  readonly method: string;
  readonly path: string;
}

/**
 * Plays who keeps the name, and who tells the address: Cloudflare's API as it is published (version 4), the dyndns2
 * protocol, a provider that takes one URL, and three sources of the address.
 */
export class Provider {
  readonly asked: Asked[] = [];
  /** What the sources say. */
  addresses = ["8.8.4.4", "8.8.4.4", "8.8.4.4"];
  record: { id: string; type: string; name: string; content: string; proxied: boolean } | undefined = {
    id: "r1",
    type: "A",
    name: "home.example.com",
    content: "9.9.9.9",
    proxied: true,
  };
  /** Answers anything else if it is there. */
  instead: ((response: ServerResponse) => void) | undefined;
  private readonly server: Server = createServer((request, response) => void this.answer(request, response));
  base = "";

  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.server.listen(0, "127.0.0.1", resolve));
    this.base = `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  stop(): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  sources = (): string[] => [0, 1, 2].map((i) => `${this.base}/address/${i}`);

  /** The requests that changed something, or were to. */
  writes = (): Asked[] =>
    this.asked.filter(({ method, path }) => method !== "GET" || /^\/(nic|update)/.test(path));

  private async answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const [method, path] = [request.method!, request.url!];
    const source = /^\/address\/(\d)$/.exec(path)?.[1];
    if (source !== undefined) return void response.end(`${this.addresses[Number(source)]}\n`);
    this.asked.push({ method, path });
    if (this.instead) return this.instead(response);
    if (path.startsWith("/client/v4/")) return this.cloudflare(request, response);
    if (path.startsWith("/nic/update?")) return this.dyndns2(request, response);
    const wanted = new URL(path, this.base).searchParams;
    response.end(wanted.get("token") === token ? "OK" : "KO");
  }

  private async cloudflare(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const say = (status: number, body: object) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    const good = (result: unknown) => say(200, { success: true, errors: [], messages: [], result });
    const bad = (status: number, code: number, message: string) =>
      say(status, { success: false, errors: [{ code, message }], messages: [], result: null });
    if (request.headers.authorization !== `Bearer ${token}`)
      return void bad(403, 10000, "Authentication error");
    const url = new URL(request.url!, this.base);
    const [kind, zone, , id] = url.pathname.slice("/client/v4/".length).split("/");
    if (kind === "zones" && zone === undefined)
      return void good(
        url.searchParams.get("name") === "example.com" ? [{ id: "z1", name: "example.com" }] : [],
      );
    if (zone !== "z1") return void bad(404, 7003, "Could not route to the zone");
    if (request.method === "GET")
      return void good(this.record && url.searchParams.get("name") === this.record.name ? [this.record] : []);
    let text = "";
    for await (const piece of request) text += String(piece);
    const body = JSON.parse(text) as Partial<NonNullable<Provider["record"]>>;
    if (request.method === "POST")
      this.record = { id: "r2", type: "A", name: "", content: "", proxied: false, ...body };
    else if (request.method === "PATCH" && id === this.record?.id) this.record = { ...this.record!, ...body };
    else return void bad(404, 81044, "Record does not exist.");
    good(this.record);
  }

  private dyndns2(request: IncomingMessage, response: ServerResponse): void {
    const wanted = new URL(request.url!, this.base).searchParams;
    const key = Buffer.from(`${account}:${token}`).toString("base64");
    if (request.headers.authorization !== `Basic ${key}`) return void response.end("badauth");
    if (wanted.get("hostname") !== this.record?.name) return void response.end("nohost");
    const address = wanted.get("myip")!;
    const word = this.record.content === address ? "nochg" : "good";
    this.record = { ...this.record, content: address };
    response.end(`${word} ${address}\n`);
  }
}
