import assert from "node:assert/strict";
import { piholePasswordFile } from "../../components/render/node-paths";
import { installPrograms } from "../../lab/load/programs";
import { clusterOf } from "../../lab/cluster/cluster";
import type { Change } from "../../lab/load/changes/change";
import { compareStates } from "../../lab/checks/compare-piholes";
import { PiholeClient } from "../../lab/load/pihole-client";
import type { Answer, Question } from "../../lab/load/pihole-protocol";
import { groupIds, type State } from "../../lab/load/pihole-state";
import { troubleOf } from "../../lab/load/trouble";
import type { LabNode, LabSettings } from "../../lab/settings";
import { must, until } from "../../lab/shell";
import { piholeWebPort } from "../../runtime/contract/files";
import { containers } from "../../runtime/contract/names";
import { mustInNode } from "./support";

/** A request to Pi-hole's API, wherever it is sent. */
export type Write = Pick<Question, "method" | "path" | "body">;

/** The cluster's Pi-holes, as a person's browser reaches them. */
export class Piholes {
  private constructor(private readonly client: PiholeClient) {}

  static async open(lab: LabSettings): Promise<Piholes> {
    const client = new PiholeClient(await installPrograms(clusterOf(lab)));
    await client.do("open", { password: await mustInNode(lab.nodes[0]!, "cat", piholePasswordFile) });
    return new Piholes(client);
  }

  stop = (): Promise<void> => this.client.stop();

  ask = (address: string, question: Omit<Question, "address">): Promise<Answer> =>
    this.client.do("ask", { address, ...question });

  /** A change that has to succeed. */
  async write(address: string, change: Write, deadlineMs = 15_000): Promise<void> {
    const trouble = troubleOf(await this.ask(address, { ...change, deadlineMs }));
    assert.equal(trouble, "", `${change.method} ${change.path} at ${address}`);
  }

  /** Makes a change, looks for it on the other side, and gives what still differs there in the end; nothing as a rule. */
  async change(
    leader: string,
    follower: string,
    change: Change,
    deadlineMs: number,
  ): Promise<readonly string[]> {
    const { differences } = await this.client.do("change", { leader, follower, change, deadlineMs });
    return differences;
  }

  state = (address: string): Promise<State> => this.client.do("state", { address });

  /** The id that a group has there. Throws if there is none of that name. */
  async groupId(address: string, name: string): Promise<number> {
    const { text } = await this.ask(address, { method: "GET", path: "/api/groups" });
    const id = groupIds(JSON.parse(text)).get(name);
    if (id === undefined) throw new Error(`${address} has no group "${name}"`);
    return id;
  }

  /** What differs between two of them now, one thing a line. */
  differences = async (wanted: string, address: string): Promise<string[]> =>
    compareStates(await this.state(wanted), await this.state(address));

  /** Waits until the second is what the first is, which may change meanwhile. */
  async equal(wanted: string, address: string, deadlineMs = 30_000): Promise<void> {
    let last: readonly string[] = [];
    await until(`${address} equals ${wanted}`, deadlineMs, async () => {
      last = await this.differences(wanted, address);
      return last.length === 0;
    }).catch((error: unknown) => {
      throw new Error(`${String(error)}: ${last.slice(0, 10).join("; ")}`);
    });
  }
}

/** A setting by its key, such as `dns.hosts`. */
export function setting(key: string, value: unknown): Write {
  const config = key.split(".").reduceRight<unknown>((below, name) => ({ [name]: below }), value);
  return { method: "PATCH", path: "/api/config", body: { config } };
}

const behindTheGuard = `
const { readFileSync } = require("node:fs");
const { method, path, body, port } = JSON.parse(process.argv[2]);
const api = (method, path, body, headers) =>
  fetch("http://127.0.0.1:" + port + path, { method, headers, body: body && JSON.stringify(body) });
(async () => {
  const password = readFileSync("/run/secrets/pihole-password", "utf8").trim();
  const { session } = await (await api("POST", "/api/auth", { password }, {})).json();
  const headers = { "x-ftl-sid": session.sid };
  const answer = await api(method, path, body, headers);
  console.log(JSON.stringify({ status: answer.status, text: await answer.text() }));
  await api("DELETE", "/api/auth", undefined, headers);
})();`;

/** A request to a node's own Pi-hole on its loopback, where no guard stands before it; it has to succeed. */
export async function writeBehindTheGuard(node: LabNode, write: Write): Promise<void> {
  const program = ["docker", "exec", "-i", containers.agent, "node", "-"];
  const text = await must(
    "docker",
    ["exec", "-i", node.container, ...program, JSON.stringify({ ...write, port: piholeWebPort })],
    { stdin: behindTheGuard, timeoutMs: 30_000 },
  );
  assert.equal(troubleOf(JSON.parse(text) as Answer), "", `${node.name}: ${write.method} ${write.path}`);
}
