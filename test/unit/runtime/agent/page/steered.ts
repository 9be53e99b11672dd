import { request } from "node:http";
import { request as tlsRequest } from "node:https";
import type { Guard, GuardOptions } from "../../../../../runtime/agent/guard/guard";
import { LogIns } from "../../../../../runtime/agent/guard/log-ins";
import { EndedSessions, type Ended } from "../../../../../runtime/agent/guard/session/ended";
import { ActPages } from "../../../../../runtime/agent/page/act/act-pages";
import type { ClusterNow, NodeNow } from "../../../../../runtime/agent/page/act/cluster-now";
import type { ActionAnswer, ActionRequest } from "../../../../../runtime/agent/page/act/act-message";
import {
  HistoryPages,
  type HistoryPagesParts,
} from "../../../../../runtime/agent/page/history/history-pages";
import { askPihole } from "../../../../../runtime/agent/page/log-in/ask-pihole";
import { LogIn } from "../../../../../runtime/agent/page/log-in/log-in";
import { LogInPages } from "../../../../../runtime/agent/page/log-in/log-in-pages";
import { pageKey } from "../../../../../runtime/agent/page/log-in/page-key";
import { steeringPages } from "../../../../../runtime/agent/page/steering-pages";
import { guarded } from "../guard/support";
import { Node, type Cluster as Piholes } from "../guard/session/node";

export const vip = "192.0.2.53";

export const nodeNow = (name: string, more: Partial<NodeNow> = {}): NodeNow => ({
  name,
  leads: false,
  ready: true,
  state: "standing-by",
  reason: "",
  drainedBy: [],
  holdsData: false,
  refusal: undefined,
  blocking: "blocks",
  ...more,
});
/** pi1 leads, pi2 could take over. */
export const twoNodes: ClusterNow = {
  self: "pi1",
  conditions: [],
  channels: 0,
  nodes: [nodeNow("pi1", { leads: true, state: "leading" }), nodeNow("pi2")],
};

/** What the nodes have in common; a test changes it. */
export interface World extends Piholes {
  password: string;
  cluster: ClusterNow;
  said: ActionAnswer;
  /** What keeps the query history. */
  history: Pick<HistoryPagesParts, "ask" | "stream">;
}
export const world = (): World => ({
  totpSecret: "",
  later: 0,
  password: "right",
  cluster: twoNodes,
  said: { kind: "begun", words: ["pi2 takes over"] },
  history: {
    ask: () => Promise.reject(new Error("nobody keeps one")),
    stream: () => Promise.reject(new Error("nobody keeps one")),
  },
});

/** A node with its Pi-hole, the guard, and the pages on which people steer. */
export class SteeredNode {
  readonly wanted: ActionRequest[] = [];
  readonly told: Ended[] = [];
  private guard: Guard | undefined;

  private constructor(readonly node: Node) {}

  get port(): number | undefined {
    return this.guard?.ports().http;
  }

  get tlsPort(): number | undefined {
    return this.guard?.ports().https;
  }

  static async start(world: World, options: Partial<GuardOptions> = {}): Promise<SteeredNode> {
    const made = new SteeredNode(await Node.start(world));
    const nowSeconds = (): number => Math.floor(Date.now() / 1000) + world.later;
    const file = { load: () => undefined, save: () => undefined };
    const taken = new EndedSessions(file, (ended) => made.told.push(ended), nowSeconds);
    const key = (): Buffer => pageKey(Buffer.from(`cluster ${world.password} ${world.totpSecret}`));
    const logIn = new LogIn({ key, ended: taken, nowSeconds });
    const logIns = new LogIns(() => world.later * 1_000, 0);
    const steering = steeringPages({
      hosts: [vip, "127.0.0.1"],
      logIn: new LogInPages({
        logIn,
        turns: logIns,
        ask: (typed) => askPihole(made.node.upstream, typed),
        log: () => undefined,
      }),
      act: new ActPages({
        logIn,
        key,
        taken,
        nowSeconds,
        cluster: () => world.cluster,
        perform: (wanted) => {
          made.wanted.push(wanted);
          return Promise.resolve(world.said);
        },
      }),
      history: new HistoryPages({ logIn, nodes: ["pi1", "pi2"], ...world.history, now: Date.now }),
    });
    made.guard = (await guarded(made.node.upstream, "leader", { steering, logIns, ...options })).guard;
    return made;
  }
}

export interface Answered {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly text: string;
}

/** A browser that asks for pages by a name or an address, and keeps the cookie. */
export class Person {
  cookie = "";
  setCookie = "";

  constructor(
    readonly host = vip,
    readonly tls = false,
  ) {}

  get(node: SteeredNode, path: string, more: Readonly<Record<string, string>> = {}): Promise<Answered> {
    return this.ask(node, "GET", path, undefined, more);
  }

  /** As a browser sends a form of a page of ours; `more` are headers that a test changes. */
  post(
    node: SteeredNode,
    path: string,
    fields: Readonly<Record<string, string>>,
    more: Readonly<Record<string, string>> = {},
  ): Promise<Answered> {
    const origin = `http${this.tls ? "s" : ""}://${this.host}`;
    return this.ask(node, "POST", path, new URLSearchParams(fields).toString(), { origin, ...more });
  }

  logIn(node: SteeredNode, password = "right", code = "", to = ""): Promise<Answered> {
    return this.post(node, "/ha-dns/log-in", { password, code, to });
  }

  /** The hidden fields of the form that asks for an action. */
  async form(node: SteeredNode, path: string): Promise<Record<string, string>> {
    const { text } = await this.get(node, path);
    const fields = [...text.matchAll(/<input\s+type="hidden"\s+name="(\w+)"\s+value="([^"]*)"/g)];
    return Object.fromEntries(fields.map(([, name, value]) => [name, value]));
  }

  private ask(
    node: SteeredNode,
    method: string,
    path: string,
    body: string | undefined,
    more: Readonly<Record<string, string>>,
  ): Promise<Answered> {
    const headers = {
      host: this.host,
      cookie: `theme=dark; ${this.cookie}`,
      ...(body === undefined ? {} : { "content-type": "application/x-www-form-urlencoded" }),
      ...more,
    };
    const options = { host: "127.0.0.1", method, path, headers, agent: false as const };
    return new Promise((resolve, reject) => {
      const sent = this.tls
        ? tlsRequest({ ...options, port: node.tlsPort, rejectUnauthorized: false })
        : request({ ...options, port: node.port });
      sent.once("error", reject).once("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (piece: string) => (text += piece));
        response.once("end", () => {
          const [line = ""] = response.headers["set-cookie"] ?? [];
          if (line) [this.setCookie, this.cookie] = [line, line.split(";")[0]!];
          resolve({ status: response.statusCode ?? 0, headers: response.headers, text });
        });
      });
      sent.end(body);
    });
  }
}
