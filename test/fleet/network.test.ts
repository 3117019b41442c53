import { TestStack } from "../stack/testStack";
import { Fleet, shiftedDescription } from "./fleet";
import { containersAreHardened } from "./scenarios/hardening";
import { hostsComeAndGo } from "./scenarios/membership";
import { networkIsPutBack } from "./scenarios/networkDrift";
import { onlyDeclaredPortsAnswer } from "./scenarios/openPorts";
import { validatorsComeAndGo } from "./scenarios/validatorSet";

jest.setTimeout(600_000);
const description = shiftedDescription("ande-network", 21);
// The metrics of a fifth node have the port next to the fourth's.
(description.publish as { prometheusPort: number }).prometheusPort += 10;
const fleet = new Fleet(new TestStack("test-network"), description);
beforeAll(() => fleet.up());
afterAll(() => fleet.tearDown());

describe("containers", () => containersAreHardened(fleet));
describe("open ports", () => onlyDeclaredPortsAnswer(fleet));
describe("the network of a host", () => networkIsPutBack(fleet));
describe("hosts", () => hostsComeAndGo(fleet));
describe("the validator set", () => validatorsComeAndGo(fleet));
