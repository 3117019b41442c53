import { types } from "../catalogue/aws/network";
import { isEqualId } from "../plugin/values";
import { type CloudContent, type CloudRecord, findRecord, type Properties, recordsOf } from "./cloudState";

const eip = "aws:ec2/eip:Eip";
const association = "aws:ec2/eipAssociation:EipAssociation";

/** The interface that an instance was started with; undefined where AWS made one for it. */
export function interfaceOf(instance: Properties, content: CloudContent): CloudRecord | undefined {
  const card = instance.primaryNetworkInterface as { networkInterfaceId?: string } | undefined;
  return findRecord(content, types.networkInterface, String(card?.networkInterfaceId));
}

/** Address that an elastic address gives to an instance or its interface, by association or by its own setting. */
export function elasticAddressOf({ id, props }: CloudRecord, content: CloudContent): string | undefined {
  const card = interfaceOf(props, content)?.id ?? "none";
  const associated = recordsOf(content, association).find(
    (record) => isEqualId(record.props.instanceId, id) || isEqualId(record.props.networkInterfaceId, card),
  );
  const address = associated
    ? findRecord(content, eip, String(associated.props.allocationId))
    : recordsOf(content, eip).find((record) => isEqualId(record.props.instance ?? "", id));
  return address?.props.publicIp as string | undefined;
}

export const awsDerivations: Record<string, (record: CloudRecord, content: CloudContent) => Properties> = {
  Instance: (record, content) => {
    const { props } = record;
    const card = interfaceOf(props, content)?.props;
    return {
      publicIp: elasticAddressOf(record, content) ?? props.publicIp,
      ...(card ? { privateIp: card.privateIp, vpcSecurityGroupIds: card.securityGroups } : {}),
    };
  },
  InstanceState: ({ props }, content) => {
    const instance = findRecord(content, types.instance, String(props.instanceId));
    return { state: instance?.props.instanceState ?? props.state };
  },
  Eip: ({ id, props }, content) => {
    const found = recordsOf(content, association).find(({ props: { allocationId } }) =>
      isEqualId(allocationId, id),
    );
    return { instance: found?.props.instanceId ?? props.instance ?? "", associationId: found?.id ?? "" };
  },
};
