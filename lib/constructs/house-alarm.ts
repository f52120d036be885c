// An alarm as the house builds it: it says what is at stake, and its name is a heading of docs/runbook.md.
import { Alarm, type ComparisonOperator, type IMetric, type TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import type { Construct } from 'constructs';

export interface HouseAlarmProps {
  /** Kebab-case; the heading in the runbook. */
  readonly name: string;
  /** What the people served notice or lose while nobody acts. */
  readonly impact: string;
  readonly metric: IMetric;
  readonly comparison: ComparisonOperator;
  readonly threshold: number;
  readonly periods: number;
  readonly missingData: TreatMissingData;
}

export function houseAlarm(scope: Construct, prefix: string, topic: ITopic, props: HouseAlarmProps): Alarm {
  const alarm = new Alarm(scope, props.name, {
    alarmName: `${prefix}-${props.name}`,
    alarmDescription: `Impact: ${props.impact}. What to do: docs/runbook.md#${props.name}`,
    metric: props.metric,
    comparisonOperator: props.comparison,
    threshold: props.threshold,
    evaluationPeriods: props.periods,
    treatMissingData: props.missingData,
  });
  alarm.addAlarmAction(new SnsAction(topic));
  alarm.addOkAction(new SnsAction(topic));
  return alarm;
}
