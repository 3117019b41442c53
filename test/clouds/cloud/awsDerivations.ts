import { isEqualId } from "../plugin/values";
import { type CloudContent, type CloudRecord, findRecord, type Properties, recordsOf } from "./cloudState";

const eip = "aws:ec2/eip:Eip";
const association = "aws:ec2/eipAssociation:EipAssociation";

/** Address that an elastic address gives to an instance, by association or by the address's own setting. */
export function elasticAddressOf(instanceId: string, content: CloudContent): string | undefined {
  const associated = recordsOf(content, association).find(({ props }) =>
    isEqualId(props.instanceId, instanceId),
  );
  const address = associated
    ? findRecord(content, eip, String(associated.props.allocationId))
    : recordsOf(content, eip).find(({ props }) => isEqualId(props.instance ?? "", instanceId));
  return address?.props.publicIp as string | undefined;
}

export const awsDerivations: Record<string, (record: CloudRecord, content: CloudContent) => Properties> = {
  Instance: ({ id, props }, content) => ({ publicIp: elasticAddressOf(id, content) ?? props.publicIp }),
  Eip: ({ id, props }, content) => {
    const found = recordsOf(content, association).find(({ props: { allocationId } }) =>
      isEqualId(allocationId, id),
    );
    return { instance: found?.props.instanceId ?? props.instance ?? "", associationId: found?.id ?? "" };
  },
};
