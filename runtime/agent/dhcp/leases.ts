import path from "node:path";
import { dhcpFileSchema } from "../../contract/dhcp-schema";
import { errorText } from "../../contract/error-text";
import type { ChannelClient } from "../channel/channel-client";
import type { ChannelReply, ChannelRequest } from "../channel/channel-server";
import { JsonFile } from "../../common/json-file";
import type { Log } from "../../common/log";
import type { Paths } from "../agent-paths";
import type { PiholeClient } from "../pihole/pihole-client";
import { tomlValue } from "../pihole/toml";
import { settingsFileOf } from "../pihole/way-in";
import { readWhenChanged } from "../../common/read-when-changed";
import { replaceFile } from "../../common/text-file";
import { bookSchema, contradicted, bookDigest, extended, mergedBooks, type Book } from "./book";
import { hostFiles, namesFile, parseLeases, withoutStatic } from "./dnsmasq";
import { LeaseFolder } from "./lease-folder";
import { takenNames } from "./taken-names";

const tickMs = 1_000;
const pullMs = 2_000;
/** If a peer's book still differs after a merge, it is asked again after this many seconds. */
const againSeconds = 10;
/** How often expired leases are removed, in seconds. */
const pruneSeconds = 60;

/** What a peer reports about the leases that it knows. */
export interface PeerLeases {
  readonly name: string;
  readonly podAddress: string;
  readonly leads: boolean;
  /** Undefined if its report has no leases. */
  readonly digest: string | undefined;
}

/** Leases as this node knows them. */
export interface LeasesSeen {
  readonly count: number;
  readonly digest: string;
  /** Why they cannot be read, fetched or handed to Pi-hole; empty if they can. */
  readonly trouble: string;
}

/**
 * Copies the leader's leases to every node, so that the next leader keeps them: Pi-hole gets them as addresses that are
 * reserved for devices, and as names. The leader's leases win; it adds those that others gave while they led.
 */
export class Leases {
  private readonly config: JsonFile<{ domain: string; leaseSeconds: number }>;
  private readonly kept: JsonFile<Book>;
  private readonly folder: LeaseFolder;
  private book: Book = [];
  private digest = "";
  /** The leases that this Pi-hole has given. */
  private readonly readOwn: () => Book;
  private readonly readSettings: () => string;
  private own: Book = [];
  private led: boolean | undefined;
  private prunedAt = 0;
  private written: { readonly digest: string; readonly settings: string } | undefined;
  private trouble = "";
  private readonly pulled = new Map<string, { readonly digest: string; readonly at: number }>();
  private timer: NodeJS.Timeout | undefined;
  private working: Promise<void> | undefined;
  private readonly abort = new AbortController();

  constructor(
    private readonly paths: Pick<Paths, "dhcp" | "leases" | "pihole" | "reloadPihole">,
    private readonly options: {
      readonly leads: () => boolean;
      readonly peers: () => readonly PeerLeases[];
      readonly channel: Pick<ChannelClient, "ask">;
      /** This node's own. */
      readonly pihole: Pick<PiholeClient, "ask">;
      readonly log: Log;
      readonly now?: () => number;
    },
  ) {
    this.config = new JsonFile(paths.dhcp, dhcpFileSchema);
    this.kept = new JsonFile<Book>(path.join(paths.leases, "book.json"), bookSchema, 0o600);
    this.folder = new LeaseFolder(paths.leases);
    this.readOwn = readWhenChanged(path.join(paths.pihole, "dhcp.leases"), parseLeases);
    this.readSettings = settingsFileOf(paths);
  }

  /** Does nothing if the cluster serves no DHCP. */
  start(): void {
    if (this.config.load() === undefined) return;
    this.book = this.kept.load() ?? [];
    this.digest = bookDigest(this.book);
    this.timer = setInterval(() => void this.look(), tickMs);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    this.abort.abort();
    await this.working;
  }

  /** Undefined if the cluster serves no DHCP. */
  seen(): LeasesSeen | undefined {
    if (this.timer === undefined) return undefined;
    return { count: this.book.length, digest: this.digest, trouble: this.trouble };
  }

