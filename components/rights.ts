import { containers, secondContainer } from "../runtime/contract/names";
import type { NodePlan } from "./config/plan";
import type { Rights } from "./hardened";

type RightsKeys = Pick<NodePlan["cluster"], "resolverMemory"> & Partial<Pick<NodePlan["cluster"], "dhcp">>;

/** Pi-hole's of a cluster with `dhcp: pihole`, beside the others. */
export const dhcpCapabilities = {
  CAP_NET_ADMIN: "its DHCP server answers devices that have no address yet",
  CAP_NET_RAW: "its DHCP server looks whether an address is in use before it gives it away",
};

/** What each container of a node may do, and why; docs/rights.md shows it to people. */
export const rightsOf = ({ cluster }: { readonly cluster: RightsKeys }) =>
  ({
    pod: {
      name: containers.pod,
      capabilities: {},
      memory: 16,
      pids: 8,
      oomScoreAdj: -950,
    },
    unbound: {
      name: containers.unbound,
      capabilities: {},
      // Its caches take up to twice what they are set to, and it has two threads.
      memory: 128 + 3 * cluster.resolverMemory,
      pids: 32,
      oomScoreAdj: -800,
    },
    pihole: {
      name: containers.pihole,
      root: "its image's start script makes Pi-hole's user, and starts FTL as that user",
      writable: "its image's start script writes to the image: users, the crontab, FTL's file capabilities",
      capabilities: {
        CAP_CHOWN: "the start script hands /etc/pihole to Pi-hole's user",
        CAP_DAC_OVERRIDE: "the start script and gravity, as root, change files of Pi-hole's user",
        CAP_FOWNER: "the start script sets the modes of these files",
        CAP_KILL: "the start script, as root, stops FTL",
        CAP_SETFCAP: "the start script does not start FTL if it cannot give it these",
        CAP_SETGID: "the start script starts FTL as Pi-hole's user",
        CAP_SETUID: "the same",
        ...(cluster.dhcp === "pihole" ? dhcpCapabilities : {}),
      },
      // FTL's history and the build of a gravity of millions of names.
      memory: 1024,
      pids: 256,
      oomScoreAdj: -800,
    },
    keepalived: {
      name: containers.keepalived,
      root: "keepalived does not start as another user",
      capabilities: {
        CAP_NET_ADMIN: "the VIP, its virtual MAC interface, routes and the packet filter",
        CAP_NET_RAW: "VRRP and gratuitous ARP are raw packets",
        CAP_SETGID: "keepalived sets the groups of each script that it runs, also to what they are",
        CAP_SYS_NICE: "adverts are due while the processors are busy: real-time priority",
      },
      tmpfs: { "/run": "a killed keepalived leaves a pid file that would keep the next one from starting" },
      memory: 128,
      pids: 64,
      oomScoreAdj: -900,
    },
    agent: {
      name: containers.agent,
      capabilities: {},
      memory: 512,
      pids: 128,
      oomScoreAdj: -700,
    },
  }) satisfies Readonly<Record<keyof typeof containers, Rights>>;

/** Of the container that gives second answers, which is there only if the config asks for it. */
export const secondRights: Rights = {
  name: secondContainer,
  root: "Docker gives capabilities to root alone; the program gives up all of them before it hears a packet",
  capabilities: {
    CAP_NET_ADMIN: "its own packet filter and routing rule, when it starts and ends",
    CAP_NET_RAW: "it sees copies before the packet filter drops them, and asks Pi-hole in the client's name",
  },
  memory: 32,
  pids: 16,
  oomScoreAdj: -600,
};
