import { existsSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { loadConfig } from "../load-config";
import { Carrier } from "../guard/carry/carrier";
import type { Carried, CarriedChange } from "../guard/carry/carried-change";
import { Guard } from "../guard/guard";
import { Pace } from "../guard/pace";
import { FolderWatch } from "../sync/leader/folder-watch";
import { Listener } from "../guard/listener";
import { LogIns } from "../guard/log-ins";
import { EndedSessions } from "../guard/session/ended";
import { nodeSessions } from "../guard/session/node-sessions";
import { StatusServer } from "../http/status-server";
import { jsonLog, type Log } from "../../common/log";
import { readAssets } from "../page/assets";
import { ClusterPage } from "../page/page";
import { clusterNow } from "../page/act/cluster-now";
import { actionsOf } from "../page/act/kinds";
import { said, type ActionAnswer, type ActionRequest } from "../page/act/act-message";
import { nodePages } from "../page/node-pages";
import type { Paths } from "../agent-paths";
import { DnsClient } from "../probe/dns-client";
import { ProcessWatch } from "../process-watch";
import type { Snapshot } from "../snapshot";
import { nowSeconds } from "../unix-time";
import { appsMayConfigure } from "../pihole/way-in";
import { AgentLine } from "./agent-line";
import type { FromDoors, Ports, ToDoors } from "./doors-protocol";
import { TurnedAway } from "./turned-away";
import { AgentView } from "./agent-view";

/** Above what a process of the host has by default: the kernel ends this one first if memory runs out. */
const oomScore = "900";
/** The host gives all processes of a container one place in that order, soon after its start. */
const oomAgainMs = 10_000;
const dnsPort = 53;
const dnsDeadlineMs = 300;
/** The guard looks into Pi-hole's folder when it has a change, and watches nothing. */
const nothing = (): void => undefined;

/**
 * The process that faces the LAN: Pi-hole's page and API behind the guard, and /status, /metrics and /ready. It runs
 * apart from the one that probes DNS, so that no request can delay a probe. Resolves when the agent is gone.
 */
export async function runDoors(paths: Paths): Promise<number> {
  const config = loadConfig(paths.agentConfig);
  const log = jsonLog(config.node);
  const yielding = yieldToOthers(log);
  const view = new AgentView();
  const page = new ClusterPage({
    known: () => {
      const snapshot = view.snapshot();
      const conditions = snapshot?.conditions ?? [];
      const actions = snapshot ? actionsOf(clusterNow(snapshot)) : [];
      const [events, sums] = [view.events(), view.sums()];
      return { snapshot, conditions, events, sums, actions, now: Date.now() };
    },
    // The image's build puts them beside the program.
    assets: readAssets(path.dirname(process.argv[1]!)),
  });
  const send = (message: FromDoors): void => {
    // The agent may be gone at any moment; `disconnect` tells.
    process.send?.(message, undefined, undefined, () => undefined);
  };
  // The agent keeps them in its file, and tells the peers.
  const ended = new EndedSessions(
    { load: () => undefined, save: () => undefined },
    (told) => send({ kind: "ended", ended: told }),
    nowSeconds,
  );
  const wishes = new AgentLine<ActionRequest, ActionAnswer>(
    (id, wanted) => send({ kind: "wanted", id, wanted }),
    {
      deadlineMs: 35_000,
      late: said("begun", "The agent has not answered yet. The page shows what comes of it."),
      busy: said("refused", "Other actions are still under way. Try again."),
      mostWaiting: 16,
    },
  );
  const changes = new AgentLine<CarriedChange, Carried | string>(
    (id, change) => send({ kind: "carry", id, change }),
    {
      deadlineMs: 320_000,
      late: "the agent has not answered",
      busy: "too many changes are under way",
      mostWaiting: 16,
    },
  );
  const turnedAway = new TurnedAway(log);
  let close = (): void => undefined;
  process.on("message", (message: ToDoors) => {
    switch (message.kind) {
      case "begin":
        ended.heard(message.ended);
        close = open(message.ports);
        return;
      case "snapshot":
        view.hear(message);
        page.push();
        return send({ kind: "heard", flooding: turnedAway.flooding() });
      case "events":
        view.hearEvents(message.events);
        return page.push();
      case "sums":
        view.hearSums(message.sums);
        return page.push();
      case "ended":
        return ended.heard(message.ended);
      case "said":
        return wishes.heard(message.id, message.said);
      case "carried":
        return changes.heard(message.id, message.carried);
    }
  });

  function open(ports: Ports): () => void {
    // `::` is IPv4's addresses too. A kernel without IPv6 does not know it.
    const everywhere = config.vip6 === undefined ? "0.0.0.0" : "::";
    const peers = config.peers.map(({ podAddress }) => podAddress);
    const dns = new DnsClient("127.0.0.1", dnsPort);
    const pace = new Pace({ ask: () => latencyOf(dns, config.ownName) });
    const logIns = new LogIns();
    const guard = new Guard(
      {
        role: () => view.role(),
        vip: config.vip,
        restartsLater: () => view.restartsLater(),
        servesDhcp: () => existsSync(paths.dhcp),
        page,
        sessions: nodeSessions(paths, ended, ports.pihole, log),
        steering: nodePages({
          config,
          paths,
          piholePort: ports.pihole,
          logIns,
          ended,
          snapshot: () => view.snapshot(),
          perform: wishes.ask,
          log,
        }),
        carrier: new Carrier({
          carries: () => existsSync(paths.followerWrites),
          vip: config.vip,
          piholePort: ports.pihole,
          appsMayConfigure: appsMayConfigure(paths),
          carry: changes.ask,
          revision: () => view.snapshot()?.sync?.progress.revision,
        }),
        logIns,
        upstream: { host: "127.0.0.1", port: ports.pihole },
        address: everywhere,
        ports,
        // Pi-hole's own until the founder has made one for the cluster.
        certificates: [paths.pageCertificate, path.join(paths.pihole, "tls.pem")],
        pace,
        folder: new FolderWatch(paths.pihole, nothing, nothing),
        peers,
        onRefused: turnedAway.note,
      },
      log,
    );
    const own = new ProcessWatch();
    const withCounts = counted(() => ({
      guard: guard.counts(),
      turnedAway: turnedAway.total(),
      doorsProcess: own.seen(),
    }));
    const seen = { snapshot: () => withCounts(view.snapshot()), events: () => view.events() };
    const status = new StatusServer(seen, peers, turnedAway.note);
    const statusPort = new Listener(status.server, everywhere, ports.status, log, 5_000, "status");
    void statusPort.start();
    void guard.start();
    return () => {
      page.stop();
      guard.stop();
      dns.close();
      statusPort.stop();
      turnedAway.stop();
    };
  }

  await new Promise<void>((resolve) => {
    process.once("disconnect", resolve);
    // Who ends the whole container ends the agent, and the agent ends this process when it no longer needs it.
    process.on("SIGTERM", () => undefined);
    process.on("SIGINT", () => undefined);
  });
  clearInterval(yielding);
  close();
  return 0;
}

/** How long this node's DNS takes to answer, in ms; undefined if it does not within a moment. */
async function latencyOf(dns: DnsClient, name: string): Promise<number | undefined> {
  const { kind, latencyMs } = await dns.ask(name, dnsDeadlineMs);
  return kind === "ok" ? latencyMs : undefined;
}

/** Adds the doors' own counts, once to each snapshot: the same snapshot stays the same object. */
function counted(
  counts: () => Required<Pick<Snapshot, "guard" | "turnedAway" | "doorsProcess">>,
): (snapshot: Snapshot | undefined) => Snapshot | undefined {
  let last: { of: Snapshot; made: Snapshot } | undefined;
  return (snapshot) => {
    if (snapshot === undefined) return undefined;
    if (last?.of !== snapshot) last = { of: snapshot, made: { ...snapshot, ...counts() } };
    return last.made;
  };
}

/** Probes and DNS come first, for the processor and for memory. What cannot be had is told once. */
function yieldToOthers(log: Log): NodeJS.Timeout {
  let trouble = "";
  const yieldNow = (): void => {
    try {
      os.setPriority(os.constants.priority.PRIORITY_BELOW_NORMAL);
      writeFileSync("/proc/self/oom_score_adj", oomScore);
    } catch (error) {
      const { message } = error as Error;
      if (message !== trouble) log("doors.priority-kept", { error: message });
      trouble = message;
    }
  };
  yieldNow();
  return setInterval(yieldNow, oomAgainMs);
}
