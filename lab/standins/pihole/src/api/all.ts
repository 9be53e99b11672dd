import { Settings, type ConfigStore } from "../config/store";
import type { QueryCounts } from "../dns/query-counts";
import type { RecordedQueries } from "../dns/recorded-queries";
import type { Lists } from "../lists";
import { actionEndpoints } from "./action";
import { authEndpoints } from "./auth";
import type { Blocking } from "./blocking";
import { configEndpoints, type ConfigContext } from "./config";
import { dhcpEndpoints } from "./dhcp";
import type { Endpoint } from "./exchange";
import { gravityEndpoints } from "./gravity";
import { infoEndpoints } from "./info";
import { LoginLimit } from "./login-limit";
import { SecondFactor } from "./second-factor";
import type { Sessions } from "./sessions";
import { queriesEndpoints } from "./queries";
import { statsEndpoints } from "./stats";

/** What the endpoints need of the daemon. */
export interface Daemon extends Pick<ConfigContext, "judge" | "apply" | "restart"> {
  readonly store: ConfigStore;
  readonly sessions: Sessions;
  readonly blocking: Blocking;
  readonly lists: Lists;
  readonly queries: QueryCounts;
  readonly recorded: RecordedQueries;
  readonly dnsRuns: () => boolean;
  readonly httpsPort: () => number;
  /** Milliseconds since DNS was started last. */
  readonly uptimeMs: () => number;
  readonly gravityCommand: readonly [string, ...string[]];
  readonly leasesFile: string;
}

/** All endpoints that the stand-in has. */
export function allEndpoints(daemon: Daemon): Endpoint[] {
  const settings = () => new Settings(daemon.store.all());
  const allowDestructive = () => settings().flag("webserver.api.allow_destructive");
  const privacyLevel = () => settings().number("misc.privacylevel");
  const counts = () => daemon.lists.counts();
  return [
    ...authEndpoints({
      sessions: daemon.sessions,
      limit: new LoginLimit(() => Math.floor(Date.now() / 1000)),
      secondFactor: new SecondFactor(
        () => settings().text("webserver.api.totp_secret"),
        () => Date.now() / 1000,
      ),
      hash: (name) => settings().text(`webserver.api.${name}`),
    }),
    ...daemon.blocking.endpoints,
    ...infoEndpoints({
      ...daemon,
      privacyLevel,
      allowDestructive,
      counts,
    }),
    ...statsEndpoints(counts, daemon.queries),
    ...queriesEndpoints(daemon.recorded, privacyLevel),
    ...dhcpEndpoints({ active: () => settings().flag("dhcp.active"), leasesFile: daemon.leasesFile }),
    ...configEndpoints(daemon),
    ...daemon.lists.endpoints,
    ...gravityEndpoints(daemon.gravityCommand),
    ...actionEndpoints({ allowDestructive, restart: daemon.restart }),
  ];
}
