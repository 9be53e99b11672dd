import { ownAddresses6 } from "../../config/ipv6-rules";
import { observeAddressOf } from "../../config/observe-rules";
import type { ImageSources } from "../../images/image-names";
import type { NodePlan } from "../../config/plan";
import { factOf, ifSuccessful, nothingToAsk, type Fact, type TaskOutput, type Task } from "../task";
import { engineTask, parseEngine, type EngineFacts } from "./engine-facts";
import { hostTask, parseHost, type HostFacts } from "./host-facts";
import {
  advertisementTask,
  dhcpTask,
  neighboursTask,
  parseAdvertisement,
  parseNeighbours,
  parseOffers,
  parseVrrp,
  vrrpTask,
  type AdvertisedResolver,
  type DhcpOffer,
  type Neighbour,
  type VrrpRouter,
} from "./lan";
import { namesTask, parseNames, registryNames } from "./registry-names";
import { parseTrial, trialTask, type TrialFacts } from "./trial";

/** By how many milliseconds a host's clock is ahead of this machine's: somewhere between the two. */
export interface ClockOffset {
  readonly from: number;
  readonly to: number;
}

/** All that is known of one node's host. */
export interface Facts {
  readonly clock: ClockOffset;
  readonly host: Fact<HostFacts>;
  readonly engine: Fact<EngineFacts>;
  readonly trial: Fact<TrialFacts>;
  /** Who answers for the addresses that the node will have, for its peers' and for the gateway; the host's own containers are not heard. */
  readonly neighbours: Fact<readonly Neighbour[]>;
  readonly vrrpRouters: Fact<readonly VrrpRouter[]>;
  readonly advertisedResolvers: Fact<readonly AdvertisedResolver[]>;
  /** What DHCP servers of the LAN would hand out; none if the cluster leaves DHCP to the router. */
  readonly dhcpOffers: Fact<readonly DhcpOffer[]>;
  /** Names of image registries that the host cannot resolve. */
  readonly unresolved: Fact<readonly string[]>;
}

export type TaskName = Exclude<keyof Facts, "clock">;

/** What runs on a node's host; what takes longest comes first, because few run at once. */
export const preflightTasks = (plan: NodePlan, sources: ImageSources): Readonly<Record<TaskName, Task>> => ({
  vrrpRouters: vrrpTask(plan.node.interface),
  advertisedResolvers: advertisementTask(plan.node.interface),
  // Nobody needs to know who else serves DHCP if the cluster does not.
  dhcpOffers: plan.cluster.dhcp === "off" ? nothingToAsk : dhcpTask(plan.node.interface),
  neighbours: neighboursTask(plan.node.interface, [
    ...plan.vips,
    ...plan.vips6,
    plan.node.podAddress,
    plan.node.unboundAddress,
    ...observeAddressOf(plan),
    ...ownAddresses6(plan).map(({ address }) => address),
    ...plan.peers.map(({ podAddress }) => podAddress),
    plan.cluster.gateway,
  ]),
  trial: trialTask(plan),
  engine: engineTask(),
  host: hostTask(plan.node.interface),
  unresolved: namesTask(registryNames(sources)),
});

/** Gives what the tasks printed its type. */
export const readFacts = (clock: ClockOffset, readings: Readonly<Record<TaskName, TaskOutput>>): Facts => ({
  clock,
  host: factOf(readings.host, parseHost),
  engine: factOf(readings.engine, parseEngine),
  trial: factOf(readings.trial, (stdout, { stderr }) => parseTrial(stdout, stderr)),
  neighbours: factOf(readings.neighbours, ifSuccessful(parseNeighbours)),
  vrrpRouters: factOf(readings.vrrpRouters, ifSuccessful(parseVrrp)),
  advertisedResolvers: factOf(readings.advertisedResolvers, ifSuccessful(parseAdvertisement)),
  dhcpOffers: factOf(readings.dhcpOffers, ifSuccessful(parseOffers)),
  unresolved: factOf(readings.unresolved, parseNames),
});
