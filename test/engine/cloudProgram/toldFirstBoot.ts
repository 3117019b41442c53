import { type Input, type Output, output } from "@pulumi/pulumi";
import type { Connection } from "../../../infra/resources/sessions/hostSession";

/** In the place of FirstBoot, which needs a machine that answers: what such a machine would have told. */
export class ToldFirstBoot {
  readonly connection: Output<Connection>;
  readonly hostKey: Output<string>;
  readonly meshPublicKey: Output<string>;

  constructor(name: string, { address, keyFile }: { address: Input<string>; keyFile: Input<string> }) {
    this.hostKey = output(`ssh-ed25519 of ${name}`);
    this.meshPublicKey = output(`mesh key of ${name}`);
    this.connection = output({ host: address, port: 22, keyFile, hostKey: this.hostKey });
  }
}
