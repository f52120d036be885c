// Who may sign in to the console: individual accounts with a second factor, as R-411 asks.
import { Duration, RemovalPolicy, type Stack } from 'aws-cdk-lib';
import {
  AccountRecovery,
  FeaturePlan,
  Mfa,
  OAuthScope,
  PasskeyUserVerification,
  StandardThreatProtectionMode,
  UserPool,
  type UserPoolClient,
} from 'aws-cdk-lib/aws-cognito';
import { consoleUrl, type InfraConfig } from '../config.ts';

export interface StaffPool {
  readonly pool: UserPool;
  readonly client: UserPoolClient;
}

export function createStaffPool(stack: Stack, config: InfraConfig): StaffPool {
  const pool = new UserPool(stack, 'Staff', {
    userPoolName: config.name,
    selfSignUpEnabled: false,
    signInAliases: { username: true, email: true },
    signInCaseSensitive: false,
    mfa: Mfa.REQUIRED,
    mfaSecondFactor: { otp: true, sms: false },
    featurePlan: FeaturePlan.PLUS,
    standardThreatProtectionMode: StandardThreatProtectionMode.FULL_FUNCTION,
    passkeyUserVerification: PasskeyUserVerification.REQUIRED,
    passwordPolicy: {
      minLength: 12,
      requireLowercase: true,
      requireUppercase: true,
      requireDigits: true,
      requireSymbols: true,
      tempPasswordValidity: Duration.days(1),
      passwordHistorySize: 24,
    },
    accountRecovery: AccountRecovery.NONE,
    deletionProtection: true,
    removalPolicy: RemovalPolicy.RETAIN,
  });
  const client = pool.addClient('Console', {
    userPoolClientName: 'console',
    authFlows: { userSrp: true, user: true },
    generateSecret: false,
    preventUserExistenceErrors: true,
    enableTokenRevocation: true,
    accessTokenValidity: Duration.minutes(15),
    idTokenValidity: Duration.minutes(15),
    // A working day; sign-in is asked for again the next.
    refreshTokenValidity: Duration.hours(10),
    oAuth: {
      flows: { authorizationCodeGrant: true },
      scopes: [OAuthScope.OPENID],
      callbackUrls: [`${consoleUrl(config)}/sign-in/done`],
    },
  });
  return { pool, client };
}
