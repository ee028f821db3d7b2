import { type Alert, isAudible } from './alert.ts';

/** What may happen to an alert; types of the event log. */
export const ALERT_EVENTS = ['alert-fired', 'alert-resolved', 'alert-silenced', 'alert-unsilenced'] as const;
export type AlertEventType = (typeof ALERT_EVENTS)[number];

/** Something that happened to an alert. */
export interface AlertChange {
  readonly type: AlertEventType;
  /** As it is now; of a resolved one, as it was. */
  readonly alert: Alert;
  readonly sentence: string;
}

/**
 * What happened between two lists of the alerts of one source. An alert that fires since later than before has fired anew.
 * @param before by fingerprint
 */
export function alertChanges(
  before: ReadonlyMap<string, Alert>,
  after: ReadonlyMap<string, Alert>,
): readonly AlertChange[] {
  const changes: AlertChange[] = [];
  for (const [fingerprint, alert] of before) {
    const now = after.get(fingerprint);
    if (now === undefined || now.startsAt > alert.startsAt) changes.push(changeOf('alert-resolved', alert));
  }
  for (const [fingerprint, alert] of after) changes.push(...changesOfOne(before.get(fingerprint), alert));
  return changes;
}

function changesOfOne(before: Alert | undefined, now: Alert): readonly AlertChange[] {
  const isNew = before === undefined || now.startsAt > before.startsAt;
  const changes = isNew ? [changeOf('alert-fired', now)] : [];
  const wasSilenced = !isNew && before.silences.length > 0;
  if (now.silences.length > 0 && !wasSilenced) changes.push(changeOf('alert-silenced', now));
  if (now.silences.length === 0 && wasSilenced) changes.push(changeOf('alert-unsilenced', now));
  return changes;
}

function changeOf(type: AlertEventType, alert: Alert): AlertChange {
  return { type, alert, sentence: sentenceOf(type, alert) };
}

function sentenceOf(type: AlertEventType, alert: Alert): string {
  const { name, severity, summary, silences } = alert;
  switch (type) {
    case 'alert-fired': {
      const grave = severity === '' ? '' : ` (${severity})`;
      const what = summary === '' ? '' : `: ${summary.replace(/\.$/, '')}`;
      return `The alert ${name}${grave} fires${isAudible(alert) ? '' : ', kept quiet'}${what}.`;
    }
    case 'alert-resolved':
      return `The alert ${name} is over.`;
    case 'alert-silenced': {
      const [silence] = silences;
      const why =
        silence === undefined || silence.comment === '' ? '' : `: ${silence.comment.replace(/\.$/, '')}`;
      return `The alert ${name} was silenced by ${silence?.by || 'somebody'}${why}.`;
    }
    case 'alert-unsilenced':
      return `The alert ${name} is not silenced any more.`;
  }
}
