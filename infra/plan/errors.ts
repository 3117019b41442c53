import { DeployError } from "../vocab/errors";

/** Two services of one host want one port; the port catalogue is wrong. */
export class PortCollisionError extends DeployError<"PORT_COLLISION"> {
  constructor(at: { host: string; port: string; owner: string; claimant: string }) {
    super("PORT_COLLISION", `On host "${at.host}" two services want port ${at.port}.`, {
      details: [`${at.owner} and ${at.claimant}`],
      fix: "Give one of them another number in infra/plan/portCatalogue.ts.",
    });
  }
}

/** A docker host needs images that this release does not carry. */
export class LocalImagesMissingError extends DeployError<"LOCAL_IMAGES_MISSING"> {
  constructor(at: { release: string }) {
    super(
      "LOCAL_IMAGES_MISSING",
      `Release "${at.release}" has no localImages, which docker hosts are made from.`,
      {
        fix: "Build the images on this machine: make images.",
      },
    );
  }
}

/** The price list knows no price for some hosts. */
export class PriceMissingError extends DeployError<"PRICE_MISSING"> {
  constructor(at: {
    hosts: readonly { name: string; provider: string; region: string; serverType?: string }[];
  }) {
    super("PRICE_MISSING", `stacks/prices.yaml has no price for ${countHosts(at.hosts.length)}.`, {
      details: at.hosts.map(
        ({ name, provider, region, serverType }) => `${name}: ${provider} ${serverType} in ${region}`,
      ),
      fix: "Add these lines to stacks/prices.yaml, from the pages that it names.",
    });
  }
}

/** The network costs more in a month than its description allows. */
export class BudgetExceededError extends DeployError<"BUDGET_EXCEEDED"> {
  constructor(at: {
    budget: { monthlyMax: number; currency: string };
    monthly: number | undefined;
    known: string[];
    biggest: string[];
  }) {
    const { monthlyMax, currency } = at.budget;
    super(
      "BUDGET_EXCEEDED",
      at.monthly === undefined
        ? `The budget is in ${currency}, which stacks/prices.yaml has no rate for.`
        : `The network costs ${at.monthly.toFixed(2)} ${currency} a month; its budget is ${monthlyMax}.`,
      at.monthly === undefined
        ? { details: [`known: ${at.known.join(", ")}`], fix: "Give budget in one of these, or add the rate." }
        : {
            details: at.biggest,
            fix: "Take smaller or fewer hosts, or raise budget.monthlyMax in the description.",
          },
    );
  }
}

const countHosts = (count: number) => `${count} ${count === 1 ? "host" : "hosts"}`;
