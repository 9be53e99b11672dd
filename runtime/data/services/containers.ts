import * as z from "zod";
import { revisionLabel } from "../../contract/names";

/** A container of a compose project, as Docker lists it. */
export interface Container {
  readonly id: string;
  readonly project: string;
  /** The compose service that it is of. */
  readonly service: string;
  /** Docker's word: created, running, paused, restarting, removing, exited, dead. */
  readonly state: string;
  /** In words, with exit code and health: `Up 3 minutes (unhealthy)`, `Exited (1) 2 seconds ago`. */
  readonly status: string;
  /** What it was made of; "" if it is none of the program's. */
  readonly revision: string;
  /** Made by hand with `compose run`, beside the service. */
  readonly oneOff: boolean;
}

const projectLabel = "com.docker.compose.project";
const fields = {
  id: ".ID",
  project: `(.Label "${projectLabel}")`,
  service: '(.Label "com.docker.compose.service")',
  state: ".State",
  status: ".Status",
  revision: `(.Label "${revisionLabel}")`,
  oneOff: '(.Label "com.docker.compose.oneoff")',
};
const format = `{${Object.entries(fields)
  .map(([name, value]) => `"${name}":{{json ${value}}}`)
  .join(",")}}`;

/** Lists the containers of all compose projects on the host, also those that do not run. */
export const listArguments = [
  "ps",
  "--all",
  "--no-trunc",
  "--filter",
  `label=${projectLabel}`,
  "--format",
  format,
];

const text = z.string();
const line = z.object({
  id: text,
  project: text,
  service: text,
  state: text,
  status: text,
  revision: text,
  oneOff: text.transform((value) => value === "True"),
});

/** Reads what `listArguments` brings. Throws if it is something else. */
export const readContainers = (stdout: string): Container[] =>
  stdout
    .split("\n")
    .filter((it) => it !== "")
    .map((it) => line.parse(JSON.parse(it)));

/** Whether a process of it may be there, or may come without anybody's doing. */
export const isAlive = ({ state }: Container): boolean =>
  state === "running" || state === "paused" || state === "restarting" || state === "removing";
