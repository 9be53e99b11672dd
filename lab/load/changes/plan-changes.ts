import type { Dice } from "../../dice";
import type { Change } from "./change";
import { clientMoves } from "./client-moves";
import { domainMoves } from "./domain-moves";
import { groupMoves } from "./group-moves";
import { listMoves } from "./list-moves";
import { emptyMade, type Move } from "./move";
import { settingMoves } from "./setting-moves";

/** Every kind of change that costs no restart of Pi-hole. */
export const moves: readonly Move[] = [
  ...groupMoves,
  ...listMoves,
  ...domainMoves,
  ...clientMoves,
  ...settingMoves,
];

/**
 * So many changes, one after another, each of something that is there when its turn comes; the dice decides them. No
 * kind comes again before every other one that is possible has come as often. They leave blocking on.
 */
export function planChanges(dice: Dice, count: number): Change[] {
  const made = emptyMade();
  const uses = new Map<Move, number>();
  const times = (move: Move) => uses.get(move) ?? 0;
  return Array.from({ length: count }, (_, i) => {
    const left = count - i;
    const due = moves.filter(({ isDue }) => isDue?.(made, left));
    const possible = due.length > 0 ? due : moves.filter(({ isPossible }) => isPossible(made, left));
    const fewest = Math.min(...possible.map(times));
    const move = dice.pick(possible.filter((each) => times(each) === fewest));
    uses.set(move, times(move) + 1);
    return move.make(made, dice);
  });
}
