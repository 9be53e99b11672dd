import { command } from "../frame/command-type";
import { questionOptions } from "../init/init-questions";
import { sessionOptions } from "../init/session-options";

const { hosts, names, fingerprints } = questionOptions;
const loginUser = questionOptions["login-user"];
const podAddresses = questionOptions["pod-addresses"];
const unboundAddresses = questionOptions["unbound-addresses"];

export const addCommand = command({
  name: "add",
  summary: "describe a further node of the cluster, as init does",
  details: `Proposes its addresses and the lowest priority, so that nothing moves to it while it is new. Deploys nothing: ha-dns up
does, first on the nodes that are there, because they have to know the new one.`,
  options: {
    ...sessionOptions,
    hosts: { ...hosts!, help: "the new hosts' own addresses, with commas" },
    names: names!,
    fingerprints: fingerprints!,
    "login-user": loginUser!,
    "pod-addresses": podAddresses!,
    "unbound-addresses": unboundAddresses!,
  },
  run: async (call) => (await import("./run.js")).runAdd(call),
});
