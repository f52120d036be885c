// The published control sets that every build is held against.
import { fileURLToPath } from 'node:url';
import { CfnGuardValidator } from '@cdklabs/cdk-validator-cfnguard';
import { type App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks, NIST80053R5Checks } from 'cdk-nag';

/** Synthesis fails on any finding that no construct acknowledges with a reason. */
export function addChecks(app: App): void {
  Validations.of(app).addPlugins(
    new AwsSolutionsChecks(app),
    new NIST80053R5Checks(app),
    new CfnGuardValidator({
      controlTowerRulesEnabled: false,
      rules: [fileURLToPath(new URL('checks/cccs-medium.guard', import.meta.url))],
      maxBuffer: 64 * 1024 * 1024,
    }),
  );
}
