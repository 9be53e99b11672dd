import { readFileSync } from "node:fs";
import { dataConfigSchema } from "../../../runtime/contract/data-config";
import { dataPaths } from "../../../runtime/data/data-paths";
import { HostCommands, runOnHost } from "../../../runtime/data/zfs/host-commands";
import { ZfsVolumes } from "../../../runtime/data/zfs/volumes";

/** The program as a host has it, and `writable on|off`, which a keeper does by itself. */
async function main([command, word]: readonly string[]): Promise<void> {
  if (command !== "writable") return void (await import("../../../runtime/data/main.js"));
  const config = dataConfigSchema.parse(JSON.parse(readFileSync(dataPaths.config, "utf8")));
  await new ZfsVolumes(new HostCommands(runOnHost), config.roots).setWritable(word === "on");
}

void main(process.argv.slice(2));
