import { loadFiles } from "../../components/load-files";
import type { CallOf } from "../frame/command-type";
import { collectView } from "./collect-view";
import { diagnose, diagnosisText } from "./diagnose";

/** Resolves to the exit code. What runs on the hosts ends with its deadline, within seconds, and leaves nothing. */
export async function runDoctor({
  values,
  root,
  signal,
  print,
  note,
}: CallOf<{ readonly json: boolean }>): Promise<number> {
  const started = performance.now();
  const { nodes } = loadFiles(root, process.env.HA_DNS_SITE);
  note(`asking ${nodes.map(({ plan }) => `${plan.node.name} (${plan.node.host})`).join(", ")} …`);
  const view = await collectView(nodes, { root, signal, onVisited: (name) => note(`${name}: done`) });
  const diagnosis = diagnose(view, (performance.now() - started) / 1000);
  print(values.json ? `${JSON.stringify(diagnosis, null, 2)}\n` : diagnosisText(diagnosis));
  return diagnosis.good ? 0 : 1;
}
