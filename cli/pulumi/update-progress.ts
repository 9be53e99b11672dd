import type { EngineEvent } from "@pulumi/pulumi/automation";

/** Operations that change nothing on a host. */
const still = ["same", "read", "refresh"];

/** What an update changes, from the engine's own events. Holds no value of a resource, since it may be a secret. */
export class UpdateChanges {
  private readonly found: string[] = [];
  private readonly failures: string[] = [];

  constructor(private readonly note: (text: string) => void = () => undefined) {}

  readonly onEvent = ({ resourcePreEvent, resOpFailedEvent, diagnosticEvent }: EngineEvent): void => {
    if (resourcePreEvent && !still.includes(resourcePreEvent.metadata.op)) {
      const { op, urn } = resourcePreEvent.metadata;
      const text = `${op} ${nameOf(urn)}`;
      // A component holds resources that are told of themselves.
      if (!isComponent(urn)) {
        this.found.push(text);
        this.note(text);
      }
    }
    if (resOpFailedEvent) this.failures.push(nameOf(resOpFailedEvent.metadata.urn));
    if (diagnosticEvent?.severity === "error") this.failures.push(diagnosticEvent.message.trim());
    if (diagnosticEvent?.severity === "warning") this.note(`warning: ${diagnosticEvent.message.trim()}`);
  };

  /** `create pi1-agent`, and so on. */
  get all(): readonly string[] {
    return this.found;
  }

  /** What the engine said of what failed. */
  get complaint(): string {
    return [...new Set(this.failures)].join("\n");
  }
}

const nameOf = (urn: string): string => urn.split("::").pop() ?? urn;
const isComponent = (urn: string): boolean => {
  const type = urn.split("::")[2]?.split("$").pop() ?? "";
  return (
    type.startsWith("hadns:index:") || type === "pulumi:pulumi:Stack" || type.startsWith("pulumi:providers:")
  );
};
