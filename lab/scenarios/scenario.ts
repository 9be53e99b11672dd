/** What a scenario has shown. */
export interface Findings {
  /** By name, with the unit in it. */
  readonly figures: Readonly<Record<string, number>>;
  /** The failed expectations; empty if it passed. */
  readonly complaints: readonly string[];
}

/** Something that is done in a scene while clients ask. `Live` is the scene from when they do. */
export interface Scenario<Scene, Live extends Scene = Scene, Shown extends Findings = Findings> {
  readonly name: string;
  readonly description: string;
  readonly act: (scene: Live) => Promise<Shown>;
  /** Takes away what `act` has done. Safe if it was half done, or never. */
  readonly leave?: (scene: Scene) => Promise<void>;
}
