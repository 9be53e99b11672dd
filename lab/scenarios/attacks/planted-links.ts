import { onHostRun, files, sharedFolder } from "../../../runtime/contract/files";
import { containers } from "../../../runtime/contract/names";
import { inNode } from "../../cluster/node";
import type { Attack } from "./attack";

/** Of the host alone; a link in the shared folder points to it as the host sees it. */
const goal = "/run/ha-dns/drill-goal";
const untouched = "as it was";
/** Files in the shared folder that the host writes or reads. Links also take the names of their temporary files. */
const targets = [files.dataState, files.peersSeen, files.role, files.piholeStarts].map((file) =>
  onHostRun(file).slice(sharedFolder.length + 1),
);
const names = targets.flatMap((name) => [name, `.${name}.agent`, `.${name}.keeper`, `${name}.tmp`]);
const inContainer = (name: string): string => `/run/ha-dns/${name}`;

export const plantedLinks: Attack = {
  name: "planted-links",
  description: "the agent's container puts links into the folder that it shares with the host's root",
  cost: "nothing",
  withHang: false,
  begin: async ({ leader }) => {
    await inNode(leader, "sh", "-ec", `printf '%s' '${untouched}' > ${goal}`);
    const plant = names.map((name) => `ln -sfn ${goal} ${inContainer(name)}`).join("; ");
    // The container's user may not replace some of the files.
    await inNode(leader, "docker", "exec", containers.agent, "sh", "-c", `${plant}; true`);
  },
  reached: async ({ leader }) => {
    const found = await inNode(leader, "cat", goal);
    return found === untouched ? [] : [`a program of the host wrote through a link: ${found.slice(0, 80)}`];
  },
  end: async ({ leader }) => {
    const planted = names.map((name) => onHostRun(inContainer(name))).join(" ");
    await inNode(leader, "sh", "-c", `for f in ${planted}; do [ ! -h $f ] || rm -f $f; done; rm -f ${goal}`);
  },
};
