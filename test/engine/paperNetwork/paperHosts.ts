import { runtime } from "@pulumi/pulumi";
import { makeGoldenIdentities } from "../../../tools/goldenIdentities";

type Bag = Record<string, unknown>;

/** What a host would have answered; travels as text, so it may use nothing but its arguments. */
type Answer = (inputs: Bag, known: unknown) => Bag;

// Kinds whose providers go to a host. All others do what they always do.
const answers: Record<string, Answer> = {
  FirstBoot: ({ address, port, keyFile, machineId, host }) => {
    const hostKey = `ssh-ed25519 ${machineId}`;
    return {
      connection: { host: address, port, hostKey, keyFile },
      hostKey,
      meshPublicKey: `mesh of ${host}`,
    };
  },
  HostIdentity: (_inputs, identity) => ({ identity, keysFingerprint: "paper" }),
  HostImages: () => ({}),
  HostNetwork: () => ({ rules: [] }),
  DoorCertificate: () => ({ authority: "paper", certificate: "paper", validTo: "2036-01-01T00:00:00.000Z" }),
  RegistryLogin: () => ({}),
  Release: () => ({ appliedAt: "2026-01-01T00:00:00.000Z" }),
  HealthGate: () => ({ note: "paper" }),
  Contract: () => ({ transactionHash: "0x00", present: true }),
  ContractState: () => ({}),
  Registration: () => ({}),
  Membership: () => ({}),
};

/** The provider's own check and diff, over a host that answers at once and never drifts. */
const onPaper = (text: string, answer: Answer, known: unknown) => `
const real = { exports: {} };
(function (module, exports) {
${text}
})(real, real.exports);
const answer = ${answer.toString()};
const known = ${JSON.stringify(known ?? null)};
exports.handler = () => {
  const { check, diff } = real.exports.handler();
  const outs = (inputs) => ({ ...inputs, ...answer(inputs, known) });
  return {
    check,
    diff,
    create: async (inputs) => ({ id: inputs.host || inputs.wave || inputs.name || inputs.stack, outs: outs(inputs) }),
    update: async (id, olds, news) => ({ outs: outs(news) }),
    read: async (id, state) => {
      const { __provider, ...inputs } = state;
      return { id, props: state, inputs };
    },
    delete: async () => {},
  };
};
`;

/** From here on, resources that would go to a host are answered without one. */
export function putHostsOnPaper(): void {
  runtime.registerStackTransformation(({ type, props, opts }) => {
    const kind = /^pulumi-nodejs:dynamic\/cordillera:(.+)$/.exec(type)?.[1];
    const answer = kind && answers[kind];
    if (!answer) return undefined;
    const { host } = props as { host?: string };
    const known = kind === "HostIdentity" && host ? makeGoldenIdentities([{ name: host }])[host] : undefined;
    return { props: { ...props, __provider: onPaper(props.__provider as string, answer, known) }, opts };
  });
}
