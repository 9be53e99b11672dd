import { lookAtProcess, readDigests } from "../running/look";
import { fileFindings, type Digests } from "../running/findings";
import { hostOf, hostOfState } from "../ssh/pool";
import type { SshHost } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

interface Inputs {
  readonly target: SshTarget;
  readonly unit: string;
  /** Absent in the state of an earlier version, whose inputs a refresh compares with. */
  readonly reads?: readonly string[];
  readonly revision: string;
}

interface Outputs extends Inputs {
  readonly status: string;
  /** What it read when it was started here; by path. Absent in the state of an earlier version. */
  readonly loaded?: Digests;
}

const wanted = "enabled active";

export const systemdUnit: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.unit === news.unit ? [] : ["unit"]),
      ...(olds.target.host === news.target.host ? [] : ["target"]),
    ];
    const same =
      olds.revision === news.revision &&
      olds.status === wanted &&
      (news.reads ?? []).every((path) => olds.loaded?.[path] !== undefined);
    return { changes: replaces.length > 0 || !same, replaces };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.unit}`, outs: await restart(inputs) };
  },

  async read(id, props) {
    const host = await hostOfState(props.target);
    const status = await observe(host, props.unit);
    if (status.startsWith("not-found")) return {};
    if (status !== wanted || !props.loaded) return { id, props: { ...props, status } };
    const pid = Number(await host.must(["systemctl", "show", "--property=MainPID", "--value", props.unit]));
    const seen = await lookAtProcess(host, pid, Object.keys(props.loaded));
    const findings = fileFindings(props.loaded, seen);
    return { id, props: { ...props, status: findings.length > 0 ? findings.join("; ") : status } };
  },

  async update(_id, _olds, news) {
    return { outs: await restart(news) };
  },

  async delete(_id, props) {
    const host = await hostOfState(props.target);
    // Of a unit whose file somebody has removed, systemd stops or disables what is left, and says that it failed.
    const disabled = await host.exec(["systemctl", "disable", "--now", props.unit]);
    const left = await observe(host, props.unit);
    if (left.startsWith("enabled") || left.endsWith(" active"))
      throw new Error(`${props.target.host}: ${props.unit} is ${left} still: ${disabled.stderr.trim()}`);
  },
};

async function restart(inputs: Inputs): Promise<Outputs> {
  const host = await hostOf(inputs.target);
  await host.must(["systemctl", "daemon-reload"]);
  await host.must(["systemctl", "enable", inputs.unit]);
  await host.must(["systemctl", "restart", inputs.unit]);
  const status = await observe(host, inputs.unit);
  if (status !== wanted)
    throw new Error(
      `${inputs.target.host}: ${inputs.unit} is ${status}, expected ${wanted}; look further: ` +
        `ssh ${inputs.target.user}@${inputs.target.host} journalctl -u ${inputs.unit} -n 50`,
    );
  return { ...inputs, status, loaded: await readDigests(host, inputs.reads ?? []) };
}

async function observe(host: SshHost, unit: string): Promise<string> {
  const enabled = await host.exec(["systemctl", "is-enabled", unit]);
  const active = await host.exec(["systemctl", "is-active", unit]);
  const said = enabled.stdout.trim() || "not-found";
  return `${said} ${active.stdout.trim()}`;
}
