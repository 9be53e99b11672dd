import { command, common } from "../frame/command-type";

export const adoptCommand = command({
  name: "adopt",
  summary: "take over the lists, clients, groups and records of a Pi-hole or AdGuard Home",
  details: `SOURCE is one of
  http://192.168.8.5     a Pi-hole v6 that runs; its password is asked for
  FILE.zip, FILE.tar.gz  what Pi-hole v6 or v5 exports (Settings, Teleporter)
  FOLDER                 Pi-hole's /etc/pihole, or the folder of docker-pi-hole's compose file
  AdGuardHome.yaml       the settings of an AdGuard Home

Shows what would change in the cluster and what has no place there, asks, and puts it in at the node that leads; the
others follow it. What was there before is kept. Changes nothing at the source. docs/adopt.md says more.`,
  arguments: [{ name: "SOURCE", help: "an address, a file or a folder" }],
  options: {
    "dry-run": { type: "boolean", help: "show what would change, and change nothing" },
    yes: { type: "boolean", help: "do not ask" },
    "password-file": {
      type: "string",
      value: "FILE",
      help: "the source's password is the first line of FILE, and the code of its two-factor login the second",
    },
    json: common.json,
  },
  endsItself: true,
  run: async (call) => (await import("./run.js")).runAdopt(call),
});
