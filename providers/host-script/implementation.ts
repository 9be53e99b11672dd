import { isDeepStrictEqual } from "node:util";
import type { Implementation } from "../implementation";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshTarget } from "../ssh/target";

interface Inputs {
  readonly target: SshTarget;
  readonly create: string;
  readonly stdin?: string;
  readonly delete?: string;
  readonly triggers?: readonly string[];
}

interface Outputs extends Inputs {
  readonly stdout: string;
}

/** The state of a `command.remote.Command`, from which this resource takes over. */
interface RemoteCommand extends Omit<Partial<Outputs>, "target"> {
  readonly target?: undefined;
  readonly connection: { readonly host: string };
}

type State = Outputs | RemoteCommand;

/** Packages are installed meanwhile, on a slow disk and line. */
const longestMs = 30 * 60_000;

export const hostScript: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const triggered = !isDeepStrictEqual(olds.triggers ?? [], news.triggers ?? []);
    const replaces = [
      ...(hostIn(olds) === news.target.host ? [] : ["target"]),
      // What has no triggers any more is not to be deleted for that.
      ...(olds.triggers && news.triggers && triggered ? ["triggers"] : []),
    ];
    const changes =
      replaces.length > 0 ||
      triggered ||
      mustRun(olds, news) ||
      olds.delete !== news.delete ||
      !isDeepStrictEqual(olds.target, news.target);
    return { changes, replaces };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:host-script`, outs: await perform(inputs) };
  },

  async read(id, props) {
    return { id, props };
  },

  async update(_id, olds, news) {
    return { outs: mustRun(olds, news) ? await perform(news) : { ...news, stdout: olds.stdout } };
  },

  async delete(_id, { target, delete: line }) {
    if (line === undefined) return;
    tell(await (await hostOfState(target)).must(["sh", "-c", line], { timeoutMs: longestMs }));
  },
};

const mustRun = (olds: Omit<State, "target">, news: Inputs): boolean =>
  olds.create !== news.create || (olds.stdin ?? "") !== (news.stdin ?? "");

const hostIn = (olds: State): string => (olds.target ? olds.target.host : olds.connection.host);

async function perform(inputs: Inputs): Promise<Outputs> {
  const host = await hostOf(inputs.target);
  const options = { stdin: inputs.stdin ?? "", timeoutMs: longestMs };
  const stdout = (await host.must(["sh", "-c", inputs.create], options)).trimEnd();
  tell(stdout);
  return { ...inputs, stdout };
}

/** The engine shows it. */
function tell(said: string): void {
  if (said.trim() !== "") console.log(said.trimEnd());
}
