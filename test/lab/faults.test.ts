import { faults } from "../../lab/faults";
import { deployedLab, endsAsItShould } from "./support";

/** The faults that the others build on; all of them are in the long tests. */
const shown = ["power-off", "pihole-hang", "planned", "keepalived-kill"];

describe("a fault", function () {
  before(deployedLab);

  for (const fault of faults.filter(({ name }) => shown.includes(name)))
    it(`${fault.name} ends as it should`, () => endsAsItShould(fault));
});
