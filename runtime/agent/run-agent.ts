import { channelPort, piholeWebPort, statusPort } from "../contract/files";
import { NodeAgent } from "./node-agent";
import { ChannelClient } from "./channel/channel-client";
import { ownChannelKeys } from "./channel/channel-keys";
import { Noticed } from "./conditions/noticed";
import { loadConfig } from "./load-config";
import { Leases } from "./dhcp/leases";
import { Doors, forkDoors } from "./doors/doors-supervisor";
import { forkHistory, History } from "./history/supervisor";
import { keptEnded } from "./guard/session/kept-ended";
import { LocalZoneSigner } from "./local-zone/local-zone-signer";
import { jsonLog } from "../common/log";
import { clusterSight } from "./notify/cluster-sight";
import { Notifications } from "./notify/notifications";
import { settleMs } from "./notify/settle-time";
import { Packages } from "./packages";
import { SumsWatch } from "./page/sums/sums-watch";
import type { Paths } from "./agent-paths";
import { ProcessWatch } from "./process-watch";
import { askOverChannel } from "./peers/ask-peer";
import { forPeople, guardPort } from "./people";
import { report, type Reported } from "./peers/own-report";
import { PublicNameUpdater, sendBy } from "./public-name/public-name-updater";
import { roleOf } from "./role";
import { SharedFiles } from "./shared-files";
import { secondSeen } from "./second-seen";
import type { Snapshot } from "./snapshot";
import { Sync, type SyncCluster } from "./sync/sync";
import { UpdateWatch } from "./updates/update-watch";

/** Runs the agent until SIGTERM or SIGINT. Resolves to the exit code. */
export async function runAgent(paths: Paths): Promise<number> {
  const config = loadConfig(paths.agentConfig);
  const log = jsonLog(config.node);
  const now = () => performance.now();
  const keys = ownChannelKeys(paths, config);
  const channel = new ChannelClient(keys, config.node, channelPort, { keepAlive: true });
  const people = keptEnded(config, paths, channel, log);
  /** The report to the peers comes from this. */
  const reported = (): Reported => ({
    ...agent.snapshot(),
    localZone: localZone.seen(),
    publicName: publicName.seen(),
    dhcp: leases.seen(),
  });
  /** Everything but the conditions, which come from it. */
  const known = (): Snapshot => ({
    ...reported(),
    packages: packages.seen(),
    pihole: sums.numbers(),
    notify: notify.seen(),
    process: processWatch.seen(),
    updates: updates.seen(),
    history: history.seen(),
    doors: doors.seen(),
    second: secondSeen(paths.second, Date.now()),
  });
  const whole = (): Snapshot => ({ ...known(), conditions: noticed.all() });
  const noticed = new Noticed(config, paths, channel, log, now, known);
  const updates = new UpdateWatch({
    images: config.updateCheck ? { pihole: config.images.pihole } : {},
    leads: () => agent.snapshot().role === "leader",
    log,
  });
  const notify: Notifications = new Notifications(config, paths, {
    cluster: () => clusterSight(agent.snapshot(), { ...noticed.findings(), events: noticed.events.list() }),
    settleMs,
    spare: () => agent.snapshot().peers.some(({ status }) => status?.ready),
    log,
  });
  const told: Pick<SyncCluster, "report" | "events" | "sums" | "more"> = {
    report: () => report(reported(), { ...noticed.findings(), notify: notify.exchange() }),
    more: async (request) => leases.routes(request) ?? notify.routes(request) ?? history.routes(request),
    events: (after) => noticed.events.after(after),
    sums: () => sums.ownSums(),
  };
  let sync: Sync | undefined;
  const agent: NodeAgent = new NodeAgent(
    config,
    new SharedFiles(paths),
    log,
    now,
    askOverChannel(channel),
    undefined,
    (cluster) =>
      (sync = new Sync(config, paths, { ...cluster, ...told }, keys, log, now, process.argv[1]!, {
        ended: (ended) => {
          people.ended.heard(ended);
          doors.tellEnded(ended);
        },
        act: (body) => wishes.performer.hear(body),
        change: (body) => wishes.leaderEnd.hear(body),
      })),
  );
  const sums = new SumsWatch({
    node: config.node,
    peers: config.peers,
    // The agent has made it by now.
    pihole: { ask: (...question) => sync!.pihole.ask(...question) },
    channel,
    secret: keys.current.secret,
    log,
  });
  const wishes = forPeople({
    config,
    paths,
    keys,
    snapshot: whole,
    record: (event) => noticed.events.record(event),
    refresh: async () => (await sync?.refreshed()) ?? "",
  });
  const packages = new Packages({ runtime: paths.packages, unbound: paths.unboundPackages }, now);
  const processWatch = new ProcessWatch(now);
  const localZone = new LocalZoneSigner(paths, { log });
  const publicName = new PublicNameUpdater(paths, {
    leads: () => agent.snapshot().role === "leader",
    peers: () => agent.snapshot().peers.map(({ status }) => status?.publicName),
    send: sendBy(config, paths),
    log,
  });
  const leases = new Leases(paths, {
    leads: () => agent.snapshot().role === "leader",
    peers: () =>
      agent.snapshot().peers.map(({ name, podAddress, status }) => ({
        name,
        podAddress,
        leads: status !== undefined && roleOf(status.vrrp.state) === "leader",
        digest: status?.leases?.digest,
      })),
    channel,
    pihole: { ask: (...question) => sync!.pihole.ask(...question) },
    log,
  });
  const history = new History({ paths, start: forkHistory, log });
  const doors = new Doors({
    start: forkDoors,
    ports: { status: statusPort, http: guardPort, https: 443, pihole: piholeWebPort },
    snapshot: whole,
    events: () => noticed.events.list(),
    sums: () => sums.all(),
    restartsLater: () => agent.canRestartPihole(),
    ended: people.ended.list,
    onEnded: (ended) => people.ended.endAll(ended),
    perform: (wanted) => wishes.performer.perform(wanted),
    carry: wishes.toLeader.carry,
    log,
  });
  agent.onChange = () => {
    noticed.look();
    doors.push();
  };
  const ended = new Promise<void>((resolve) => {
    process.once("SIGTERM", resolve);
    process.once("SIGINT", resolve);
  });
  localZone.start();
  publicName.start();
  leases.start();
  await agent.start();
  noticed.start();
  sums.start();
  notify.start();
  updates.start();
  doors.start();
  history.start();
  await ended;
  history.stop();
  doors.stop();
  updates.stop();
  sums.stop();
  people.stop();
  await Promise.all([notify.stop(), agent.stop(), localZone.stop(), publicName.stop(), leases.stop()]);
  noticed.stop();
  channel.stop();
  return 0;
}
