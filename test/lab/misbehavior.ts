import { piholeFolder } from "../../components/render/node-paths";
import type { Misdeed } from "../../lab/standins/pihole/src/misbehavior";
import type { LabNode } from "../../lab/settings";
import { mustInNode } from "./support";

const file = `${piholeFolder}/stand-in-misbehaves.json`;

/** What a node's stand-in does wrong from now on, as its misbehavior.ts has it; nothing where empty. */
export async function misbehave(
  node: LabNode,
  how: Readonly<Record<string, Misdeed | "hang" | "none" | "0640" | number | Record<string, string>>>,
): Promise<void> {
  const text = JSON.stringify(how);
  // Moved there, so that nobody reads half of it.
  const script = 'printf %s "$1" > "$2.new" && mv "$2.new" "$2"';
  if (text === "{}") await mustInNode(node, "rm", "-f", file);
  else await mustInNode(node, "sh", "-c", script, "sh", text, file);
}
