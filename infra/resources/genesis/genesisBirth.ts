interface CometGenesis {
  validators?: { name: string; address: string }[];
  app_state?: { contracts?: object; validators?: Record<string, unknown> };
}

/**
 * The wanted CometBFT genesis with everything put back that only a chain's birth decides and the description may
 * change since: whom the validator set began with, where a contract leads it by now. A validator that was there at
 * birth and is wanted still must be the same: a host that lost its keys gets them from a backup.
 */
export function asBorn(before: string, now: string): string {
  const [born, wanted] = [JSON.parse(before) as CometGenesis, JSON.parse(now) as CometGenesis];
  if (!born.app_state?.contracts) {
    // Of a network from before the chain read contracts: its set stays fixed.
    delete wanted.app_state?.contracts;
  } else {
    restoreMembers(born, wanted);
  }
  return JSON.stringify(wanted);
}

function restoreMembers(born: CometGenesis, wanted: CometGenesis): void {
  const named = new Map(wanted.validators?.map((one) => [one.name, one]));
  const facts = wanted.app_state?.validators ?? {};
  const members = (born.validators ?? []).map((one) => {
    const still = named.get(one.name);
    return still
      ? { validator: still, facts: facts[still.address] }
      : { validator: one, facts: born.app_state?.validators?.[one.address] };
  });
  wanted.validators = members.map(({ validator }) => validator);
  const entries = members.map(({ validator, facts }): [string, unknown] => [validator.address, facts]);
  wanted.app_state!.validators = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
}
