import { readFileSync } from "node:fs";
import { dataConfigSchema } from "../../../runtime/contract/data-config";
import { dataPaths } from "../../../runtime/data/paths";
import { Host, runOnHost } from "../../../runtime/data/zfs/command";
import { ZfsVolumes } from "../../../runtime/data/zfs/volumes";

/** The program as a host has it, and `writable on|off`, which a keeper does by itself. */
async function main([command, word]: readonly string[]): Promise<void> {
  if (command !== "writable") return void (await import("../../../runtime/data/main.js"));
  const config = dataConfigSchema.parse(JSON.parse(readFileSync(dataPaths.config, "utf8")));
  await new ZfsVolumes(new Host(runOnHost), config.roots).setWritable(word === "on");
}

void main(process.argv.slice(2));
