import { hostOf, hostToClear } from "../ssh/pool";
import type { Host } from "../ssh/connection";
import type { SshTarget } from "../ssh/target";
import type { Implementation } from "../implementation";

interface Inputs {
  readonly target: SshTarget;
  readonly unit: string;
  readonly revision: string;
}

interface Outputs extends Inputs {
  readonly status: string;
}

const wanted = "enabled active";

export const systemdUnit: Implementation<Inputs, Outputs> = {
  async diff(_id, olds, news) {
    const replaces = [
      ...(olds.unit === news.unit ? [] : ["unit"]),
      ...(olds.target.host === news.target.host ? [] : ["target"]),
    ];
    const changes = replaces.length > 0 || olds.revision !== news.revision || olds.status !== wanted;
    return { changes, replaces };
  },

  async create(inputs) {
    return { id: `${inputs.target.host}:${inputs.unit}`, outs: await restart(inputs) };
  },

  async read(id, props) {
    const status = await observe(await hostOf(props.target), props.unit);
    return status.startsWith("not-found") ? {} : { id, props: { ...props, status } };
  },

  async update(_id, _olds, news) {
    return { outs: await restart(news) };
  },

  async delete(_id, props) {
    const host = await hostToClear(props.target);
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
  return { ...inputs, status };
}

async function observe(host: Host, unit: string): Promise<string> {
  const enabled = await host.exec(["systemctl", "is-enabled", unit]);
  const active = await host.exec(["systemctl", "is-active", unit]);
  const said = enabled.stdout.trim() || "not-found";
  return `${said} ${active.stdout.trim()}`;
}
