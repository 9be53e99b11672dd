import { onHost, podFolder, unitName } from "../../components/render/node-paths";
import { files } from "../../runtime/contract/files";
import { containers } from "../../runtime/contract/names";
import type { Cluster, DrillNode } from "../cluster/cluster";
import { inNode } from "../cluster/node";

/** A way to spoil the cluster itself, so that a drill has to fail: it shows that the checks see something. */
export interface Sabotage {
  readonly name: string;
  readonly description: string;
  readonly spoil: (node: DrillNode) => Promise<void>;
  /** Puts it right again; fine if it is right. */
  readonly restore: (node: DrillNode) => Promise<void>;
}

const shell = async (node: DrillNode, script: string) => void (await inNode(node, "sh", "-ec", script));
const restartKeepalived = `docker restart --time 3 ${containers.keepalived}`;
const config = onHost(files.keepalivedConfig);
const kept = `${podFolder}/.keepalived.conf.kept`;
const dropIn = `/etc/systemd/system/${unitName}.d`;

export const sabotages: readonly Sabotage[] = [
  {
    name: "no-health-gate",
    // Its claim as well, by which a sick node would still be preempted.
    description: "keepalived does not look at what the agent says of the node: a dead DNS keeps the VIP",
    spoil: (node) =>
      shell(
        node,
        `[ -e ${kept} ] || cp -a ${config} ${kept}
        sed -i '/^ *track_file {/,/^ *}/d' ${config}
        ! grep -q ' weight ' ${config}
        ${restartKeepalived}`,
      ),
    restore: (node) => shell(node, `[ ! -e ${kept} ] || { mv ${kept} ${config}; ${restartKeepalived}; }`),
  },
  {
    name: "idle-unit",
    description: `${unitName} starts nothing: what dies or is booted stays down`,
    spoil: (node) =>
      shell(
        node,
        `mkdir -p ${dropIn}
        printf '[Service]\\nExecStart=\\nExecStart=/bin/sleep infinity\\n' > ${dropIn}/sabotage.conf
        systemctl daemon-reload
        systemctl restart ${unitName}
        systemctl show -p ExecStart ${unitName} | grep -q 'sleep'`,
      ),
    restore: (node) =>
      shell(
        node,
        `[ ! -e ${dropIn}/sabotage.conf ] || {
          rm -r ${dropIn}; systemctl daemon-reload; systemctl restart ${unitName}; }`,
      ),
  },
];

/** Spoils all nodes for the time of `work`. */
export async function sabotaged<T>(cluster: Cluster, sabotage: Sabotage, work: () => Promise<T>): Promise<T> {
  try {
    for (const node of cluster.nodes) await sabotage.spoil(node);
    return await work();
  } finally {
    for (const node of cluster.nodes) await sabotage.restore(node);
  }
}
