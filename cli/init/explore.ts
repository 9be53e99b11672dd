import { homedir } from "node:os";
import path from "node:path";
import { hostTask, parseHost } from "../../components/preflight/facts/host-facts";
import {
  dhcpTask,
  neighboursTask,
  parseNeighbours,
  parseOffers,
  parseVrrp,
  vrrpTask,
} from "../../components/preflight/facts/lan";
import { boundedCommand, type Task } from "../../components/preflight/task";
import { overConnection, type SshHost } from "../../providers/ssh/connection";
import { expandPath, knownHostKeys, type SshTarget } from "../../providers/ssh/target";
import { errorText } from "../../runtime/contract/error-text";
import type { Access, Explorer, HostFound } from "./explorer";
import { addKnownHosts, scanHostKeys } from "./host-keys";
import { keyState, makeKey, publicKey } from "./ssh-key";
import { letRootIn } from "./let-in";
import { listening, nearAddresses } from "./scan";

export interface Here {
  readonly root: string;
  /** Whether a person may be asked for passwords, and be shown what answers nearby. */
  readonly interactive: boolean;
  readonly knownHostsFile?: string;
}

/** Finds things out on this machine, and on hosts by ssh. */
export function explorerOf({ root, interactive, knownHostsFile = usualKnownHosts() }: Here): Explorer {
  const file = (name: string) => expandPath(name, root);
  const target = (host: string, { keyFile, port }: Access): SshTarget => ({
    host,
    port,
    user: "root",
    keyFile: file(keyFile),
    knownHostsFile,
    hostKeys: knownHostKeys(knownHostsFile, host, port),
  });
  const on = <T>(host: string, access: Access, work: (host: SshHost) => Promise<T>): Promise<T> =>
    overConnection(target(host, access), work, 8_000);
  return {
    scan: () => (interactive ? listening(nearAddresses(), 22) : Promise.resolve([])),
    keyState: (keyFile) => keyState(file(keyFile)),
    makeKey: (keyFile) => makeKey(file(keyFile)),
    isKnown: (host, port) => knownHostKeys(knownHostsFile, host, port).length > 0,
    hostKeys: scanHostKeys,
    trust: (keys) => addKnownHosts(knownHostsFile, keys),
    refusal: (host, access) =>
      on(host, access, isRoot).then(
        () => undefined,
        (error: unknown) => errorText(error),
      ),
    letIn(host, user, { keyFile, port }) {
      const key = file(keyFile);
      const door = { host, port, user, keyFile: key, knownHostsFile, publicKey: publicKey(key), interactive };
      letRootIn(door);
      return Promise.resolve();
    },
    host: (host, access) => on(host, access, (it) => lookAt(it, host)),
    lan: (host, networkInterface, access) =>
      on(host, access, async (it) => {
        const [offers, routers] = await Promise.all([
          perform(it, dhcpTask(networkInterface)),
          perform(it, vrrpTask(networkInterface)),
        ]);
        const vrids = parseVrrp(routers).map(({ vrid }) => vrid);
        return { offers: parseOffers(offers), vrids: [...new Set(vrids)] };
      }),
    taken: (host, networkInterface, addresses, access) =>
      on(host, access, async (it) => {
        const neighbours = parseNeighbours(await perform(it, neighboursTask(networkInterface, addresses)));
        return [...new Set(neighbours.map(({ address }) => address))];
      }),
  };
}

const usualKnownHosts = (): string => path.join(homedir(), ".ssh", "known_hosts");

async function isRoot(host: SshHost): Promise<void> {
  const user = (await host.must(["id", "-u"], { timeoutMs: 8_000 })).trim();
  if (user !== "0") throw new Error(`logged in as user ${user}, and not as root`);
}

async function lookAt(host: SshHost, address: string): Promise<HostFound> {
  const facts = parseHost(await perform(host, hostTask("")));
  const hostname = (await host.must(["uname", "-n"])).trim().split(".")[0]!;
  const own = facts.interfaces.find((it) => it.addresses.some((one) => one.address === address));
  if (!own)
    throw new Error(
      `${address}: found no interface with that address; expected the host's own address, and not one that a router ` +
        "or a container forwards",
    );
  const name = own.name.split("@")[0]!;
  const folder = `/sys/class/net/${name}`;
  const { code } = await host.exec([
    "sh",
    "-c",
    'test -e "$1/wireless" -o -e "$1/phy80211"',
    "wireless",
    folder,
  ]);
  return {
    hostname,
    system: facts.system,
    interface: name,
    prefix: own.addresses.find((one) => one.address === address)!.prefix,
    gateway: facts.defaultRoute?.gateway,
    wireless: code === 0,
  };
}

/** Rejects, unlike the preflight's, if the command fails: without its answer there is nothing to propose. */
const perform = (host: SshHost, task: Task): Promise<string> =>
  host.must(boundedCommand(task), { stdin: task.stdin ?? "", timeoutMs: (task.seconds + 4) * 1000 });
