import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import path from "node:path";
import type { FoundContent, Left } from "../../../runtime/contract/adoption";
import { readGravityDb } from "./gravity-db";
import { blockingLeft, settingsOfToml } from "./found-settings";
import { settingsOfV5 } from "./v5-settings";

/** Where Pi-hole's folder may be in the one that is named: itself, as docker-pi-hole's compose file calls it, or a root. */
const places = ["", "etc-pihole", "pihole", "etc/pihole"];
/** Where its lines for dnsmasq are, seen from Pi-hole's folder. */
const besides = ["../etc-dnsmasq.d", "../dnsmasq.d"];
const largestText = 16 * 1024 * 1024;

/**
 * Reads Pi-hole's own folder (`/etc/pihole`), of v6 or v5, or a folder of docker-pi-hole's that has it. Changes nothing
 * there. Rejects with what is missing or cannot be read.
 */
export async function readFolder(folder: string): Promise<FoundContent> {
  const at = places
    .map((place) => path.join(folder, place))
    .find((each) => existsSync(path.join(each, "gravity.db")));
  if (at === undefined)
    throw new Error(
      `${folder}: there is no gravity.db in it, nor in ${places.filter(Boolean).join(", ")}; ` +
        "expected Pi-hole's folder /etc/pihole, or one of docker-pi-hole's compose file",
    );
  const dnsmasq = besides.map((place) => path.join(at, place)).find((each) => existsSync(each));
  const text = (name: string): string | undefined => textOf(path.join(at, name));
  const lines = (name: string): string | undefined => dnsmasq && textOf(path.join(dnsmasq, name));
  const toml = text("pihole.toml");
  const tables = readGravityDb(path.join(at, "gravity.db"));
  const left = [...leftIn(at), ...(dnsmasq ? linesLeft(dnsmasq, toml !== undefined) : [])];
  const from = `Pi-hole's folder ${path.resolve(at)}`;
  if (toml !== undefined) {
    const { "dns.blocking.active": active, ...settings } = await settingsOfToml(toml);
    return { from, ...tables, settings, left: [...blockingLeft(active?.value !== false), ...left] };
  }
  const v5 = settingsOfV5({
    customList: text("custom.list"),
    aliases: lines("05-pihole-custom-cname.conf"),
    leases: lines("04-pihole-static-dhcp.conf"),
    setupVars: text("setupVars.conf"),
    ftlConf: text("pihole-FTL.conf"),
  });
  return { from, ...tables, settings: v5.settings, left: [...v5.left, ...left] };
}

function textOf(file: string): string | undefined {
  if (!existsSync(file)) return undefined;
  const { size } = statSync(file);
  if (size > largestText) throw new Error(`${file}: ${size} bytes are more than settings have`);
  return readFileSync(file, "utf8");
}

const read = new Set(["gravity.db", "pihole.toml", "custom.list", "setupVars.conf", "pihole-FTL.conf"]);

function leftIn(folder: string): Left[] {
  const others = readdirSync(folder).filter(
    (name) => !read.has(name) && !/^gravity.*\.db|-(wal|shm)$/.test(name),
  );
  const history = others.includes("pihole-FTL.db")
    ? [
        {
          what: "pihole-FTL.db",
          why: "the history of queries: docs/adopt.md says how a node gets it before its first start",
        },
      ]
    : [];
  const rest = others.filter((name) => name !== "pihole-FTL.db").sort();
  if (rest.length === 0) return history;
  return [...history, { what: `files: ${rest.join(", ")}`, why: "each node makes its own" }];
}

/** Of v5's lines for dnsmasq two files are taken over; of v6's none is read at all. */
function linesLeft(folder: string, v6: boolean): Left[] {
  const own = v6 ? /^0[0-9]-pihole/ : /^0[124-6]-(pihole|rfc)/;
  return readdirSync(folder)
    .filter((name) => !own.test(name))
    .map((name) => ({
      what: path.join(path.basename(folder), name),
      why: "lines for dnsmasq: enter what you still need as Pi-hole's setting misc.dnsmasq_lines",
    }));
}
