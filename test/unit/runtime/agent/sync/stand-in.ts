import { mkdtempSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import path from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { allEndpoints } from "../../../../../lab/standins/pihole/src/api/all";
import { Blocking } from "../../../../../lab/standins/pihole/src/api/blocking";
import { apiListener } from "../../../../../lab/standins/pihole/src/api/server";
import { Sessions } from "../../../../../lab/standins/pihole/src/api/sessions";
import { ConfigStore } from "../../../../../lab/standins/pihole/src/config/store";
import { createDatabase } from "../../../../../lab/standins/pihole/src/gravity/database";
import { QueryCounts } from "../../../../../lab/standins/pihole/src/dns/query-counts";
import { RecordedQueries } from "../../../../../lab/standins/pihole/src/dns/recorded-queries";
import { Lists } from "../../../../../lab/standins/pihole/src/lists";
import { PiholeClient } from "../../../../../runtime/agent/pihole/pihole-client";
import { Follower } from "../../../../../runtime/agent/sync/follower/follower";
import { FolderWatch } from "../../../../../runtime/agent/sync/leader/folder-watch";
import { GravityRecord } from "../../../../../runtime/agent/sync/follower/gravity-record";
import { KeptStates } from "../../../../../runtime/agent/sync/apply/kept-states";
import { OwnPihole } from "../../../../../runtime/agent/sync/apply/own-pihole";
import { Publisher, type Published } from "../../../../../runtime/agent/sync/leader/publisher";
import { SharedMark, sharedSchema } from "../../../../../runtime/agent/sync/leader/shared-mark";
import { JsonFile } from "../../../../../runtime/common/json-file";
import { undisturbed } from "./fake-own";

/** The lab's stand-in Pi-hole in this process, behind its real API on loopback, without DNS. */
export class StandIn {
  private readonly lists: Lists;
  private server: Server | undefined;
  private readonly startedAt = performance.now() - 60_000;
  port = 0;
  readonly writes: string[] = [];

  constructor(
    readonly name: string,
    readonly folder = mkdtempSync(path.join(tmpdir(), "ha-dns-stand-in-")),
  ) {
    this.store = new ConfigStore(path.join(folder, "pihole.toml"));
    createDatabase(this.file);
    this.lists = new Lists({
      file: this.file,
      whileDnsWaits: (_, work) => Promise.resolve(work()),
      changed: () => undefined,
    });
  }

  private get file(): string {
    return path.join(this.folder, "gravity.db");
  }

  async start(port = 0): Promise<this> {
    this.lists.open();
    this.database.prepare("INSERT OR REPLACE INTO info (property, value) VALUES ('updated', '1000')").run();
    const { store } = this;
    store.load({ FTLCONF_dns_upstreams: "127.0.0.1#5335" });
    store.save();
    const endpoints = allEndpoints({
      store,
      sessions: new Sessions(() => 1, { seats: 16, timeout: 1800 }),
      blocking: new Blocking({
        isActive: () => this.active,
        setActive: (on) => (this.active = on),
        dnsRuns: () => true,
      }),
      lists: this.lists,
      queries: new QueryCounts(),
      recorded: new RecordedQueries(),
      dnsRuns: () => true,
      httpsPort: () => 443,
      uptimeMs: () => performance.now() - this.startedAt,
      judge: () => Promise.resolve(undefined),
      apply: (_, values) => {
        store.install(values);
        return Promise.resolve({ restart: false });
      },
      restart: () => undefined,
      gravityCommand: ["false"],
      leasesFile: path.join(this.folder, "dhcp.leases"),
    });
    const listener = apiListener(endpoints, () => ({ kind: "open" }));
    const server = createServer((request, response) => {
      if (request.method !== "GET") this.writes.push(`${request.method} ${request.url}`);
      listener(request, response);
    });
    await new Promise<void>((resolve) => server.listen(port, "127.0.0.1", resolve));
    this.port = (server.address() as AddressInfo).port;
    this.server = server;
    return this;
  }

  /** Settings that this node keeps for itself. */
  except: readonly string[] = [];
  /** Blocking is on. */
  active = true;
  readonly store: ConfigStore;

  get database(): DatabaseSync {
    return this.lists.database.handle;
  }

  stop(): void {
    this.server?.close();
    this.server?.closeAllConnections();
    this.lists.close();
    rmSync(this.folder, { recursive: true });
  }

  /** Puts rows into the table without the API's checks, as an import or a script does. Types: 0 allow, 1 deny, +2 regex. */
  plant(
    rows: readonly { readonly domain: string; readonly type?: number; readonly comment?: string }[],
  ): void {
    const insert = this.database.prepare("INSERT INTO domainlist (domain, type, comment) VALUES (?, ?, ?)");
    this.database.exec("BEGIN");
    for (const { domain, type = 1, comment = null } of rows) insert.run(domain, type, comment);
    this.database.exec("COMMIT");
  }

  domains(): string[] {
    return this.database
      .prepare("SELECT domain FROM domainlist ORDER BY domain")
      .all()
      .map((row) => String(row.domain));
  }

  parts() {
    const watch = new FolderWatch(
      this.folder,
      () => undefined,
      () => undefined,
    );
    const pihole = new PiholeClient(
      this.port,
      { password: () => "", totpSecret: () => "" },
      { load: () => "", save: () => undefined },
    );
    const record = new GravityRecord(path.join(this.folder, "gravity.json"), this.name);
    record.built({ generation: "one", lists: "" }, 1000);
    const own = new OwnPihole(pihole, watch, record, {
      settingsFile: () => "",
      refused: () => ({}),
      except: () => this.except,
      timer: { look: () => Promise.resolve(false) },
    });
    const kept = new KeptStates(path.join(this.folder, "states"), this.name, 30);
    return { folder: watch, pihole, record, own, kept };
  }

  /** As an agent that starts finds it. */
  shared(): SharedMark {
    const file = new JsonFile(path.join(this.folder, "shared-state.json"), sharedSchema);
    return new SharedMark(file, () => undefined);
  }

  publisher(): Publisher {
    return new Publisher(this.parts().own, this.name, undefined, this.shared());
  }

  follower(
    leader: Publisher,
    now: () => number,
    log: (event: string, about?: object) => void = () => undefined,
  ): Follower {
    return new Follower({
      ...this.parts(),
      ...undisturbed(),
      shared: this.shared(),
      leader: {
        ask: async (known, waitMs, signal): Promise<Published | undefined> => {
          const told = await leader.current(known, waitMs, signal);
          return told.revision === known ? undefined : (JSON.parse(JSON.stringify(told)) as Published);
        },
      },
      log,
      now,
    });
  }
}
