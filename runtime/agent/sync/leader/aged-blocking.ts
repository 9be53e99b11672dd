import { outcome } from "../model/equal";
import type { SyncState } from "../model/sync-state";

/** A state `seconds` after it was read: only the timer of blocking runs by itself, and ends in its outcome. */
export function aged(state: SyncState, seconds: number): SyncState {
  const { enabled, timer } = state.blocking;
  if (timer === null) return state;
  const left = timer - seconds;
  const blocking = left > 0 ? { enabled, timer: left } : { enabled: outcome(state.blocking), timer: null };
  return { ...state, blocking };
}
