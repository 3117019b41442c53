import type { dynamic } from "@pulumi/pulumi";

export const provider: dynamic.ResourceProvider = {
  async create(inputs) {
    return { id: inputs.stack, outs: inputs };
  },
};
