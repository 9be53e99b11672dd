import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Auth, Endpoint } from "../../../../pihole/src/api/exchange";
import { apiListener } from "../../../../pihole/src/api/server";
import { createDatabase } from "../../../../pihole/src/gravity/database";
import { Lists } from "../../../../pihole/src/lists";

export interface Answer {
  readonly status: number;
  readonly body: Readonly<Record<string, unknown>>;
  readonly headers: Headers;
}

/** Endpoints of the stand-in behind a real HTTP server on loopback, open to everybody. */
export class Api {
  private server: Server | undefined;
  private base = "";

  async open(endpoints: readonly Endpoint[], auth: () => Auth = () => ({ kind: "open" })): Promise<void> {
    const server = createServer(apiListener(endpoints, auth));
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    this.base = `http://127.0.0.1:${(server.address() as AddressInfo).port}/api/`;
    this.server = server;
  }

  close(): void {
    this.server?.close();
    this.server?.closeAllConnections();
  }

  async ask(method: string, where: string, json?: unknown): Promise<Answer> {
    const body = json === undefined ? undefined : JSON.stringify(json);
    const response = await fetch(this.base + where, { method, body });
    const text = await response.text();
    const parsed = text === "" ? {} : (JSON.parse(text) as Answer["body"]);
    return { status: response.status, body: parsed, headers: response.headers };
  }
}

/** Pi-hole's lists in a folder of their own, without DNS. */
export class ScratchLists {
  readonly folder = mkdtempSync(path.join(tmpdir(), "ha-dns-lists-"));
  readonly file = path.join(this.folder, "gravity.db");
  /** For how long DNS would have stood still, in ms, one entry a request. */
  readonly holds: number[] = [];
  /** Whether the next change meets a locked database. */
  isLocked = (): boolean => false;
  readonly lists = new Lists({
    file: this.file,
    whileDnsWaits: (ms, work) => {
      this.holds.push(ms);
      return Promise.resolve(work());
    },
    changed: () => undefined,
    isLocked: () => this.isLocked(),
  });

  constructor() {
    createDatabase(this.file);
  }

  remove(): void {
    this.lists.close();
    rmSync(this.folder, { recursive: true });
  }
}
