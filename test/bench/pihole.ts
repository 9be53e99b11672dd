import { StandIn } from "../unit/runtime/agent/sync/stand-in";

/** A Pi-hole in a process of its own: `pihole.ts FOLDER ROWS [PORT]`. Tells its port, and ends with its standard input. */
async function main([folder, rows, port]: readonly string[]): Promise<void> {
  const pihole = await new StandIn("bench", folder).start(Number(port ?? 0));
  pihole.plant(Array.from({ length: Number(rows) }, (_, i) => ({ domain: `ads${i}.example` })));
  process.stdout.write(`${pihole.port}\n`);
  process.stdin.resume();
  process.stdin.once("end", () => process.exit(0));
}

void main(process.argv.slice(2));
