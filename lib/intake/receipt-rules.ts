// The way in by classic SES receipt rules: store the bytes, announce the envelope, ask the scanner. SES delivers nothing
// itself here, and the rule stops after the scanner whatever it answers.
import type { Stack } from 'aws-cdk-lib';
import { CfnPermission, type Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import { CfnReceiptRule, CfnReceiptRuleSet } from 'aws-cdk-lib/aws-ses';
import { rawPrefixes } from '../../lambdas/functions.ts';
import type { InfraConfig } from '../config.ts';
import type { Stores } from '../stacks/data-stack.ts';

/** An operator makes the rule set active (docs/deploy.md): there is one in force per account, and CloudFormation cannot say which. */
export function createReceiptRules(stack: Stack, config: InfraConfig, stores: Stores, scanner: LambdaFunction): void {
  const ruleSet = new CfnReceiptRuleSet(stack, 'ReceiptRules', { ruleSetName: config.name });
  const permission = new CfnPermission(stack, 'MailCallsScanner', {
    action: 'lambda:InvokeFunction',
    functionName: scanner.functionArn,
    principal: 'ses.amazonaws.com',
    sourceAccount: config.account,
  });
  const rule = new CfnReceiptRule(stack, 'ReceiptRule', {
    ruleSetName: ruleSet.ref,
    rule: {
      name: 'store-announce-scan',
      enabled: true,
      recipients: [...config.domains],
      scanEnabled: false,
      tlsPolicy: config.requireTls ? 'Require' : 'Optional',
      actions: [
        {
          s3Action: {
            bucketName: stores.raw.bucketName,
            objectKeyPrefix: rawPrefixes.inbound,
            topicArn: stores.envelopes.topicArn,
          },
        },
        { lambdaAction: { functionArn: scanner.functionArn, invocationType: 'RequestResponse' } },
        { stopAction: { scope: 'RuleSet' } },
      ],
    },
  });
  rule.addDependency(permission);
}
