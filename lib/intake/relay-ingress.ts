// The relay-only ingress: functions hand finished mail to it on port 587, and it takes it to the next hop on any port.
import { Fn, type Stack } from 'aws-cdk-lib';
import {
  CfnMailManagerIngressPoint,
  CfnMailManagerRelay,
  CfnMailManagerRuleSet,
  CfnMailManagerTrafficPolicy,
} from 'aws-cdk-lib/aws-ses';
import type { InfraConfig, NextHop } from '../config.ts';
import type { Stores } from '../stacks/data-stack.ts';

/** `smtp://host:port` per direction, with `user=` where one signs in; '' where that direction has none. */
export interface RelayHosts {
  readonly inbound: string;
  readonly outbound: string;
}

export function createRelayIngress(stack: Stack, config: InfraConfig, stores: Stores): RelayHosts {
  const hosts = (direction: 'inbound' | 'outbound'): string => {
    const hop = config.nextHops[direction];
    if (hop === undefined) return '';
    return hop.via === 'direct' ? `smtp://${hop.host}:${hop.port}` : ingress(stack, config, stores, direction, hop);
  };
  return { inbound: hosts('inbound'), outbound: hosts('outbound') };
}

function ingress(
  stack: Stack,
  config: InfraConfig,
  stores: Stores,
  direction: 'inbound' | 'outbound',
  hop: NextHop,
): string {
  const id = `Relay-${direction}`;
  const name = `${config.name}-relay-${direction}`;
  const relay = new CfnMailManagerRelay(stack, `${id}-hop`, {
    relayName: name,
    serverName: hop.host,
    serverPort: hop.port,
    authentication: { noAuthentication: {} },
  });
  const rules = new CfnMailManagerRuleSet(stack, `${id}-rules`, {
    ruleSetName: name,
    rules: [
      {
        name: 'to-next-hop',
        // PRESERVE: bounces must reach the sender, not us.
        actions: [{ relay: { relay: relay.attrRelayId, mailFrom: 'PRESERVE', actionFailurePolicy: 'DROP' } }],
      },
    ],
  });
  const policy = new CfnMailManagerTrafficPolicy(stack, `${id}-traffic`, {
    trafficPolicyName: name,
    maxMessageSizeBytes: config.messageBytes + addedBytes,
    // Signing in is what lets a client in; nobody but our functions has the password.
    defaultAction: direction === 'outbound' ? 'ALLOW' : 'DENY',
    policyStatements: direction === 'outbound' ? [] : [ownRecipients(config)],
  });
  const point = new CfnMailManagerIngressPoint(stack, id, {
    ingressPointName: name,
    type: 'AUTH',
    ingressPointConfiguration: { secretArn: stores.relay.secretArn },
    ruleSetId: rules.attrRuleSetId,
    trafficPolicyId: policy.attrTrafficPolicyId,
    tlsPolicy: 'REQUIRED',
  });
  return Fn.join('', ['smtp://', point.attrARecord, ':587?tls=required&user=', point.attrIngressPointId]);
}

/** Room for our trace fields and an ARC seal on a message of the largest size. */
const addedBytes = 65_536;

/** Lets in mail for the organisation's own domains. */
export function ownRecipients(config: InfraConfig): CfnMailManagerTrafficPolicy.PolicyStatementProperty {
  return {
    action: 'ALLOW',
    conditions: [
      {
        stringExpression: {
          evaluate: { attribute: 'RECIPIENT' },
          operator: 'ENDS_WITH',
          values: config.domains.map((domain) => `@${domain}`),
        },
      },
    ],
  };
}
