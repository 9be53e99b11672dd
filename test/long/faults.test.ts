import { faults } from "../../lab/faults";
import { deployedLab, endsAsItShould } from "../lab/support";

describe("every fault", function () {
  before(deployedLab);

  for (const fault of faults) it(`${fault.name} ends as it should`, () => endsAsItShould(fault));
});
