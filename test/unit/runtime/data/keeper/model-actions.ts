import type { Action } from "../../../../../runtime/data/keeper/keeper-types";
import { send, snapshot, type Node, type Running, type World } from "./model-node";

type Stage = (world: World, node: Node) => string;
const good = (act: () => void): string => (act(), "");

/** A result of "" is good; else the action fails. */
function stages(action: Action): readonly Stage[] {
  const announce: Stage = (world, node) =>
    good(() => {
      node.address = true;
      world.announce(node);
    });
  const stopServices: Stage = (_, node) => good(() => (node.services = false));
  const lock: Stage = (world, node) => (world.dice(20) === 0 ? "busy" : good(() => (node.writable = false)));
  const release: Stage = (_, node) => good(() => (node.address = false));
  const serve: Stage = (world, node) =>
    world.dice(10) === 0 ? "no image" : good(() => (node.services = true));
  switch (action.kind) {
    case "stop":
      return [stopServices, lock];
    case "claim":
      return [announce, announce, announce];
    case "release":
      return [release];
    case "serve":
      return [serve];
    case "take-over":
      return [
        announce,
        (world, node) => (world.dice(15) === 0 ? "pool away" : good(() => (node.writable = true))),
        announce,
        (world, node) => good(() => void serve(world, node)),
      ];
    case "hand-over": {
      const run: Stage = (world, node) => {
        snapshot(world, node);
        return send(world, node, world.get(action.to));
      };
      return [run, stopServices, (_, node) => good(() => (node.writable = false)), run, release];
    }
  }
}

/** Goes on with what runs; says if it has ended, with the result in the node. */
export function advance(world: World, node: Node, running: Running): boolean {
  if (running.abortedAt !== undefined) {
    // Ended within two seconds, without another effect.
    if (world.now - running.abortedAt < 500 * (1 + world.dice(3))) return false;
    node.result = { ok: false, error: "aborted" };
    return true;
  }
  const all = stages(running.action);
  while (running.stage < all.length && world.now >= running.nextAt) {
    const trouble = all[running.stage]!(world, node);
    if (trouble) {
      node.result = { ok: false, error: trouble };
      return true;
    }
    running.stage += 1;
    const slow = running.action.kind === "stop" ? 4 : running.action.kind === "claim" ? 2 : 12;
    running.nextAt = world.now + 500 * world.dice(slow);
  }
  if (running.stage < all.length) return false;
  const newest = node.copy.newest?.name;
  node.result = { ok: true, ...(running.action.kind === "hand-over" && newest ? { snapshot: newest } : {}) };
  return true;
}
