import { command, common } from "../frame/command-type";

export const doctorCommand = command({
  name: "doctor",
  summary: "check hosts, network and service, before a deployment and after; changes nothing",
  details: `Runs all of the preflight's checks, and looks at the cluster from its nodes and from this machine: DHCP, VIP, VRRP,
DNS, DNSSEC, what the nodes themselves complain of. docs/doctor.md explains every check. It ends with 1 if a check finds
a problem; warnings alone end with 0.`,
  options: { json: common.json },
  run: async (call) => (await import("./run.js")).runDoctor(call),
});