  /** Answers a peer that asks for the book; undefined for any other question. */
  routes({ method, path: at }: Pick<ChannelRequest, "method" | "path">): ChannelReply | undefined {
    if (this.timer === undefined || `${method} ${at}` !== "GET /leases") return undefined;
    return { status: 200, body: this.book };
  }

  /** Never rejects; one at a time. */
  look(): Promise<void> {
    return (this.working ??= this.bringUpToDate()
      .then(
        () => this.say(""),
        (error: unknown) => {
          if (!this.abort.signal.aborted) this.say(errorText(error));
        },
      )
      .finally(() => (this.working = undefined)));
  }

  private say(trouble: string): void {
    if (trouble !== this.trouble && trouble !== "") this.options.log("dhcp.trouble", { error: trouble });
    this.trouble = trouble;
  }

  private now(): number {
    return Math.floor((this.options.now ?? Date.now)() / 1_000);
  }

  private async bringUpToDate(): Promise<void> {
    const leads = this.options.leads();
    const begins = leads !== this.led;
    const own = this.readOwn();
    const renewed = own !== this.own;
    this.own = own;
    const now = this.now();
    if (begins || renewed || now - this.prunedAt >= pruneSeconds) {
      this.prunedAt = now;
      this.led = leads;
      this.take(
        leads ? mergedBooks(this.own, [this.before(begins)], now) : mergedBooks(this.book, [this.own], now),
        begins,
      );
    }
    let failure: unknown;
    for (const peer of this.options.peers())
      try {
        if (this.wants(peer, leads, now)) await this.pull(peer, leads);
      } catch (error) {
        failure ??= new Error(`the leases of ${peer.name}: ${errorText(error)}`);
      }
    this.write();
    if (!leads) await this.forgetContradicted();
    if (failure !== undefined) throw failure;
  }

  private before(begins: boolean): Book {
    if (!begins) return this.book;
    return extended(this.book, this.now() + (this.config.load()?.leaseSeconds ?? 0));
  }

  private take(book: Book, save = false): void {
    const digest = bookDigest(book);
    const changed = digest !== this.digest;
    this.book = book;
    this.digest = digest;
    if (changed || save) this.kept.save(book);
  }

  /** The leader asks each peer that differs, because that may have led; the others ask only the leader. */
  private wants({ name, digest, leads: peerLeads }: PeerLeases, leads: boolean, now: number): boolean {
    if (digest === undefined || digest === this.digest || (!leads && !peerLeads)) return false;
    const last = this.pulled.get(name);
    return last?.digest !== digest || now - last.at >= againSeconds;
  }

  private async pull({ name, podAddress, digest }: PeerLeases, leads: boolean): Promise<void> {
    const question = { method: "GET", path: "/leases", deadlineMs: pullMs } as const;
    const { status, body } = await this.options.channel.ask(podAddress, question, this.abort.signal);
    if (status !== 200) throw new Error(`the agent answers ${status}`);
    const theirs = bookSchema.parse(body);
    const now = this.now();
    this.take(
      leads ? mergedBooks(this.book, [theirs], now) : mergedBooks(theirs, [this.book, this.own], now),
    );
    this.pulled.set(name, { digest: digest!, at: now });
  }

  /** Writes the book for Pi-hole if it has changed. */
  private write(): void {
    const settings = this.readSettings();
    if (this.written?.digest === this.digest && this.written.settings === settings) return;
    const files = hostFiles(withoutStatic(this.book, tomlValue(settings, "dhcp.hosts") ?? ""));
    const names = namesFile(this.book, this.config.load()?.domain ?? "lan", takenNames(settings));
    const gone = this.folder.write(files, names);
    if (gone) replaceFile(this.paths.reloadPihole, "");
    this.written = { digest: this.digest, settings };
  }

  /** Deletes leases of this Pi-hole whose address another node has given to another device since. */
  private async forgetContradicted(): Promise<void> {
    for (const { address } of contradicted(this.own, this.book)) {
      await this.options.pihole.ask({
        method: "DELETE",
        path: `/api/dhcp/leases/${address}`,
        deadlineMs: pullMs,
      });
      this.options.log("dhcp.forgotten", { address });
    }
  }
}
